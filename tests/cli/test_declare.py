"""`sohoa declare`: kept, found by, told in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.documents import documents_of
from pipeline.errors import NotFound
from pipeline.model.access import Access, Rights
from pipeline.register.store import open_register
from pipeline.search.opening import open_index
from tests.stack_archive import SHA, desk_with, hand_in
from tests.steps.documents.conftest import Sheets

ID = SHA[:16]
OPEN_ONLY = Rights(frozenset({Access.OPEN}))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    with open_register(folder) as register:
        desk, scan = desk_with(folder, register, [Sheets.decision()])
        made = documents_of(scan, desk)
        register.register_documents(made, hand_in(register), desk.now(), desk.who)
    return folder


def seen(archive: Path) -> bool:
    """Whether somebody who may see open documents sees it."""
    index = open_index(ArchiveFolder(archive).index)
    try:
        index.entry(ID, OPEN_ONLY)
    except NotFound:
        return False
    finally:
        index.close()
    return True


def test_an_open_document_is_seen_by_more(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["declare", ID, "--access", "công khai", "--unit", "Phòng Một", "--archive"]
    assert main([*words, str(archive)]) == 0
    assert capsys.readouterr().out == f"{ID}: công khai · Phòng Một\n"
    assert seen(archive)
    assert (
        main(["declare", ID, "--access", "conditional", "--json", "--archive", str(archive)]) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert (told["access"], told["unit"]) == ("conditional", "Phòng Một")
    assert not seen(archive)
    assert main(["show", ID, "--lang", "en", "--archive", str(archive)]) == 0
    shown = capsys.readouterr().out
    assert "conditional · Phòng Một" in shown
    assert "access or unit declared: — → Phòng Một" in shown
    assert "access or unit declared: open → conditional" in shown


def test_nothing_declared_is_refused(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["declare", ID, "--archive", str(archive)]) == 2
    assert "--access" in capsys.readouterr().err


def test_no_document_is_changed_when_one_is_unknown(archive: Path) -> None:
    assert main(["declare", ID, "nobody", "--access", "open", "--archive", str(archive)]) == 6
    with open_register(archive) as register:
        assert register.document(ID).holding.access is Access.CONDITIONAL


def test_no_such_access(archive: Path) -> None:
    with pytest.raises(SystemExit):
        main(["declare", ID, "--access", "mật", "--archive", str(archive)])
