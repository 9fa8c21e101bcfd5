"""A person's word: kept, sure, told of, carried through, and taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import NotAllowed, NotFound, SettingsInvalid
from pipeline.messages import say_error
from pipeline.model.access import EVERYTHING, Access, Holding, Rights
from pipeline.model.correction import How
from pipeline.model.entry import Channel, Direction
from pipeline.model.record import PERSON, PERSON_UNREADABLE, Reason, State
from pipeline.office.arriving import Coming, arrive
from pipeline.office.bench import Bench
from pipeline.office.correcting import confirm_field, correct_field, mark_unreadable, undo
from pipeline.office.registry import Registry
from pipeline.register.batches import Asked
from pipeline.register.entries import Document, IndexOp, ObjectKind, What
from pipeline.register.store import Register
from pipeline.review_rules import default_review
from pipeline.settings import default_settings
from pipeline.steps.record import doubts_of
from tests.office.conftest import NOW, RECORD
from tests.register.test_register import DOCUMENT, registered

BenchOf = Callable[..., Bench]
ID = DOCUMENT.id


@pytest.fixture
def bench_of(register: Register, tmp_path: Path) -> BenchOf:
    ticks = iter(range(1, 60))

    def bench(who: str = "lan", rights: Rights = EVERYTHING) -> Bench:
        archive = ArchiveFolder(tmp_path / "archive")
        now = lambda: datetime(2026, 3, 5, 3, next(ticks), tzinfo=UTC)  # noqa: E731
        return Bench(archive, register, default_settings(), who, now, rights)

    return bench


@pytest.fixture
def document(register: Register) -> Document:
    """In review for every reason that its record gives."""
    doubted = replace(RECORD, date=replace(RECORD.date, review=True))
    reasons = (*doubts_of(doubted), Reason("low_reading", {"percent": 50}))
    registered(register, replace(DOCUMENT, state=State.REVIEW, record=doubted, reasons=reasons))
    return register.document(ID)


def history(register: Register) -> list[tuple[What, str | None, str | None, str | None]]:
    told = register.history(ObjectKind.DOCUMENT, ID)
    return [(e.what, e.field, e.old, e.new) for e in told if e.what is not What.REGISTERED]


def questions(register: Register, rights: Rights = EVERYTHING) -> list[str]:
    page = register.doubts.queue(rights, default_review(), limit=100)
    return [doubt.field for doubt in page.doubts]


def test_a_number_is_corrected(register: Register, bench_of: BenchOf, document: Document) -> None:
    register.clear_outbox(register.outbox())
    done = correct_field(bench_of(), ID, "number", "21", revision=document.revision)
    now = done.document
    assert (now.record.number.value, now.record.code.value) == ("21", "21/QĐ-UBND")
    assert (now.record.number.confidence, now.record.number.reason) == (1.0, PERSON)
    assert (done.correction.old, done.correction.new, done.correction.who) == ("012", "21", "lan")
    assert now.revision == document.revision + 1
    assert [one.op for one in register.outbox()] == [IndexOp.INDEX]
    assert [one.document_id for one in register.corrections.behind()] == [ID]
    assert history(register) == [
        (What.CORRECTED, "number", "012", "21"),
        (What.CORRECTED, "code", "012/QĐ-UBND", "21/QĐ-UBND"),
    ]
    assert register.trail.audit().findings == ()


@pytest.mark.usefixtures("document")
def test_when_the_last_doubt_is_settled_it_is_accepted(
    register: Register, bench_of: BenchOf
) -> None:
    assert questions(register) == ["number", "date", "signer_name", "low_reading"]
    confirm_field(bench_of(), ID, "number")
    correct_field(bench_of(), ID, "date", "5/2/2026")
    mark_unreadable(bench_of(), ID, "signer_name")
    assert register.document(ID).state is State.REVIEW
    done = confirm_field(bench_of(), ID, "low_reading")
    assert (done.document.state, done.document.reasons) == (State.ACCEPTED, ())
    assert questions(register) == []
    record = done.document.record
    assert (record.number.value, record.code.review) == ("012", False)
    assert record.signer_name.reason == PERSON_UNREADABLE
    batch = register.begin_batch("lô", "x", new_name="", now=NOW, who="")
    assert [entry.state for entry in register.inputs(batch)] == [State.ACCEPTED]
    assert [what for what, *_ in history(register)] == [
        What.CONFIRMED,
        What.CORRECTED,
        What.CONFIRMED,
        What.CONFIRMED,
    ]


def test_whatever_was_said_is_taken_back(
    register: Register, bench_of: BenchOf, document: Document
) -> None:
    first = correct_field(bench_of(), ID, "number", "21").correction
    second = correct_field(bench_of("chi"), ID, "number", "22").correction
    looked = confirm_field(bench_of(), ID, "low_reading").correction
    assert undo(bench_of(), second.id).document.record.number.value == "21"
    undo(bench_of(), looked.id)
    after = undo(bench_of("chi"), first.id).document
    assert (after.record, after.reasons) == (document.record, document.reasons)
    assert after.state is State.REVIEW
    with pytest.raises(NotAllowed):
        undo(bench_of(), first.id)
    said = register.corrections.of(after)
    assert [(one.undone_by, one.holds) for one in said] == [
        ("chi", False),
        ("lan", False),
        ("lan", False),
    ]
    assert register.corrections.last_of("lan", 5) == ()
    assert register.trail.audit().findings == ()


def test_the_same_word_sent_twice_is_one(
    register: Register, bench_of: BenchOf, document: Document
) -> None:
    one = correct_field(bench_of(), ID, "number", "21", revision=0, key="k1")
    other = correct_field(bench_of(), ID, "number", "21", revision=0, key="k1")
    assert one.correction == other.correction
    assert len(register.corrections.of(document)) == 1


def test_two_people_at_one_question(
    register: Register, bench_of: BenchOf, document: Document
) -> None:
    seen = document.revision
    correct_field(bench_of("chi"), ID, "number", "21", revision=seen)
    with pytest.raises(NotAllowed) as refused:
        correct_field(bench_of("lan"), ID, "number", "22", revision=seen)
    told = refused.value.params
    assert (refused.value.code, told["who"]) == ("corrected_meanwhile", "chi")
    assert (told["yours"], told["theirs"]) == ("22", "21")
    assert "“Số” của văn bản" in say_error("vi", refused.value)
    assert "“Number” of document" in say_error("en", refused.value)
    with pytest.raises(NotAllowed):
        correct_field(bench_of("lan"), ID, "code", "22/QĐ-UBND", revision=seen)
    # Another question of the same document is nobody's business, nor is the same answer.
    correct_field(bench_of("lan"), ID, "date", "2026-02-03", revision=seen)
    correct_field(bench_of("lan"), ID, "number", "21", revision=seen)
    assert register.document(ID).record.number.value == "21"


def test_many_people_at_once_lose_nothing(
    register: Register, bench_of: BenchOf, document: Document
) -> None:
    words = {
        "number": "7",
        "date": "2026-02-03",
        "issuer": "UBND xã Mẫu",
        "place": "Mẫu",
        "subject": "Khác",
        "signer_name": "Lê Văn Mẫu",
    }
    benches = {field: bench_of() for field in words}
    threads = [
        threading.Thread(target=correct_field, args=(benches[field], ID, field, value))
        for field, value in words.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    record = register.document(ID).record
    assert {field: getattr(record, field).value for field in words} == words
    assert register.document(ID).revision == document.revision + len(words)


@pytest.mark.usefixtures("document")
def test_what_was_offered_is_right(bench_of: BenchOf) -> None:
    done = confirm_field(bench_of(), ID, "number", candidate="13")
    assert (done.correction.how, done.document.record.number.value) == (How.CONFIRMED, "13")
    with pytest.raises(SettingsInvalid):
        confirm_field(bench_of(), ID, "signer_name")
    with pytest.raises(SettingsInvalid):
        confirm_field(bench_of(), ID, "page_failed")


@pytest.mark.usefixtures("document")
def test_who_may_not_see_it_can_say_nothing(register: Register, bench_of: BenchOf) -> None:
    register.declare(ID, Asked(Access.CONDITIONAL, "Phòng Một"), NOW, "ai")
    other = Rights(frozenset(Access), frozenset({"Phòng Hai"}))
    own = Rights(frozenset(Access), frozenset({"Phòng  Một"}))
    assert register.document(ID).holding == Holding(Access.CONDITIONAL, "Phòng Một")
    done = correct_field(bench_of(rights=own), ID, "number", "21")
    with pytest.raises(NotFound):
        correct_field(bench_of(rights=other), ID, "number", "22")
    with pytest.raises(NotFound):
        undo(bench_of(rights=other), done.correction.id)
    assert questions(register, other) == []
    assert set(register.doubts.counts(other, default_review()).values()) == {0}
    assert questions(register, own) == ["date", "signer_name", "low_reading"]
    assert questions(register, Rights(frozenset({Access.OPEN}))) == []
    assert questions(register, Rights(frozenset())) == []


def test_the_entry_of_the_register_follows(
    register: Register, desk: Registry, bench_of: BenchOf, document: Document
) -> None:
    book = desk.settings.registers.book_for(Direction.INCOMING)
    coming = Coming(book, NOW, channel=Channel.PAPER)
    entry = arrive(desk, coming, document).entry
    assert "code_number" in entry.unsure
    register.entries.change(entry.id, {"subject": "Do văn thư ghi"}, NOW, "lan")
    correct_field(bench_of(), ID, "number", "21")
    correct_field(bench_of(), ID, "subject", "Do người đọc ghi")
    after = register.entries.by_id(entry.id)
    assert (after.described.code_number, after.described.subject) == ("21", "Do văn thư ghi")
    assert "code_number" not in after.unsure
    told = register.history(ObjectKind.ENTRY, str(entry.id))
    changed = [(e.who, e.field, e.old, e.new) for e in told if e.what is What.CHANGED]
    assert ("lan", "code_number", "012", "21") in changed


@pytest.mark.usefixtures("document")
def test_pages_of_the_queue_follow_one_another(register: Register) -> None:
    rules = default_review()
    seen: list[tuple[str, str]] = []
    after: str | None = None
    while True:
        page = register.doubts.queue(EVERYTHING, rules, limit=1, after=after)
        seen += [(doubt.question, doubt.field) for doubt in page.doubts]
        after = page.after
        if after is None:
            break
    assert [field for _, field in seen] == questions(register)
    assert register.doubts.counts(EVERYTHING, rules) == dict.fromkeys(rules.names, 0) | {
        "number": 1,
        "date": 1,
        "signer": 1,
        "other": 1,
    }
    only = register.doubts.queue(EVERYTHING, rules, "signer", batch="lô")
    assert [doubt.field for doubt in only.doubts] == ["signer_name"]
    assert register.doubts.queue(EVERYTHING, rules, batch="khác").doubts == ()
    with pytest.raises(SettingsInvalid):
        register.doubts.queue(EVERYTHING, rules, after="xyz")
