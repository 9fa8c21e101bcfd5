"""What a document lacks, its refusal by a person, what goes back, and the next try."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import NotAllowed, SettingsInvalid
from pipeline.model.entry import Described, Entry, Lack, Status
from pipeline.office.arriving import Coming, arrive
from pipeline.office.moving import advance
from pipeline.office.refusing import BY_REASON, check_document, days_between, refuse
from pipeline.office.registry import Registry
from pipeline.office.return_slip import return_slip
from pipeline.office_rules import default_completeness
from pipeline.papers.content import Table, Text
from pipeline.papers.writing import write_paper
from pipeline.register.entries import Document
from pipeline.sections.letterhead import LetterheadSettings
from pipeline.steps.office.completeness import Presence
from tests.office.conftest import NOW, DeskOf

TYPED = {
    "type": "Công văn",
    "code_number": "12",
    "code_notation": "SYT-VP",
    "issuer": "Sở Y tế",
    "issued_on": "2026-03-02",
    "subject": "báo cáo",
}
LATER = datetime(2026, 3, 12, 3, tzinfo=UTC)
HEAD = LetterheadSettings(
    superior="UBND TỈNH MẪU", office="SỞ NỘI VỤ", abbreviation="SNV", place="Mẫu"
)


def come(desk: Registry, at: datetime = NOW, **more: Any) -> Entry:
    book = desk.settings.registers.book("den")
    return arrive(desk, Coming(book, at, typed=TYPED | more, receive=False)).entry


def test_a_refusal_names_each_part_with_its_clause(desk: Registry) -> None:
    entry = refuse(desk, come(desk), ["seal", "number"], "")
    assert (entry.status, entry.number) == (Status.REFUSED, 0)
    lacks = desk.register.entries.lacks(entry.id)
    assert [lack.rule for lack in lacks] == ["seal", "number"]
    assert all("NĐ 30/2020/NĐ-CP" in lack.clause for lack in lacks)
    assert desk.register.entries.last_numbers() == {}


def test_a_person_may_say_it_in_words_of_their_own(desk: Registry) -> None:
    entry = refuse(desk, come(desk), [], "gửi  nhầm nơi nhận", default_completeness().parts[:1])
    assert desk.register.entries.lacks(entry.id) == (Lack(BY_REASON, "gửi nhầm nơi nhận", ""),)


def test_without_a_word_only_what_is_surely_missing_counts(desk: Registry) -> None:
    with pytest.raises(NotAllowed, match="nothing_lacks"):
        refuse(desk, come(desk), [], " ")
    proposed = (default_completeness().part("seal"),)
    entry = refuse(desk, come(desk), [], "", proposed)
    assert [lack.rule for lack in desk.register.entries.lacks(entry.id)] == ["seal"]


def test_what_has_its_number_is_not_refused(desk: Registry) -> None:
    entry = desk.register.entries.receive(come(desk).id, NOW, "ai")
    with pytest.raises(NotAllowed):
        refuse(desk, entry, ["seal"], "")
    assert desk.register.entries.lacks(entry.id) == ()


def test_who_may_not_refuse_refuses_nothing(desk_of: DeskOf) -> None:
    entry = come(desk_of("lan"))
    with pytest.raises(NotAllowed):
        refuse(desk_of("binh"), entry, ["seal"], "")
    with pytest.raises(SettingsInvalid, match="part_unknown"):
        refuse(desk_of("lan"), entry, ["sael"], "")
    assert desk_of("lan").register.entries.by_id(entry.id).status is Status.ARRIVED


def test_the_next_try_is_found_by_itself(desk: Registry) -> None:
    first = refuse(desk, come(desk), ["seal"], "")
    again = come(desk, LATER)
    assert again.earlier_id == first.id
    assert days_between(first, again) == 7
    # Only one follows it.
    assert come(desk, LATER).earlier_id is None


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "Sở Nội vụ"},
        {"code_number": "13"},
        {"issued_on": "2025-03-02"},
        {"code_notation": "SYT-NVY"},
    ],
)
def test_another_document_is_no_next_try(desk: Registry, other: dict[str, str]) -> None:
    refuse(desk, come(desk), ["seal"], "")
    assert come(desk, LATER, **other).earlier_id is None


def test_what_was_received_is_followed_by_nothing(desk: Registry) -> None:
    desk.register.entries.receive(come(desk).id, NOW, "ai")
    assert come(desk, LATER).earlier_id is None


def test_a_date_that_was_missing_is_no_other_year(desk: Registry) -> None:
    first = refuse(desk, come(desk, issued_on="????-??-??"), ["date"], "")
    assert come(desk, LATER).earlier_id == first.id


def test_nothing_is_surely_missing_of_what_has_no_readings(
    desk: Registry, document: Document, tmp_path: Path
) -> None:
    checked = check_document(desk, ArchiveFolder(tmp_path / "archive"), document)
    assert checked.missing == ()
    seen = {one.part.key: one.presence for one in checked.seen}
    assert (seen["issuer"], seen["seal"]) == (Presence.PRESENT, Presence.UNSURE)


def slip_of(entry: Entry) -> tuple[str, Table]:
    rules = default_completeness()
    part = rules.part("seal")
    lacks = (Lack("seal", part.name.vi, part.clause), Lack(BY_REASON, "gửi nhầm", ""))
    paper = return_slip(entry, lacks, rules, HEAD, date(2026, 3, 5))
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    said = [block.text for block in paper.blocks if isinstance(block, Text)]
    return "\n".join([*said, paper.dateline, *paper.to, paper.organ]), table


def test_the_slip_names_parts_clauses_issuer_and_what_to_do(desk: Registry) -> None:
    entry = come(desk)
    said, table = slip_of(entry)
    for part in ("Sở Y tế", "12/SYT-VP", "02/03/2026", entry.receipt, "ngày 05 tháng 3 năm 2026"):
        assert part in said
    assert table.rows[0][1:] == (
        "Dấu của cơ quan, tổ chức",
        "NĐ 30/2020/NĐ-CP, Điều 8 và Phụ lục I (ô\u00a08)",
        "Đóng dấu của cơ quan, tổ chức ban hành.",
    )
    assert table.rows[1][1:3] == ("gửi nhầm", "—")


def test_what_nobody_knows_is_left_to_be_filled_by_hand(desk: Registry) -> None:
    entry = replace(come(desk), described=Described())
    said, _ = slip_of(entry)
    assert "None" not in said
    assert "...." in said


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_the_slip_is_a_file(desk: Registry, tmp_path: Path, suffix: str) -> None:
    paper = return_slip(come(desk), (), default_completeness(), HEAD, date(2026, 3, 5))
    write_paper(paper, tmp_path / f"phieu{suffix}")
    assert (tmp_path / f"phieu{suffix}").stat().st_size > 2000


def test_what_surely_lacks_something_waits_for_a_person(desk: Registry, document: Document) -> None:
    part = default_completeness().part("seal")
    coming = Coming(desk.settings.registers.book("den"), NOW, lacking=lambda _: (part,))
    arrival = arrive(desk, coming, document)
    assert (arrival.entry.status, arrival.lacks) == (Status.ARRIVED, (part,))
    assert desk.register.entries.last_numbers() == {}
    # Looked at once: called again it is the same entry, and says nothing new.
    assert arrive(desk, coming, document).entry == arrival.entry


def test_what_goes_out_is_not_looked_at(desk: Registry, document: Document) -> None:
    part = default_completeness().part("seal")
    coming = Coming(desk.settings.registers.book("di"), NOW, lacking=lambda _: (part,))
    assert arrive(desk, coming, document).entry.number == 1


def test_a_person_receives_it_all_the_same(desk: Registry, document: Document) -> None:
    part = default_completeness().part("seal")
    coming = Coming(desk.settings.registers.book("den"), NOW, lacking=lambda _: (part,))
    entry = arrive(desk, coming, document).entry
    assert advance(desk, entry, Status.RECEIVED).number == 1
