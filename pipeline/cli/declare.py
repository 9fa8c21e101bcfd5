"""`sohoa declare`: a person says who may see documents and whose they are."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime

from pipeline.cli.digitize import index_behind, who
from pipeline.cli.records import document_json, opened
from pipeline.errors import SettingsInvalid
from pipeline.indexing import catch_up
from pipeline.messages import say
from pipeline.messages.records import holding_text
from pipeline.register.batches import Asked
from pipeline.settings import load_settings


def declare(options: argparse.Namespace) -> int:
    """Writes it into the register, and into the index. Raises: NotFound, SettingsInvalid."""
    asked = Asked(options.access, options.unit)
    if asked == Asked():
        raise SettingsInvalid("nothing_declared")
    with opened(options) as (archive, register), archive.writing():
        # All are known before the first is changed.
        ids = [register.document(name).id for name in options.document_ids]
        for document_id in dict.fromkeys(ids):
            register.declare(document_id, asked, datetime.now(UTC), who())
        caught_up = catch_up(archive, register, load_settings(options.settings))
        if caught_up.why is not None:
            print(index_behind(caught_up, options), file=sys.stderr)
        for document_id in dict.fromkeys(ids):
            document = register.document(document_id)
            if options.json:
                data = document_json(document, archive, options.language)
                print(json.dumps(data, ensure_ascii=False))
            else:
                shown = holding_text(options.language, document.holding)
                print(say(options.language, "cli.declared", {"id": document_id, "how": shown}))
    return 0
