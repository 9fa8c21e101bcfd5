"""`sohoa verify`, `reindex` and `doctor`: is everything there, whole, and in agreement?"""

from __future__ import annotations

import argparse
import json
import shutil
from contextlib import closing
from datetime import datetime

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.digitize import who
from pipeline.cli.partner_warnings import partner_warnings, without_tls
from pipeline.cli.printing import local_time
from pipeline.cli.records import opened
from pipeline.cli.waiting_notices import waiting_lines, waiting_notices
from pipeline.engines.programs import INSTALL
from pipeline.engines.tesseract import languages
from pipeline.errors import ArchiveUnusable, SohoaError, ToolMissing
from pipeline.indexing import INDEXED, rebuild, rebuild_beside
from pipeline.messages import Language, say, say_error
from pipeline.messages.records import state_name
from pipeline.model.names import printable
from pipeline.office.people import sees_secrets
from pipeline.register.identity import place_of
from pipeline.register.store import open_register
from pipeline.search.opening import open_search
from pipeline.settings import SearchEngine, Settings, load_settings
from pipeline.verification import disagreements, verify_archive


def verify(options: argparse.Namespace) -> int:
    """Exit 1 and a list where something is off."""
    with opened(options) as (archive, register):
        settings = load_settings(options.settings)
        secrets = sees_secrets(settings, who())
        checked, findings = verify_archive(archive, register, settings, secrets=secrets)
    if options.json:
        rows = [{"code": finding.code, **finding.params} for finding in findings]
        print(json.dumps({"files": checked, "findings": rows}, ensure_ascii=False))
        return 1 if findings else 0
    for finding in findings:
        params = {
            key: printable(value) if isinstance(value, str) else value
            for key, value in finding.params.items()
        }
        print(say(options.language, f"verify.{finding.code}", params))
    key = "verify.off" if findings else "verify.sound"
    print(say(options.language, key, {"files": checked, "count": len(findings)}))
    return 1 if findings else 0


def reindex(options: argparse.Namespace) -> int:
    """Makes the index anew from the register."""
    settings = load_settings(options.settings)
    engine = SearchEngine(options.engine or settings.search.engine)
    with opened(options) as (archive, register), archive.writing():
        if engine is settings.search.engine:
            count = rebuild(archive, register, settings)
        else:
            count = rebuild_beside(archive, register, _with_engine(settings, engine))
        left_out = len(register.document_ids(*INDEXED)) - count
    if options.json:
        print(json.dumps({"documents": count, "left_out": left_out}))
    else:
        print(say(options.language, "cli.reindexed", {"count": count}))
        if left_out:
            print(say(options.language, "cli.left_out", {"count": left_out}))
    return 1 if left_out else 0


def _with_engine(settings: Settings, engine: SearchEngine) -> Settings:
    search = settings.search.model_copy(update={"engine": engine})
    return settings.model_copy(update={"search": search})


def doctor(options: argparse.Namespace) -> int:
    """What is missing, the command that installs it, and how the archive is. Exit 3 if so."""
    language: Language = options.language
    missing = {name: how for name, how in INSTALL.items() if shutil.which(name) is None}
    settings = load_settings(options.settings)
    wanted = settings.reading.language
    if "tesseract" not in missing and wanted not in _languages():
        missing[f"tesseract {wanted}"] = f"apt-get install tesseract-ocr-{wanted}"
    about = _archive_report(options, settings)
    unusable = ArchiveUnusable.exit_code if about.get("register_unusable") else 0
    if options.json:
        open_ways = without_tls(settings)
        shown = {"missing": missing, "archive": about, "partners_without_tls": open_ways}
        print(json.dumps(shown, ensure_ascii=False))
        return ToolMissing.exit_code if missing else unusable
    for name in (*INSTALL, f"tesseract {wanted}"):
        if name in missing:
            print(f"✗ {name}: {say(language, 'cli.install', {'command': missing[name]})}")
        else:
            print(f"✓ {name}")
    for line in (*_archive_lines(about, language), *partner_warnings(settings, language)):
        print(line)
    return ToolMissing.exit_code if missing else unusable


def _languages() -> frozenset[str]:
    try:
        return languages()
    except ToolMissing:
        return frozenset()


def _archive_report(options: argparse.Namespace, settings: Settings) -> dict[str, object]:
    archive = ArchiveFolder(options.archive)
    if not archive.exists():
        return {"path": str(options.archive), "exists": False}
    try:
        return _register_report(archive, options, settings)
    except SohoaError as error:
        told = say_error(options.language, error)
        return {"path": str(options.archive), "exists": True, "register_unusable": told}


def _register_report(
    archive: ArchiveFolder, options: argparse.Namespace, settings: Settings
) -> dict[str, object]:
    """Raises: ArchiveUnusable, ArchiveBusy, SettingsInvalid."""
    url = settings.database_url
    with open_register(options.archive, url) as register:
        secrets = sees_secrets(settings, who())
        by_state = register.document_counts(secrets=secrets)
        counts = {state.value: count for state, count in by_state.items()}
        off = sum(1 for _ in disagreements(archive, register)) if secrets else 0
        waiting, promised = register.waiting(), register.outbox(1)
        indexed = bool(register.document_ids(*INDEXED))
        announcements = waiting_notices(register, settings, secrets=secrets)
    free = shutil.disk_usage(options.archive).free
    return {
        "path": str(options.archive),
        "exists": True,
        "register": place_of(options.archive, url),
        "documents": counts,
        "not_indexed": waiting,
        "not_indexed_since": promised[0].at.isoformat() if promised else None,
        "index_unusable": _unusable(archive, settings, options.language) if indexed else None,
        "free_bytes": free,
        # The same for whoever may not know, as if there were none.
        "secrets_off": off,
        "announcements": announcements,
    }


def _unusable(archive: ArchiveFolder, settings: Settings, language: Language) -> str | None:
    """Why the index does not answer, or None: it does."""
    try:
        _count(archive, settings)
    except SohoaError as error:
        return say_error(language, error)
    return None


def _count(archive: ArchiveFolder, settings: Settings) -> int:
    with closing(open_search(archive.index, settings)) as found:
        return found.count()


def _archive_lines(report: dict[str, object], language: Language) -> list[str]:
    from pipeline.model.record import State

    path = str(report["path"])
    if not report["exists"]:
        return [say(language, "cli.archive_none", {"archive": path})]
    if "register_unusable" in report:
        return [f"✗ {report['register_unusable']}"]
    counts = report["documents"]
    assert isinstance(counts, dict)
    free = report["free_bytes"]
    assert isinstance(free, int)
    params = {
        "archive": path,
        "documents": sum(counts.values()),
        "waiting": report["not_indexed"],
        "free": f"{free / 1e9:.1f}",
    }
    lines = [say(language, "cli.archive_is", params)]
    lines.append(say(language, "cli.register_is", {"register": str(report["register"])}))
    lines += [f"  {n:>7}  {state_name(language, State(s))}" for s, n in counts.items() if n]
    if isinstance(since := report["not_indexed_since"], str):
        told = {**params, "since": local_time(datetime.fromisoformat(since))}
        lines += [say(language, "cli.index_waits", told), say(language, "cli.catch_up", params)]
    if report["secrets_off"]:
        lines.append(say(language, "cli.secret_findings", {"count": report["secrets_off"]}))
    if report["index_unusable"] is not None:
        lines.append(f"✗ {report['index_unusable']}")
    announcements = report["announcements"]
    assert announcements is None or isinstance(announcements, dict)
    return lines + waiting_lines(announcements, language)
