"""The register finds documents by what they cite, however one types it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.model.record import Record, State
from pipeline.model.reference import Reference, Relation
from pipeline.model.scan import ScanKind
from pipeline.register.entries import Master, NewDocument, Source
from pipeline.register.store import open_register

NOW = datetime(2026, 3, 4, tzinfo=UTC)
SHA = "ab" * 32
LAW = Reference(Relation.BASIS, "Luật", None, title="Lưu trữ", date="2024-??-??")
DECREE = Reference(Relation.FOLLOWS, "Nghị định", "30/2020/NĐ-CP", date="2020-03-05")


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
    tmp_path: Path, asked: str, found: list[str]
) -> None:
    new = [
        NewDocument(
            f"d{n}", SHA, n, n, State.ACCEPTED, (), record, (), None, None, None, "digest", "sohoa"
        )
        for n, record in enumerate(
            (Record(references=(DECREE, LAW)), Record(references=(LAW,)), Record()), start=1
        )
    ]
    with open_register(tmp_path) as register:
        batch = register.begin_batch(None, "digest", new_name="lô", now=NOW, who="vanthu")
        (entry,) = register.add_inputs(batch, [Source("/scans/a.pdf", "a.pdf")])
        master = Master(SHA, 1, ScanKind.PDF, 3, False, "masters/a", "a.pdf")
        register.store_master(master, NOW, "vanthu")
        register.register_documents(new, entry, NOW, "vanthu")
        assert [document.id for document in register.documents(cites=asked)] == found
        assert register.document("d1").record.references == (DECREE, LAW)
