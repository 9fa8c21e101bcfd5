"""`sohoa serve`: the workbench for people, the archive over HTTP for programs."""

from __future__ import annotations

import argparse
import json
import logging

from pipeline.messages import say
from pipeline.settings import load_settings
from pipeline.web.server import Address, serve_archive


def serve(options: argparse.Namespace) -> int:
    """Answers until it is told to stop; exit 0 after SIGTERM."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    address = Address(options.host, options.port)

    def ready(url: str, accounts: bool) -> None:
        if options.json:
            print(
                json.dumps({"url": url, "openapi": f"{url}/openapi.json", "accounts": accounts}),
                flush=True,
            )
        else:
            print(say(options.language, "cli.serving", {"url": url}), flush=True)
            if not accounts:
                print(say(options.language, "cli.no_accounts"), flush=True)

    settings = load_settings(options.settings)
    serve_archive(options.archive, settings, address, options.language, ready)
    return 0
