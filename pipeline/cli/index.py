"""`sohoa index status`: does the index hold what the register has, and how far is it behind?"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.printing import local_time
from pipeline.cli.records import opened
from pipeline.errors import SohoaError
from pipeline.indexing import INDEXED
from pipeline.messages import Language, say, say_error
from pipeline.register.store import Register
from pipeline.search.fields import SCHEMA_VERSION
from pipeline.search.opening import open_search
from pipeline.settings import SearchEngine, Settings, load_settings
from pipeline.verification import secret_ids


def index(options: argparse.Namespace) -> int:
    """Exit 1 where index and register differ, or could not be compared."""
    settings = load_settings(options.settings)
    with opened(options) as (archive, register):
        report = _report(archive, register, settings, options.language)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        for line in _lines(report, options):
            print(line)
    return 0 if report["agrees"] else 1


def _report(
    archive: ArchiveFolder, register: Register, settings: Settings, language: Language
) -> dict[str, Any]:
    embedded = settings.search.engine is SearchEngine.TANTIVY
    where = str(archive.index) if embedded else ", ".join(settings.elasticsearch.urls)
    promised = register.outbox(1)
    wanted = register.document_ids(*INDEXED)
    report: dict[str, Any] = {
        "engine": settings.search.engine.value,
        "where": where,
        "schema_version": SCHEMA_VERSION,
        "registered": len(wanted),
        "waiting": register.waiting(),
        "waiting_since": promised[0].at.isoformat() if promised else None,
        "bytes": _bytes(archive.index) if embedded else None,
        "unusable": None,
    }
    try:
        held = _held(archive, settings)
    except SohoaError as error:
        return {
            **report,
            "documents": None,
            "agrees": None,
            "unusable": say_error(language, error),
        }
    unknown = sorted(held - wanted - secret_ids(register, held - wanted))
    missing = sorted(wanted - held)
    return {
        **report,
        "documents": len(held),
        "missing": missing,
        "unknown": unknown,
        "agrees": not missing and not unknown and not report["waiting"],
    }


def _held(archive: ArchiveFolder, settings: Settings) -> frozenset[str]:
    found = open_search(archive.index, settings)
    try:
        return found.ids()
    finally:
        found.close()


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _lines(report: dict[str, Any], options: argparse.Namespace) -> list[str]:
    language: Language = options.language
    params = {**report, "archive": str(options.archive)}
    lines = [say(language, "cli.index_is", params)]
    if report["bytes"] is not None:
        lines.append(say(language, "cli.index_size", {"size": f"{report['bytes'] / 1e6:.1f}"}))
    if report["unusable"] is not None:
        lines.append(report["unusable"])
    else:
        lines.append(say(language, "cli.index_holds", params))
        for key in ("missing", "unknown"):
            if report[key]:
                ids = ", ".join(report[key][:_SHOWN]) + (" …" if len(report[key]) > _SHOWN else "")
                told = {"count": len(report[key]), "ids": ids}
                lines.append(say(language, f"cli.index_{key}", told))
    if promised := report["waiting_since"]:
        since = local_time(datetime.fromisoformat(promised))
        lines.append(
            say(language, "cli.index_waits", {"waiting": report["waiting"], "since": since})
        )
    return [*lines, say(language, _VERDICTS[report["agrees"]], params)]


_SHOWN = 5
_VERDICTS = {
    True: "cli.index_agrees",
    False: "cli.index_differs",
    None: "cli.index_not_compared",
}
