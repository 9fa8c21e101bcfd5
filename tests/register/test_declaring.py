"""Who may see a document and whose it is: from the batch, then as declared."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.errors import NotFound
from pipeline.model.access import UNDECLARED, Access, Holding
from pipeline.model.record import Record, State
from pipeline.model.scan import ScanKind
from pipeline.register.batches import Asked
from pipeline.register.entries import (
    IndexOp,
    Master,
    NewDocument,
    NewQuarantined,
    ObjectKind,
    Source,
    What,
)
from pipeline.register.store import Register
from tests.register.conftest import Open

NOW = datetime(2026, 3, 4, tzinfo=UTC)
SHA = "ab" * 32
DOCUMENT = NewDocument(
    "d1", SHA, 1, 1, State.ACCEPTED, (), Record(), (), None, None, None, "s", "v"
)
OPEN_A = Asked(Access.OPEN, "Phòng  A")


def begin(register: Register, asked: Asked, default: Holding = UNDECLARED) -> Holding:
    return register.begin_batch(
        "lô", "digest", new_name="lô", now=NOW, who="ai", asked=asked, default=default
    ).holding


def registered(register: Register, *new: NewDocument) -> None:
    batch = register.begin_batch("lô", "digest", new_name="lô", now=NOW, who="ai")
    register.store_master(Master(SHA, 1, ScanKind.PNG, 1, False, "m", "m.png"), NOW, "ai")
    (entry,) = register.add_inputs(batch, [Source("/scans/a.png", "a.png")])
    register.register_documents(new, entry, NOW, "ai")
    register.clear_outbox(register.outbox())


def test_a_resumed_batch_keeps_what_was_said_and_takes_what_is_said_anew(open_here: Open) -> None:
    default = Holding(unit="Phòng B")
    with open_here() as register:
        assert begin(register, Asked(Access.OPEN), default) == Holding(Access.OPEN, "Phòng B")
        assert begin(register, Asked()) == Holding(Access.OPEN, "Phòng B")
        assert begin(register, Asked(unit="")) == Holding(Access.OPEN, "")


def test_documents_are_held_as_their_batch_says(open_here: Open) -> None:
    with open_here() as register:
        begin(register, OPEN_A)
        registered(register, DOCUMENT)
        assert register.document("d1").holding == Holding(Access.OPEN, "Phòng A")


def test_a_declaration_is_kept_told_and_promised(open_here: Open) -> None:
    with open_here() as register:
        registered(register, DOCUMENT)
        assert register.declare("d1", OPEN_A, NOW, "vanthu")
        assert register.document("d1").holding == Holding(Access.OPEN, "Phòng A")
        events = register.history(ObjectKind.DOCUMENT, "d1")[1:]
        assert [(e.what, e.who, e.field, e.old, e.new) for e in events] == [
            (What.DECLARED, "vanthu", "access", "conditional", "open"),
            (What.DECLARED, "vanthu", "unit", "", "Phòng A"),
        ]
        assert [(p.document_id, p.op) for p in register.outbox()] == [("d1", IndexOp.INDEX)]


def test_saying_the_same_again_changes_nothing(open_here: Open) -> None:
    with open_here() as register:
        registered(register, DOCUMENT)
        assert not register.declare("d1", Asked(Access.CONDITIONAL), NOW, "vanthu")
        assert len(register.history(ObjectKind.DOCUMENT, "d1")) == 1
        assert not register.outbox()


def test_what_is_quarantined_is_never_opened(open_here: Open) -> None:
    secret = NewQuarantined("d1", SHA, 1, 1, "Mật", (), "s", "v")
    with open_here() as register:
        begin(register, OPEN_A)
        batch = register.begin_batch("lô", "digest", new_name="lô", now=NOW, who="ai")
        register.store_master(Master(SHA, 1, ScanKind.PNG, 1, False, "m", "m.png"), NOW, "ai")
        (entry,) = register.add_inputs(batch, [Source("/scans/a.png", "a.png")])
        register.secrets.register(secret, entry, NOW, "ai")
        with pytest.raises(NotFound, match="document"):
            register.declare("d1", OPEN_A, NOW, "vanthu")
        with pytest.raises(NotFound):
            register.declare("d2", OPEN_A, NOW, "vanthu")
