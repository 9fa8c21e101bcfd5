"""Words of people, the queue, neighbours and samples, on each database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import NotAllowed, NotFound
from pipeline.model.access import EVERYTHING, Access, Holding, Rights
from pipeline.model.entry import (
    Channel,
    Described,
    Direction,
    NewEntry,
    NewForm,
)
from pipeline.model.record import Field, Record, State
from pipeline.model.sample import SampleState
from pipeline.office.acceptance import (
    check_document,
    decide_sample,
    draw_sample,
    next_to_check,
)
from pipeline.office.bench import Bench
from pipeline.office.correcting import confirm_field, correct_field, undo
from pipeline.register.entries import IndexOp, ObjectKind, Source, What
from pipeline.register.store import Register
from pipeline.review_rules import default_review
from pipeline.settings import default_settings
from pipeline.steps.record import doubts_of
from tests.register.test_register import DOCUMENT, MASTER

NOW = datetime(2026, 3, 5, 3, tzinfo=UTC)
RULES = default_review()
BenchOf = Callable[..., Bench]
SURE = Record(
    type=Field("Quyết định", 0.99),
    notation=Field("QĐ-UBND", 0.99),
    date=Field("2026-02-03", 0.99),
    issuer=Field("UBND huyện Mẫu", 0.99),
    subject=Field("Về việc thu hồi đất", 0.99),
    signer_name=Field("Lê Văn Mẫu", 0.99),
)


def numbered(number: int, *, review: bool = False, **fields: Field) -> Record:
    text = f"{number:02}"
    doubt = "handwritten" if review else None
    return replace(
        SURE,
        number=Field(text, 0.5 if review else 0.99, (), review, doubt),
        code=Field(f"{text}/QĐ-UBND", 0.5 if review else 0.99, (), review, doubt),
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture
def bench_of(register: Register, tmp_path: Path) -> BenchOf:
    def bench(who: str = "lan", rights: Rights = EVERYTHING) -> Bench:
        archive = ArchiveFolder(tmp_path)
        return Bench(archive, register, default_settings(), who, lambda: NOW, rights)

    return bench


def put(register: Register, records: dict[str, Record], *, unit: str = "") -> None:
    """A document of each record, in one batch."""
    batch = register.begin_batch(
        None, "x", new_name="lô", now=NOW, who="ai", default=Holding(Access.CONDITIONAL, unit)
    )
    sources = [Source(f"/scans/{name}.pdf", f"{name}.pdf") for name in records]
    inputs = register.add_inputs(batch, sources)
    for entry, (name, record) in zip(inputs, records.items(), strict=True):
        sha256 = f"{sum(map(ord, name)):064x}"
        register.store_master(replace(MASTER, sha256=sha256), NOW, "ai")
        doubts = tuple(doubts_of(record))
        document = replace(
            DOCUMENT,
            id=name,
            sha256=sha256,
            record=record,
            reasons=doubts,
            state=State.REVIEW if doubts else State.ACCEPTED,
        )
        register.register_document(document, entry, NOW, "ai")
    register.finish_batch(batch, NOW, "ai")


def test_a_word_is_kept_and_taken_back(register: Register, bench_of: BenchOf) -> None:
    put(register, {"a": numbered(12, review=True)})
    done = correct_field(bench_of(), "a", "number", "21")
    assert done.document.state is State.ACCEPTED
    assert register.document("a").record.code.value == "21/QĐ-UBND"
    assert register.doubts.counts(EVERYTHING, RULES)["number"] == 0
    undone = undo(bench_of(), done.correction.id).document
    assert (undone.state, undone.record.number.value) == (State.REVIEW, "12")
    assert register.doubts.counts(EVERYTHING, RULES)["number"] == 1
    assert register.trail.audit().findings == ()


def test_the_queue_is_in_order_and_goes_on(register: Register) -> None:
    asked = {
        "sure": numbered(1),
        "late": numbered(2, signer_name=Field("Lê", 0.6, (), True, "low_confidence")),
        "soon": numbered(3, review=True),
        "rush": numbered(
            4,
            urgency=Field("Hỏa tốc", 0.99),
            subject=Field("Khác", 0.2, (), True, "low_confidence"),
        ),
        "less": numbered(5, date=Field("2026-02-??", 0.3, (), True, "unreadable")),
        "more": numbered(6, date=Field("2026-02-03", 0.7, (), True, "low_confidence")),
    }
    put(register, asked)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = register.doubts.queue(EVERYTHING, RULES, limit=2, after=after)
        seen += [doubt.document_id for doubt in page.doubts]
        after = page.after
        if after is None:
            break
    assert seen == ["rush", "soon", "less", "more", "late"]
    dates = register.doubts.queue(EVERYTHING, RULES, "date")
    assert [doubt.document_id for doubt in dates.doubts] == ["less", "more"]


def test_what_is_near_a_number(register: Register, bench_of: BenchOf) -> None:
    records = {f"d{number}": numbered(number) for number in (7, 9, 11, 12, 14, 20, 200)}
    records["other"] = replace(numbered(13), notation=Field("CT-UBND", 0.99))
    records["old"] = replace(numbered(13), date=Field("2025-02-03", 0.99))
    put(register, records)
    near = register.doubts.neighbours(register.document("d12"), EVERYTHING)
    assert [one.number for one in near.before] == [11, 9]
    assert [one.number for one in near.after] == [14, 20]
    asked = register.doubts.neighbours(register.document("d12"), EVERYTHING, number="10", limit=1)
    assert [(one.number, one.document_id) for one in (*asked.before, *asked.after)] == [
        (9, "d9"),
        (11, "d11"),
    ]
    nobody = register.doubts.neighbours(register.document("d12"), Rights(frozenset()))
    assert (nobody.before, nobody.after) == ((), ())
    described = Described(
        code_number="13",
        code_notation="QĐ-UBND",
        issuer="UBND huyện Mẫu",
        issued_on="2026-02-04",
        subject="Chỉ có trong sổ",
    )
    form = NewForm(Channel.PAPER, NOW)
    register.entries.arrive(NewEntry(Direction.INCOMING, "den", described, form), NOW, "lan")
    document = register.document("d12")
    of_books = register.doubts.neighbours(document, EVERYTHING, hidden_books=())
    assert [one.number for one in of_books.after] == [13, 14]
    assert of_books.after[0].entry_id is not None
    hidden = register.doubts.neighbours(document, EVERYTHING, hidden_books=("den",))
    assert [one.number for one in hidden.after] == [14, 20]
    correct_field(bench_of(), "d12", "number", "")
    by_day = register.doubts.neighbours(register.document("d12"), EVERYTHING, limit=20)
    assert {one.number for one in by_day.before} == {7, 9, 11, 14, 20, 200}


def test_a_batch_is_accepted_by_its_sample(register: Register, bench_of: BenchOf) -> None:
    put(register, {f"d{number}": numbered(number) for number in range(1, 31)})
    sample = draw_sample(bench_of("chi"), "lô", seed=5)
    assert (sample.plan.lot, sample.plan.size, sample.plan.accept) == (30, 13, 0)
    again = [item.document_id for item in sample.items]
    assert len(set(again)) == 13
    with pytest.raises(NotAllowed):
        draw_sample(bench_of("chi"), "lô", seed=6)
    with pytest.raises(NotAllowed):
        decide_sample(bench_of("chi"), sample.id)
    while (document_id := next_to_check(bench_of("chi"), sample)) is not None:
        sample = check_document(bench_of("chi"), sample.id, document_id)
    decided = decide_sample(bench_of("chi"), sample.id)
    assert (decided.state, decided.error_rate) == (SampleState.ACCEPTED, 0.0)
    assert all(one.state is State.ACCEPTED for one in register.documents())
    told = [event.what for event in register.history(ObjectKind.BATCH, "lô")]
    assert told[-2:] == [What.SAMPLE_DRAWN, What.BATCH_ACCEPTED]
    with pytest.raises(NotAllowed):
        check_document(bench_of("chi"), sample.id, again[0])
    other = draw_sample(bench_of("chi"), "lô", seed=5)
    assert [item.document_id for item in other.items] == again
    assert register.samples.samples() == (other, decided)
    assert register.trail.audit().findings == ()


def test_a_batch_is_sent_back_and_looked_at_again(register: Register, bench_of: BenchOf) -> None:
    put(register, {f"d{number}": numbered(number) for number in range(1, 5)})
    correct_field(bench_of("lan"), "d1", "subject", "Do Lan sửa")
    register.clear_outbox(register.outbox())
    sample = draw_sample(bench_of("chi"), "lô", seed=1, aql="6.5")
    drawn = [item.document_id for item in sample.items]
    for one in drawn:
        register_check = check_document(bench_of("chi"), sample.id, one, ["number", "date"])
    assert register_check.verdict is SampleState.SENT_BACK
    decide_sample(bench_of("chi"), sample.id)
    assert {one.state for one in register.documents()} == {State.REVIEW}
    assert [one.op for one in register.outbox()] == [IndexOp.INDEX] * 4
    assert register.doubts.counts(EVERYTHING, RULES)["other"] == 4
    assert register.document("d1").record.subject.value == "Do Lan sửa"
    for round_ in range(2):
        for number in range(1, 5):
            done = confirm_field(bench_of("lan"), f"d{number}", "batch_sent_back")
            assert done.document.state is State.ACCEPTED
        if round_ == 0:
            second = draw_sample(bench_of("chi"), "lô", seed=2, aql="6.5")
            check_document(bench_of("chi"), second.id, second.items[0].document_id, ["date"])
            decide_sample(bench_of("chi"), second.id)
            assert register.doubts.counts(EVERYTHING, RULES)["other"] == 4
    assert register.trail.audit().findings == ()


def test_nobody_checks_what_they_corrected(register: Register, bench_of: BenchOf) -> None:
    put(register, {"d1": numbered(1, review=True), "d2": numbered(2)})
    with pytest.raises(NotAllowed):
        draw_sample(bench_of("chi"), "lô", seed=1)
    first = correct_field(bench_of("lan"), "d1", "number", "7")
    sample = draw_sample(bench_of("lan"), "lô", seed=1)
    assert {item.document_id for item in sample.items} == {"d1", "d2"}
    with pytest.raises(NotAllowed) as refused:
        check_document(bench_of("lan"), sample.id, "d1")
    assert refused.value.code == "sample_own"
    assert next_to_check(bench_of("lan"), sample) == "d2"
    assert first.correction.who == "lan"
    check_document(bench_of("chi"), sample.id, "d1")
    with pytest.raises(NotFound):
        check_document(bench_of("chi", Rights(frozenset())), sample.id, "d2")
    with pytest.raises(NotFound):
        draw_sample(bench_of(), "không có", seed=1)
