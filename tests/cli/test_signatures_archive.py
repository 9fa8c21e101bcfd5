"""`sohoa signatures`, `show` and `records` on documents of an archive."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.model.record import Field, Record, State
from pipeline.model.scan import ScanKind
from pipeline.register.entries import Master, NewDocument, Source
from pipeline.register.store import open_register
from tests.engines.signing_office import NOW, ROOT, blank_pdf, signed

RECORD = Record(issuer=Field("ỦY BAN NHÂN DÂN TỈNH X", 0.9), signer_name=Field("Nguyễn Văn A", 0.9))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """One signed document, stored before signatures were judged, and one without a signature."""
    folder = ArchiveFolder(tmp_path / "archive")
    folder.prepare()
    with open_register(folder.root) as register:
        batch = register.begin_batch(None, "digest", new_name="lô", now=NOW, who="vanthu")
        files = {"ký": signed(blank_pdf()), "không": blank_pdf()}
        sources = [Source(f"/in/{name}.pdf", f"{name}.pdf") for name in files]
        inputs = register.add_inputs(batch, sources)
        for number, (data, entry) in enumerate(zip(files.values(), inputs, strict=True), 1):
            sha256 = hashlib.sha256(data).hexdigest()
            place = folder.root / "masters" / f"{sha256}.pdf"
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
            stored = folder.relative(place)
            name = entry.source.name
            master = Master(sha256, len(data), ScanKind.PDF, 1, number == 1, stored, name)
            register.store_master(master, NOW, "vanthu")
            made = NewDocument(
                *(f"doc{number}", sha256, 1, 1, State.ACCEPTED, (), RECORD, ()),
                *(None, None, None, "digest", "sohoa"),
            )
            register.register_documents((made,), entry, NOW, "vanthu")
    return folder.root


def told(capsys: pytest.CaptureFixture[str], archive: Path, *words: str) -> str:
    assert main([*words, "--archive", str(archive), "--lang", "en"]) == 0
    return capsys.readouterr().out


def test_what_was_never_judged_is_judged_again_and_told_everywhere(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, archive, "signatures") == ""
    again = told(capsys, archive, "signatures", "--again")
    assert "doc1 · ký.pdf · no digital signature → intact, issuer" in again
    assert "1 signed documents were judged again, 1 of them differently." in again
    assert "doc1 · ký.pdf · 1 signatures · intact" in told(capsys, archive, "signatures")
    one = told(capsys, archive, "signatures", "doc1")
    assert "is who signed the document: Nguyễn Văn A (100% alike)" in one
    shown = told(capsys, archive, "show", "doc1")
    assert "Digital signatures     intact, issuer of the certificate unknown" in shown
    assert "Digital signatures" not in told(capsys, archive, "show", "doc2")
    rows = [json.loads(line) for line in told(capsys, archive, "records", "--json").splitlines()]
    assert [row["signatures"] for row in rows] == ["unknown_issuer", "none"]


def test_new_anchors_are_used_when_it_is_judged_again(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, archive, "signatures", "--again")
    (tmp_path / "root.cer").write_bytes(ROOT.der)
    settings = tmp_path / "settings.toml"
    settings.write_text('[signatures]\ntrust = ["root.cer"]\n', encoding="utf-8")
    asked = ("signatures", "--again", "--settings", str(settings), "--json")
    change = json.loads(told(capsys, archive, *asked))
    assert change == {"document_id": "doc1", "before": "unknown_issuer", "now": "trusted"}
    assert told(capsys, archive, *asked) == ""
    (row,) = (
        json.loads(line) for line in told(capsys, archive, "signatures", "--json").splitlines()
    )
    assert (row["document_id"], row["state"]) == ("doc1", "trusted")
    assert row["signatures"][0]["page"]["tie"] == "signer"


def test_again_names_nothing(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["signatures", "doc1", "--again", "--archive", str(archive), "--lang", "en"]
    assert main(command) == 2
    assert "--again judges the whole archive" in capsys.readouterr().err
