"""From the pages of a file to documents that are ready to exist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.masters import document_id_of
from pipeline.documents import documents_of
from pipeline.model.desk_sheet import DeskSheet, SheetKind
from pipeline.model.record import State
from pipeline.model.scan import ScanInfo, ScanKind
from pipeline.register.store import Register, open_register
from pipeline.steps.documents import sheet_text
from tests.stack_archive import SHA, desk_with, hand_in
from tests.steps.documents.conftest import Sheets
from tests.steps.documents.test_desk_sheets import coded


@pytest.fixture
def register(tmp_path: Path) -> Any:
    with open_register(tmp_path / "archive") as opened:
        yield opened


def test_a_stack_becomes_several_documents(tmp_path: Path, register: Register) -> None:
    pages = (Sheets.decision(), Sheets.back(), Sheets.first(), Sheets.last())
    desk, scan = desk_with(tmp_path / "archive", register, pages)
    one, two = documents_of(scan, desk)
    assert (one.id, two.id) == (document_id_of(SHA), document_id_of(SHA, 3))
    assert [(d.first_page, d.last_page) for d in (one, two)] == [(1, 2), (3, 4)]
    assert [page.number for page in two.pages] == [1, 2]
    files = {d.pdf.path for d in (one, two) if d.pdf} | {d.alto.path for d in (one, two) if d.alto}
    assert len(files) == 4
    assert all((desk.archive.root / file).is_file() for file in files)


def test_made_again_they_are_the_same(tmp_path: Path, register: Register) -> None:
    pages = (Sheets.decision(), Sheets.decision())
    desk, scan = desk_with(tmp_path / "archive", register, pages)
    entry = hand_in(register)
    made = documents_of(scan, desk)
    assert register.register_documents(made, entry, desk.now(), desk.who)
    assert documents_of(scan, desk) == made
    assert not register.register_documents(made, entry, desk.now(), desk.who)


def test_the_id_of_a_file_of_one_document_is_its_hash(tmp_path: Path, register: Register) -> None:
    desk, scan = desk_with(tmp_path / "archive", register, (Sheets.first(), Sheets.last()))
    (document,) = documents_of(scan, desk)
    assert document.id == SHA[:16]
    assert document.pdf is not None
    assert Path(document.pdf.path).name == f"{SHA[:16]}.pdf"
    assert document.state is State.ACCEPTED


def test_a_doubt_keeps_a_file_whole_and_says_what_to_do(tmp_path: Path, register: Register) -> None:
    desk, scan = desk_with(tmp_path / "archive", register, (Sheets.decision(), Sheets.draft()))
    (document,) = documents_of(scan, desk)
    assert document.state is State.REVIEW
    (reason,) = document.reasons
    assert (reason.code, reason.params["pages"]) == ("documents_unsure", "2")


def test_a_signed_file_is_never_split(tmp_path: Path, register: Register) -> None:
    desk, scan = desk_with(tmp_path / "archive", register, (Sheets.decision(), Sheets.decision()))
    signed = replace(scan, info=ScanInfo(ScanKind.PDF, 2, signed=True))
    (document,) = documents_of(signed, desk)
    assert [reason.code for reason in document.reasons] == ["documents_unsure"]


@pytest.mark.parametrize(
    ("batch", "waits"), [("Hộp 7", True), ("HỘP  12", False), ("Hộp 12", False), ("", False)]
)
def test_a_sheet_of_another_batch_is_told(
    tmp_path: Path, register: Register, batch: str, waits: bool
) -> None:
    cover = coded(sheet_text(DeskSheet(SheetKind.COVER, batch="Hộp 12")))
    pages = (Sheets.decision(), cover, Sheets.decision(), coded(sheet_text(DeskSheet())))
    desk, scan = desk_with(tmp_path / "archive", register, (*pages, Sheets.decision()))
    found = documents_of(scan, replace(desk, batch=batch))
    assert [(one.first_page, one.last_page) for one in found] == [(1, 1), (3, 3), (5, 5)]
    # A separator that names no batch does not end what the cover says.
    assert [[reason.code for reason in one.reasons] for one in found] == [
        [],
        ["sheet_of_other_batch"] * waits,
        ["sheet_of_other_batch"] * waits,
    ]
    assert [one.state is State.REVIEW for one in found] == [False, waits, waits]
    if waits:
        assert found[1].reasons[0].params == {"named": "Hộp 12", "batch": "Hộp 7"}
