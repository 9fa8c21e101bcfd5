"""The command `sohoa`: the door through which people come in."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from pipeline.cli.parser import build_parser, language_of
from pipeline.errors import SohoaError
from pipeline.messages import say, say_error

__all__ = ["build_parser", "main"]

log = logging.getLogger("pipeline")

_MAY_ANNOUNCE = (
    *("digitize", "register", "assign", "advance", "recall", "refuse", "secret", "match"),
    *("mail", "exchange", "signatures"),
)
"""Commands after which people are told of what came of them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code (see `pipeline.errors`)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = language_of(arguments)
    options = build_parser(language).parse_args(arguments)
    try:
        code: int = options.run(options)
        if options.command in _MAY_ANNOUNCE:
            _announce(options)
    except SohoaError as error:
        print(f"sohoa: {say_error(language, error)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"sohoa: {say(language, 'cli.stopped')}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the outermost layer
        log.exception("unexpected")
        why = f"{type(error).__name__}: {error}"
        print(f"sohoa: {say(language, 'cli.unexpected', {'why': why})}", file=sys.stderr)
        return 1
    return code


def _announce(options: argparse.Namespace) -> None:
    # Not before it is needed: most commands announce nothing.
    from pipeline.cli.announce import announce_after

    announce_after(options)
