"""What the register keeps, gives back, and does only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.errors import NotFound
from pipeline.model.geometry import Box
from pipeline.model.record import Evidence, Field, Reason, Record, State
from pipeline.model.scan import PageOrigin, ScanKind
from pipeline.register.entries import (
    Batch,
    IndexOp,
    Input,
    Master,
    NewDocument,
    NewQuarantined,
    ObjectKind,
    Outcome,
    PageFacts,
    Source,
    StoredFile,
    What,
)
from pipeline.register.store import Register

NOW = datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WHO = "vanthu"
SHA = "ab" * 32
MASTER = Master(SHA, 1234, ScanKind.PDF, 3, False, f"masters/ab/{SHA}.pdf", "quyết định.pdf")
PAGE = PageFacts(1, 1654, 2339, 200.0, 90, -0.4, PageOrigin.IMAGE, 120, 0.91)
RECORD = Record(
    type=Field("Quyết định", 0.98),
    code=Field("12/QĐ-UBND", 0.7, (Evidence(1, "12", Box(1, 2, 3, 4), 0.7),), True, "unsure"),
    date=Field("2017-11-??", 0.5, review=True),
    to=Field(("Sở Y tế", "Công an tỉnh"), 0.9),
)
DOCUMENT = NewDocument(
    id="abc123",
    sha256=SHA,
    first_page=1,
    last_page=2,
    state=State.REVIEW,
    reasons=(Reason("unsure", {"field": "code", "confidence": 0.7}),),
    record=RECORD,
    pages=(PAGE, replace(PAGE, number=2, words=0, confidence=None, failure="timeout")),
    pdf=StoredFile("documents/ab/abc123/abc123.pdf", "cd" * 32),
    pdf_conformance="2u",
    alto=StoredFile("documents/ab/abc123/abc123.alto.xml", "ef" * 32),
    settings_digest="0123456789ab",
    software="sohoa 0.1",
)


def begin(register: Register, name: str | None = None, digest: str = "digest") -> Batch:
    return register.begin_batch(name, digest, new_name="lô", now=NOW, who=WHO)


def hand_in(register: Register, *paths: str) -> tuple[Input, ...]:
    sources = [Source(path, Path(path).name) for path in paths]
    return register.add_inputs(begin(register), sources)


def registered(register: Register, document: NewDocument = DOCUMENT) -> Input:
    (entry,) = hand_in(register, "/scans/a.pdf")
    register.store_master(MASTER, NOW, WHO)
    assert register.register_document(document, entry, NOW, WHO)
    return entry


def test_a_document_comes_back_as_it_went_in(register: Register) -> None:
    registered(register)
    document = register.document(DOCUMENT.id)
    for name in NewDocument.__dataclass_fields__:
        if name not in ("pages", "under"):
            assert getattr(document, name) == getattr(DOCUMENT, name)
    assert (document.batch, document.source_name) == ("lô", "a.pdf")
    assert (document.page_count, document.created_at) == (2, NOW)
    assert register.pages(DOCUMENT.id) == DOCUMENT.pages
    assert tuple(register.documents()) == (document,)


def test_a_document_ends_its_input_and_is_promised_to_the_index(register: Register) -> None:
    entry = registered(register)
    (ended,) = register.inputs(begin(register))
    assert ended == replace(
        entry,
        sha256=SHA,
        state=State.REVIEW,
        document_id=DOCUMENT.id,
        reasons=DOCUMENT.reasons,
    )
    (promise,) = register.outbox()
    assert (promise.document_id, promise.op, promise.at) == (DOCUMENT.id, IndexOp.INDEX, NOW)
    (event,) = register.history(ObjectKind.DOCUMENT, DOCUMENT.id)
    assert (event.what, event.who, event.at, event.new) == (What.REGISTERED, WHO, NOW, "review")
    (event,) = register.history(ObjectKind.INPUT, "lô/1")
    assert (event.what, event.old, event.new) == (What.ENDED, None, "review")


def test_registering_again_changes_nothing(register: Register) -> None:
    entry = registered(register)
    before = (
        tuple(register.documents()),
        register.inputs(begin(register)),
        register.outbox(),
        register.history(ObjectKind.DOCUMENT, DOCUMENT.id),
        register.history(ObjectKind.INPUT, "lô/1"),
    )
    changed = replace(DOCUMENT, state=State.ACCEPTED, reasons=(), record=Record())
    assert not register.register_document(changed, entry, LATER, "another")
    assert register.store_master(replace(MASTER, stored_path="x"), LATER, WHO) == MASTER
    assert before == (
        tuple(register.documents()),
        register.inputs(begin(register)),
        register.outbox(),
        register.history(ObjectKind.DOCUMENT, DOCUMENT.id),
        register.history(ObjectKind.INPUT, "lô/1"),
    )


def test_one_input_of_two_documents(register: Register) -> None:
    (entry,) = hand_in(register, "/scans/a.pdf")
    register.store_master(MASTER, NOW, WHO)
    one = replace(DOCUMENT, id="one", state=State.ACCEPTED, reasons=())
    two = replace(DOCUMENT, id="two", first_page=3, last_page=3, pages=(PAGE,))
    assert register.register_documents((one, two), entry, NOW, WHO)
    (ended,) = register.inputs(begin(register))
    assert (ended.state, ended.document_id, ended.reasons) == (State.REVIEW, "one", two.reasons)
    assert [document.id for document in register.documents_of_master(SHA)] == ["one", "two"]
    tally = register.tally(begin(register))
    assert (tally.inputs, tally.pending, tally.documents, tally.pages) == (1, 0, 2, 3)


def test_a_quarantined_document_shows_its_secrecy_and_nothing_else(register: Register) -> None:
    (entry,) = hand_in(register, "/scans/mat.pdf")
    register.store_master(MASTER, NOW, WHO)
    secret = NewQuarantined("s1", SHA, 1, 3, "Tối mật", (), "0123456789ab", "sohoa 0.1")
    assert register.secrets.register(secret, entry, NOW, WHO)
    assert not register.secrets.register(secret, entry, NOW, WHO)
    with pytest.raises(NotFound):
        register.document("s1")
    assert list(register.documents()) == []
    document = register.document("s1", secrets=True)
    assert document.state is State.QUARANTINED
    assert {name for name, field in document.record.items() if field.value} == {"secrecy"}
    assert (document.pdf, document.alto, register.pages("s1")) == (None, None, ())
    assert register.outbox() == ()
    assert register.inputs(begin(register))[0].state is State.QUARANTINED
    assert register.document_ids(State.ACCEPTED, State.REVIEW) == frozenset()
    assert register.document_ids() == {"s1"}


def test_every_input_ends_in_one_state_and_the_states_add_up(register: Register) -> None:
    entries = hand_in(register, *(f"/scans/{number}" for number in range(5)))
    why = (Reason("empty_file", {"name": "0"}),)
    register.end_input(entries[0], Outcome(State.REFUSED, why), NOW, WHO)
    register.end_input(entries[1], Outcome(State.DUPLICATE, (), SHA, "abc123"), NOW, WHO)
    register.end_input(entries[2], Outcome(State.FAILED, why), NOW, WHO)
    register.end_input(entries[2], Outcome(State.FAILED, why), LATER, WHO)
    register.store_master(MASTER, NOW, WHO)
    register.register_document(DOCUMENT, entries[3], NOW, WHO)
    tally = register.tally(begin(register))
    assert tally.states == {
        State.ACCEPTED: 0,
        State.REVIEW: 1,
        State.REFUSED: 1,
        State.QUARANTINED: 0,
        State.DUPLICATE: 1,
        State.FAILED: 1,
    }
    assert (tally.inputs, tally.pending) == (5, 1)
    assert register.inputs(begin(register))[0].reasons == why
    assert len(register.history(ObjectKind.INPUT, "lô/3")) == 1


def test_an_input_that_failed_may_end_otherwise_and_its_history_says_so(
    register: Register,
) -> None:
    (entry,) = hand_in(register, "/scans/a")
    register.end_input(entry, Outcome(State.FAILED), NOW, WHO)
    register.end_input(entry, Outcome(State.REFUSED), LATER, WHO)
    first, second = register.history(ObjectKind.INPUT, "lô/1")
    assert (first.old, first.new) == (None, "failed")
    assert (second.old, second.new, second.at) == ("failed", "refused", LATER)


def test_what_is_not_there_is_not_found(register: Register) -> None:
    (entry,) = hand_in(register, "/scans/a")
    with pytest.raises(NotFound, match="master"):
        register.register_document(DOCUMENT, entry, NOW, WHO)
    with pytest.raises(NotFound, match="input"):
        register.end_input(replace(entry, position=9), Outcome(State.FAILED), NOW, WHO)
    for document_id in ("", "nope", "é", "\udce9", "%", "a' OR 1=1"):
        with pytest.raises(NotFound):
            register.document(document_id)
    assert tuple(register.documents()) == ()
    assert register.inputs(begin(register)) == (entry,)


def test_the_beginning_of_an_id_is_enough_when_it_is_the_only_one(register: Register) -> None:
    (entry,) = hand_in(register, "/scans/a")
    register.store_master(MASTER, NOW, WHO)
    new = [replace(DOCUMENT, id=id_) for id_ in ("abc123", "abd", "abd4")]
    register.register_documents(new, entry, NOW, WHO)
    assert register.document("abc").id == "abc123"
    assert register.document("abd").id == "abd"
    with pytest.raises(NotFound) as raised:
        register.document("ab")
    assert raised.value.code == "document_ambiguous"


def test_an_unfinished_batch_goes_on_and_a_finished_one_does_not(register: Register) -> None:
    first = begin(register)
    assert begin(register) == first
    other = begin(register, digest="other")
    assert (other.name, other.id == first.id) == ("lô-2", False)
    register.finish_batch(first, LATER, WHO)
    again = begin(register)
    assert (again.name, again.finished_at) == ("lô-3", None)
    history = register.history(ObjectKind.BATCH, "lô")
    assert [event.what for event in history] == [What.STARTED, What.RESUMED, What.FINISHED]


def test_a_named_batch_is_opened_again_with_its_inputs(register: Register) -> None:
    batch = begin(register, "tháng ba")
    register.add_inputs(batch, [Source("/a", "a"), Source("/b", "b"), Source("/a", "a")])
    register.finish_batch(batch, LATER, WHO)
    again = begin(register, "tháng ba", digest="other")
    assert (again.id, again.finished_at, again.arguments_digest) == (batch.id, None, "other")
    entries = register.add_inputs(again, [Source("/c", "c"), Source("/b", "b")])
    assert [(entry.position, entry.source.path) for entry in entries] == [
        (1, "/a"),
        (2, "/b"),
        (3, "/c"),
    ]


def test_documents_come_in_the_order_of_their_inputs(register: Register) -> None:
    entries = hand_in(register, *(f"/scans/{number}" for number in range(130)))
    register.store_master(MASTER, NOW, WHO)
    for entry in reversed(entries):
        state = State.ACCEPTED if entry.position % 2 else State.REVIEW
        document = replace(DOCUMENT, id=f"{entry.position:04}", state=state, pages=())
        register.register_document(document, entry, NOW, WHO)
    wanted = [f"{number:04}" for number in range(1, 131)]
    assert [document.id for document in register.documents()] == wanted
    odd = [document.id for document in register.documents(state=State.ACCEPTED)]
    assert odd == wanted[::2]
    assert len(list(register.documents(batch="lô"))) == 130
    assert list(register.documents(batch="lô-2")) == []
    assert register.document_counts()[State.REVIEW] == 65


def test_clearing_the_outbox_keeps_what_came_after(register: Register) -> None:
    registered(register)
    read = register.outbox()
    register.promise(DOCUMENT.id, IndexOp.REMOVE, LATER)
    register.clear_outbox(read)
    (left,) = register.outbox()
    assert (left.op, left.at) == (IndexOp.REMOVE, LATER)
    register.clear_outbox([left])
    register.promise(DOCUMENT.id, IndexOp.INDEX, LATER)
    register.clear_outbox([left])
    assert len(register.outbox()) == 1


@pytest.mark.parametrize("name", ["a\nb.pdf", "../x.pdf", "Ảnh ﬁ.pdf", "\udce9t\udce9.pdf", "'"])
def test_any_name_comes_back_as_it_was(register: Register, name: str) -> None:
    batch = begin(register)
    source = Source(f"/scans/{name}", name)
    register.add_inputs(batch, [source])
    (entry,) = register.add_inputs(batch, [source])
    why = (Reason("refused", {"name": name}),)
    register.end_input(entry, Outcome(State.REFUSED, why), NOW, WHO)
    (entry,) = register.inputs(batch)
    assert (entry.source, entry.reasons) == (source, why)


def test_times_are_kept_in_utc_and_never_without_an_offset(register: Register) -> None:
    hanoi = NOW.astimezone(timezone(timedelta(hours=7)))
    batch = register.begin_batch(None, "d", new_name="lô", now=hanoi, who=WHO)
    assert batch.started_at == NOW
    assert batch.started_at.utcoffset() == timedelta(0)
    with pytest.raises(Exception, match="without an offset"):
        register.finish_batch(batch, NOW.replace(tzinfo=None), WHO)
