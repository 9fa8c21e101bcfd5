"""Of what is TUYỆT MẬT no text is written, and none to an entry of which the number was left."""

from __future__ import annotations

import re

import pytest

from pipeline.errors import NotAllowed
from pipeline.model.entry import Channel, Described, Direction, NewEntry, NewForm, Status
from pipeline.register.entries import ObjectKind
from pipeline.register.store import Register
from tests.register.test_register import WHO
from tests.register.test_secrets import MOMENT, in_the_open, lock, quarantine


def test_of_what_is_highest_no_text_is_written(register: Register) -> None:
    quarantine(register)
    book = register.entries
    entry = book.of_document("s1", secrets=True)
    assert entry is not None
    book.change(entry.id, {"subject": "điều hiếm có", "note": "kín"}, MOMENT, "lan")
    with pytest.raises(NotAllowed, match="secret_text"):
        book.change(entry.id, {"secrecy": "TUYỆT MẬT"}, MOMENT, "lan")
    raised = {"secrecy": "Tuyệt mật", "subject": None, "note": None}
    book.change(entry.id, raised, MOMENT, "lan")
    for name in ("subject", "note"):
        with pytest.raises(NotAllowed, match="secret_text"):
            book.change(entry.id, {name: "x"}, MOMENT, "lan")
    with pytest.raises(NotAllowed, match="secret_text"):
        book.opinion(entry.id, "x", MOMENT, "lan")
    with pytest.raises(NotAllowed, match="secret_text"):
        book.move(entry.id, Status.ASSIGNED, MOMENT, "lan", "x")
    book.change(entry.id, {"code_number": "7"}, MOMENT, "lan")
    # What was said of it at a lower level is not in the history either.
    for event in register.history(ObjectKind.ENTRY, str(entry.id)):
        assert not re.search("hiếm|kín", f"{event.old}{event.new}")
    assert register.trail.audit_secrets().findings == ()
    assert list(book.differences(secrets=True)) == []
    highest = Described(secrecy="Tuyệt mật", subject="x")
    form = NewForm(Channel.PAPER, MOMENT)
    with pytest.raises(NotAllowed, match="secret_text"):
        book.arrive(NewEntry(Direction.INCOMING, "den", highest, form), MOMENT, WHO)


def test_to_what_was_emptied_nothing_is_written(register: Register) -> None:
    before = in_the_open(register)
    lock(register)
    with pytest.raises(NotAllowed, match="entry_emptied"):
        register.entries.change(before.id, {"subject": "điều hiếm có"}, MOMENT, "an")
    with pytest.raises(NotAllowed, match="entry_emptied"):
        register.entries.opinion(before.id, "điều hiếm có", MOMENT, "an")
