"""`sohoa show` and `records` tell what a document cites, and which others cite it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.model.record import Field, Record, State
from pipeline.model.reference import Reference, Relation
from pipeline.model.scan import ScanKind
from pipeline.register.entries import Master, NewDocument, Source
from pipeline.register.store import open_register

NOW = datetime(2026, 3, 4, tzinfo=UTC)
SHA = "ab" * 32
PLAN = Record(
    code=Field("12/KH-UBND", 0.9),
    date=Field("2020-03-05", 0.9),
    copies_to=Field(("Như trên", "Sở Nội vụ"), 0.9),
    arrival_date=Field(reason="handwritten"),
)


def citing(date: str | None) -> Record:
    cited = Reference(
        Relation.FOLLOWS, "Kế hoạch", "12/KH-UBND", date=date, issuer="UBND tỉnh", clause="mục 2"
    )
    return Record(code=Field("7/SYT-NVY", 0.9), references=(cited,))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents: a plan, a letter that cites it, and one that cites that of another year."""
    folder = ArchiveFolder(tmp_path_factory.mktemp("show") / "archive")
    folder.prepare()
    records = {"plan": PLAN, "letter": citing("2020-03-05"), "other": citing("2018-01-02")}
    made = [
        NewDocument(
            key, SHA, n, n, State.ACCEPTED, (), record, (), None, None, None, "digest", "sohoa"
        )
        for n, (key, record) in enumerate(records.items(), start=1)
    ]
    with open_register(folder.root) as register:
        batch = register.begin_batch(None, "digest", new_name="lô", now=NOW, who="vanthu")
        (entry,) = register.add_inputs(batch, [Source("/scans/a.pdf", "a.pdf")])
        master = Master(SHA, 1, ScanKind.PDF, 3, False, f"masters/ab/{SHA}.pdf", "a.pdf")
        register.store_master(master, NOW, "vanthu")
        register.register_documents(made, entry, NOW, "vanthu")
    return folder.root


def printed(capsys: pytest.CaptureFixture[str], archive: Path, *words: str) -> str:
    assert main([*words, "--archive", str(archive), "--lang", "en"]) == 0
    return capsys.readouterr().out


def test_what_a_document_cites_is_shown(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, archive, "show", "letter")
    line = next(line for line in shown.splitlines() if "Kế hoạch" in line)
    parts = " ".join(line.split())
    assert parts == "carries out mục 2 · Kế hoạch 12/KH-UBND · 05/03/2020 · UBND tỉnh"
    assert "Cited by" not in shown


def test_who_cites_a_document_is_shown_by_year(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, archive, "show", "plan")
    assert "letter" in shown.split("Cited by:")[1]
    assert "other" not in shown


def test_what_a_document_has_is_shown_and_what_it_lacks_is_not(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, archive, "show", "plan")
    assert "Như trên; Sở Nội vụ" in shown
    assert "Arrival date" in shown
    assert "Keywords" not in shown


def test_references_stand_beside_the_fields(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(printed(capsys, archive, "show", "letter", "--json"))
    (reference,) = data["references"]
    assert (reference["relation"], reference["code"]) == ("follows", "12/KH-UBND")
    assert "references" not in data["fields"]
    assert all({"value", "confidence", "review"} <= set(f) for f in data["fields"].values())


def test_records_are_listed_by_what_they_cite(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(capsys, archive, "records", "--cites", "12/KH-UBND", "--json").splitlines()
    assert [json.loads(line)["document_id"] for line in found] == ["letter", "other"]
