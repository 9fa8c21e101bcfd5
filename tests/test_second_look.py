"""At the end of a batch its documents are weighed against each other, once, and stay sound."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.desk import Desk
from pipeline.documents import documents_of
from pipeline.model.record import Candidate, Field, Record, State
from pipeline.register.entries import IndexOp, ObjectKind, What
from pipeline.register.store import Register, open_register
from pipeline.regroup import split_document
from pipeline.second_look import look_again
from pipeline.steps.record import doubts_of
from tests.stack_archive import SHA, desk_with, hand_in
from tests.steps.documents.conftest import Sheets

UNSURE = f"{SHA[:16]}-0002"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "archive") as opened:
        yield opened


def record(number: Field, day: str) -> Record:
    doubt = "low_confidence" if number.review else None
    return Record(
        type=Field("Quyết định", 0.99),
        number=number,
        notation=Field("QĐ-SYT", 0.99),
        code=Field(f"{number.value}/QĐ-SYT", number.confidence, (), number.review, doubt),
        date=Field(day, 0.99),
        issuer=Field("SỞ Y TẾ", 0.99),
        subject=Field("Về việc khen thưởng", 0.99),
        signer_name=Field("Trần Thị Bình", 0.99),
    )


READ = (Candidate("204", 0.5), Candidate("2047", 0.5))
RECORDS = (
    record(Field("2005", 0.99), "2017-10-20"),
    record(Field("204", 0.5, (), True, "handwritten", READ), "2017-10-30"),
    record(Field("2082", 0.99), "2017-11-06"),
)


@pytest.fixture
def desk(tmp_path: Path, register: Register) -> Desk:
    """Three decisions of an office, registered; the number of the second is not sure."""
    desk, scan = desk_with(tmp_path / "archive", register, [Sheets.decision()] * 3)
    made = [
        replace(
            document,
            record=read,
            reasons=tuple(doubts_of(read)),
            state=State.REVIEW if doubts_of(read) else State.ACCEPTED,
        )
        for document, read in zip(documents_of(scan, desk), RECORDS, strict=True)
    ]
    register.register_documents(made, hand_in(register), desk.now(), desk.who)
    register.clear_outbox(register.outbox())
    return desk


def files(desk: Desk) -> set[str]:
    found = desk.archive.documents.rglob("*")
    return {desk.archive.relative(path) for path in found if path.is_file()}


def known_files(register: Register) -> set[str]:
    return {file.path for d in register.documents() for file in (d.pdf, d.alto) if file}


def test_what_fits_is_taken_and_the_file_says_so(desk: Desk, register: Register) -> None:
    before = register.document(UNSURE)
    assert look_again("lô", desk) == 1
    after = register.document(UNSURE)
    assert (after.record.number.value, after.record.code.value) == ("2047", "2047/QĐ-SYT")
    assert (after.state, after.reasons) == (State.ACCEPTED, ())
    assert (after.alto, after.created_at) == (before.alto, before.created_at)
    assert after.pdf is not None
    assert (desk.archive.root / after.pdf.path).read_text() == "written anew for 2047/QĐ-SYT"
    assert files(desk) == known_files(register)
    assert [(p.document_id, p.op) for p in register.outbox()] == [(UNSURE, IndexOp.INDEX)]
    changes = [
        (e.field, e.old, e.new)
        for e in register.history(ObjectKind.DOCUMENT, UNSURE)
        if e.what is What.RECONSIDERED
    ]
    assert changes == [("number", "204", "2047"), ("code", "204/QĐ-SYT", "2047/QĐ-SYT")]
    batch = register.begin_batch("lô", "x", new_name="", now=desk.now(), who="")
    assert [entry.state for entry in register.inputs(batch)] == [State.ACCEPTED]


def test_a_second_time_nothing_changes(desk: Desk, register: Register) -> None:
    look_again("lô", desk)
    first = register.document(UNSURE)
    stray = desk.archive.document(UNSURE) / "left-by-a-broken-run.pdf"
    stray.write_bytes(b"")
    assert look_again("lô", desk) == 0
    assert register.document(UNSURE) == first
    assert files(desk) == known_files(register) | {desk.archive.relative(stray)}


def test_what_a_person_changed_is_left_alone(desk: Desk, register: Register) -> None:
    split_document(register.document(UNSURE), [], desk)
    before = register.document(UNSURE)
    assert look_again("lô", desk) == 0
    assert register.document(UNSURE) == before


def test_readings_of_other_settings_are_left_alone(desk: Desk) -> None:
    assert look_again("lô", replace(desk, digest="ffffffffffff")) == 0


def test_a_person_may_stop_it(desk: Desk) -> None:
    stopped = threading.Event()
    stopped.set()
    assert look_again("lô", replace(desk, stop=stopped)) == 0


@pytest.mark.usefixtures("desk")
def test_records_of_an_issuer_come_without_places(register: Register) -> None:
    records = register.records_of("SỞ Y TẾ", "2017")
    assert {number.number.value for number in records.values()} == {"2005", "204", "2082"}
    assert register.records_of("SỞ Y TẾ", "2018") == {}
    assert register.records_of("SỞ Y", None) == {}
