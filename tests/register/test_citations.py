"""The register finds documents by what they cite, however one types it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pipeline.model.record import Record, State
from pipeline.model.reference import Reference, Relation
from pipeline.model.scan import PageOrigin, ScanKind
from pipeline.register.entries import Master, NewDocument, PageFacts, Source, What
from pipeline.register.store import Register
from tests.register.conftest import Open

NOW = datetime(2026, 3, 4, tzinfo=UTC)
SHA = "ab" * 32
LAW = Reference(Relation.BASIS, "Luật", None, title="Lưu trữ", date="2024-??-??")
DECREE = Reference(Relation.FOLLOWS, "Nghị định", "30/2020/NĐ-CP", date="2020-03-05")


PAGE = PageFacts(1, 10, 10, 200.0, 0, 0.0, PageOrigin.IMAGE, 3, 0.9, None)


def made(key: str, record: Record) -> NewDocument:
    state = State.ACCEPTED
    return NewDocument(
        key, SHA, 1, 1, state, (), record, (PAGE,), None, None, None, "digest", "sohoa"
    )


@pytest.fixture
def register(open_here: Open) -> Iterator[Register]:
    """A register of three documents; the first two cite a law, the first a decree too."""
    records = (Record(references=(DECREE, LAW)), Record(references=(LAW,)), Record())
    new = [made(f"d{n}", record) for n, record in enumerate(records, start=1)]
    with open_here() as register:
        batch = register.begin_batch(None, "digest", new_name="lô", now=NOW, who="vanthu")
        (entry,) = register.add_inputs(batch, [Source("/scans/a.pdf", "a.pdf")])
        master = Master(SHA, 1, ScanKind.PDF, 3, False, "masters/a", "a.pdf")
        register.store_master(master, NOW, "vanthu")
        register.register_documents(new, entry, NOW, "vanthu")
        yield register


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("30/2020/NĐ-CP", ["d1"]),
        ("nghi dinh 30-2020 nd cp", ["d1"]),
        ("Luật Lưu trữ", ["d1", "d2"]),
        ("LUAT LUU TRU", ["d1", "d2"]),
        ("30/2020", []),
        ("", []),
    ],
)
def test_documents_are_found_by_what_they_cite(
    register: Register, asked: str, found: list[str]
) -> None:
    assert [document.id for document in register.documents(cites=asked)] == found
    assert register.document("d1").record.references == (DECREE, LAW)


def test_documents_put_together_anew_cite_anew(register: Register) -> None:
    old = [register.document(key) for key in ("d1", "d2")]
    register.regroup(old, [made("d1", Record(references=(DECREE,)))], What.JOINED, NOW, "vanthu")
    assert list(register.documents(cites="Luật Lưu trữ")) == []
    assert [document.id for document in register.documents(cites="30/2020/NĐ-CP")] == ["d1"]
