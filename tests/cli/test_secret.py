"""Whoever is no keeper is told the same by every command, with and without secrets."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.model.scan import ScanKind
from pipeline.register.batches import named_batch
from pipeline.register.entries import Master, NewQuarantined, Source
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from pipeline.steps.office.secret_entry import secret_entry
from tests.stack_archive import DIGEST, NOW
from tests.web.shelf import Paper, fill

PEOPLE = """
[[people]]
name = "an"
roles = ["clerk", "manager", "staff"]
[[people]]
name = "lan"
roles = ["keeper"]
[[people]]
name = "minh"
roles = ["keeper"]
"""
OPEN = (Paper("mo1", "kế hoạch năm", code="1/KH-A", issuer="SỞ A", subject="kế hoạch năm"),)
MASTER = b"%PDF secret"
SHA = hashlib.sha256(MASTER).hexdigest()
SECRET = SHA[:16]
MODULES = ("records", "upkeep", "secret", "desk", "register", "refusing", "audit", "audit_log")


def made(folder: Path, *, with_secret: bool) -> Path:
    archive = fill(folder / "archive", OPEN)
    (folder / "office.toml").write_text(PEOPLE, encoding="utf-8")
    if with_secret:
        quarantine_in(archive)
    return folder


def quarantine_in(archive: ArchiveFolder) -> None:
    place = archive.quarantine / f"{SHA}.pdf"
    archive.write(place, MASTER, 0o400)
    book = default_settings().registers.secret_book
    assert book is not None
    with open_register(archive.root) as register:
        with register.entries.acting(NOW, "an") as act:
            batch = named_batch(act.connection, "mo1")
        assert batch is not None
        entry = register.add_inputs(batch, [Source("/scans/mat.pdf", "mat.pdf")])[-1]
        kept = Master(SHA, len(MASTER), ScanKind.PDF, 2, False, archive.relative(place), "mat.pdf")
        register.secrets.store_master(kept, NOW, "an")
        hidden = NewQuarantined(SECRET, SHA, 1, 2, "Mật", (), DIGEST, "sohoa")
        waiting = secret_entry(SECRET, SHA, "Mật", NOW, book)
        register.secrets.register(hidden, entry, NOW, "an", waiting)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command tells somebody of an office in a folder."""

    def run(folder: Path, who: str, *typed: str) -> tuple[int, str]:
        for module in MODULES:
            monkeypatch.setattr(f"pipeline.cli.{module}.who", lambda: who, raising=False)
        where = ["--archive", str(folder / "archive"), "--settings", str(folder / "office.toml")]
        try:
            code = main([*typed, *where, "--lang", "en"])
        except SystemExit as error:
            code = int(str(error.code))
        captured = capsys.readouterr()
        told = (captured.out + captured.err).replace(str(folder), "FOLDER")
        return code, re.sub(r'[\d.]+ GB free|"free_bytes": \d+', "FREE", told)

    return run


ASKED = [
    ["records"],
    ["records", "--json"],
    ["records", "--state", "quarantined"],
    ["show", SECRET],
    ["show", SECRET[:4]],
    ["text", SECRET],
    ["search", "kế hoạch"],
    ["search", "mật"],
    ["verify"],
    ["verify", "--json"],
    ["doctor"],
    ["doctor", "--json"],
    ["index", "status"],
    ["register", "list"],
    ["register", "list", "--book", "den-mat"],
    ["register", "books", "--json"],
    ["register", "show", "den-mat/2026/1"],
    ["register", "show", "den-mat/2026/#-1"],
    ["register", "show", "1"],
    ["register", "check", SECRET],
    ["register", "arrive", SECRET],
    ["register", "receipt", "AAAA-AAAA-AAAA-AAAA"],
    ["secret", "list"],
    ["secret", "receive", SECRET],
    ["secret", "release", SECRET, "--reason", "x"],
    ["secret", "grant", "1"],
    ["secret", "deny", "1"],
    ["secret", "lock", SECRET, "--level", "Mật"],
    ["secret", "settle"],
    ["declare", SECRET, "--access", "open"],
    ["audit", "verify"],
    ["audit", "log", "--json"],
    ["audit", "log", "--document", SECRET],
]


def test_others_are_told_the_same(tmp_path: Path, said: Any) -> None:
    folders = []
    for name in ("without", "with"):
        (tmp_path / name).mkdir()
        folders.append(made(tmp_path / name, with_secret=name == "with"))
    for typed in ASKED:
        without, with_secret = (said(folder, "an", *typed) for folder in folders)
        assert with_secret == without, typed


def test_a_keeper_is_told(tmp_path: Path, said: Any) -> None:
    folder = made(tmp_path, with_secret=True)
    for typed in (["records"], ["show", SECRET], ["secret", "list"], ["register", "list"]):
        code, told = said(folder, "lan", *typed)
        assert code == 0, told
        assert SECRET in told or "den-mat" in told
    assert said(folder, "lan", "verify")[0] == 0


def test_two_keepers_decide_and_no_subject_of_what_is_highest(tmp_path: Path, said: Any) -> None:
    folder = made(tmp_path, with_secret=True)
    assert said(folder, "lan", "secret", "release", SECRET, "--reason", "báo nhầm")[0] == 0
    assert said(folder, "lan", "secret", "deny", "1")[0] == 7
    assert said(folder, "minh", "secret", "deny", "1")[0] == 0
    highest = ["secret", "receive", SECRET, "--level", "Tuyệt mật"]
    assert said(folder, "lan", *highest, "--subject", "x")[0] == 7
    assert said(folder, "lan", *highest, "--code", "5/A")[0] == 0
    _, told = said(folder, "lan", "secret", "list", "--json")
    row = json.loads(told)
    assert (row["entry"], row["level"], row["code"]) == ("den-mat/2026/1", "Tuyệt mật", "5/A")
    assert (row["subject"], row["release"]["granted"]) == (None, False)


def test_where_nobody_is_named_nothing_gets_out(tmp_path: Path, said: Any) -> None:
    folder = made(tmp_path, with_secret=True)
    (folder / "office.toml").write_text("", encoding="utf-8")
    assert said(folder, "an", "secret", "list")[0] == 0
    code, told = said(folder, "an", "secret", "release", SECRET, "--reason", "x")
    assert (code, "two keepers" in told) == (7, True)
