"""Signatures are kept with their file, and what is made of the file follows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.model.entry import Channel, NewForm, SignatureState
from pipeline.model.notice import NoticeKind
from pipeline.model.scan import ScanKind
from pipeline.model.signature import After, Fit, Holder, Signature, Stamp, Trust
from pipeline.register.entries import Master, ObjectKind, What
from pipeline.register.store import Register
from tests.register.test_entry_book import coming
from tests.register.test_register_database import NOW, document, hand_in

KNOWN = Signature(
    "Signature1",
    Fit.INTACT,
    ranges=(0, 10, 20, 30),
    after=After.NOTHING,
    signer=Holder("Nguyễn Văn A", "Sở Y tế", numbers=("MST:1",), valid_from=NOW),
    claimed_at=NOW,
    stamp=Stamp(NOW, Holder("TSA"), Fit.INTACT, Trust.UNKNOWN_ISSUER),
)
UNKNOWN, TRUSTED = SignatureState.UNKNOWN_ISSUER, SignatureState.TRUSTED
LATER = datetime(2026, 5, 1, tzinfo=UTC)


def held(register: Register) -> str:
    """The file of a document that is registered."""
    (entry,) = hand_in(register, 1)
    made = document(1)
    register.register_document(made, entry, NOW, "ai")
    register.clear_outbox(register.outbox())
    return made.sha256


TRUSTED_ONE = replace(KNOWN, trust=Trust.TRUSTED)


def test_what_was_judged_is_what_is_kept(register: Register) -> None:
    sha256 = held(register)
    assert register.signatures.of(sha256) == ()
    assert register.signatures.keep(sha256, (KNOWN,), "a", NOW, "ai") is SignatureState.NONE
    assert register.signatures.of(sha256) == (KNOWN,)
    assert register.signatures.state(sha256) is UNKNOWN
    assert register.signatures.counts() == {UNKNOWN: 1}
    assert register.document("d001").signatures is UNKNOWN
    assert [one.document_id for one in register.outbox()] == ["d001"]


def test_a_file_without_signatures_is_not_noted(register: Register) -> None:
    sha256 = held(register)
    register.signatures.keep(sha256, (), "a", NOW, "ai")
    assert register.document("d001").signatures is SignatureState.NONE
    assert register.outbox() == ()
    assert not [one for one in of_master(register, sha256) if one is What.JUDGED]


def of_master(register: Register, sha256: str) -> list[What]:
    return [event.what for event in register.history(ObjectKind.MASTER, sha256)]


def test_another_judgement_is_in_the_history_and_the_same_is_not(register: Register) -> None:
    sha256 = held(register)
    for found, at in ((KNOWN, NOW), (KNOWN, LATER), (TRUSTED_ONE, LATER)):
        register.signatures.keep(sha256, (found,), "a", at, "ai")
    judged = [
        event for event in register.history(ObjectKind.MASTER, sha256) if event.what is What.JUDGED
    ]
    assert [(event.old, event.new) for event in judged] == [
        (None, UNKNOWN.value),
        (UNKNOWN.value, TRUSTED.value),
    ]


def test_entries_follow_what_their_file_is_worth(register: Register) -> None:
    sha256 = held(register)
    form = NewForm(Channel.AXIS, NOW, document_id="d001", sha256=sha256)
    before = register.entries.arrive(coming(form=form), NOW, "ai")
    assert before.signatures is SignatureState.NONE
    register.signatures.keep(sha256, (KNOWN,), "a", NOW, "ai")
    entry = register.entries.by_id(before.id)
    assert (entry.signatures, entry.forms[0].signatures) == (UNKNOWN, UNKNOWN)
    register.signatures.keep(sha256, (TRUSTED_ONE,), "b", LATER, "ai")
    assert register.entries.by_id(before.id).signatures is TRUSTED
    assert list(register.entries.differences()) == []


def test_forms_that_come_after_it_was_judged_know_it(register: Register) -> None:
    sha256 = held(register)
    register.signatures.keep(sha256, (KNOWN,), "a", NOW, "ai")
    by_document = NewForm(Channel.EMAIL, NOW, document_id="d001")
    entry = register.entries.arrive(coming(form=by_document), NOW, "ai")
    assert entry.signatures is UNKNOWN
    other = register.entries.arrive(coming(), NOW, "ai")
    by_file = NewForm(Channel.AXIS, NOW + timedelta(hours=1), sha256=sha256)
    assert register.entries.add_form(other.id, by_file, NOW, "ai").signatures is UNKNOWN
    assert list(register.entries.differences()) == []


def test_an_entry_is_worth_what_its_worst_form_is(register: Register) -> None:
    sha256 = held(register)
    second = "ef" * 32
    register.store_master(Master(second, 1, ScanKind.PDF, 1, True, "m", "b.pdf"), NOW, "ai")
    entry = register.entries.arrive(
        coming(form=NewForm(Channel.AXIS, NOW, sha256=sha256)), NOW, "a"
    )
    register.entries.add_form(entry.id, NewForm(Channel.EMAIL, NOW, sha256=second), NOW, "a")
    register.signatures.keep(second, (KNOWN,), "a", NOW, "ai")
    register.signatures.keep(sha256, (TRUSTED_ONE,), "a", NOW, "ai")
    assert register.entries.by_id(entry.id).signatures is UNKNOWN


def told_of(register: Register) -> list[int | None]:
    """Entries of which it was announced that a signature is invalid."""
    kind = NoticeKind.SIGNATURE_INVALID
    waiting = register.notices.waiting()
    return [one.notice.entry_id for one in waiting if one.notice.kind is kind]


def test_an_invalid_signature_is_told_once_however_the_file_came(register: Register) -> None:
    sha256 = held(register)
    wrong = replace(KNOWN, fit=Fit.CHANGED)
    register.signatures.keep(sha256, (wrong,), "a", NOW, "ai")
    form = NewForm(Channel.PAPER, NOW, "d001", sha256)
    entry = register.entries.arrive(replace(coming(), form=form), NOW, "ai")
    assert told_of(register) == [entry.id]
    register.signatures.keep(sha256, (wrong,), "b", LATER, "ai")
    register.entries.add_form(entry.id, NewForm(Channel.EMAIL, NOW, sha256=sha256), NOW, "ai")
    assert told_of(register) == [entry.id]
    register.signatures.keep(sha256, (KNOWN,), "c", LATER, "ai")
    register.signatures.keep(sha256, (wrong,), "d", LATER, "ai")
    assert told_of(register) == [entry.id, entry.id]
    secret = replace(coming(), form=replace(form, document_id=None), book="den-mat", secret=True)
    register.entries.arrive(secret, NOW, "ai")
    assert told_of(register) == [entry.id, entry.id]
