"""The main job on the samples: every input in its state, every document read and kept."""

import json
import shutil
import sqlite3
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

Rows = dict[str, dict[str, Any]]


def test_the_report_adds_up(samples_archive: Path, samples_truth: Rows) -> None:
    summary = json.loads((samples_archive.parent / "summary.json").read_text())
    assert set(summary) == {
        "batch", "inputs", "documents", "pages", "states", "seconds", "not_indexed",
    }  # fmt: skip
    assert summary["batch"] == "mẫu"
    assert summary["inputs"] == sum(summary["states"].values()) == len(samples_truth)


def test_every_sample_ends_in_its_state(samples_archive: Path, samples_truth: Rows) -> None:
    with closing(sqlite3.connect(samples_archive / "sohoa.db")) as register:
        states = dict(register.execute("select source_name, state from inputs"))
    # A document without a doubt may be sent to review; the other states are never mixed up.
    for name, truth in samples_truth.items():
        expected = {truth["expected_state"]}
        allowed = expected | ({"review"} if expected == {"accepted"} else set())
        assert states[name] in allowed, name


def test_records_have_the_documented_form(samples_records: Rows) -> None:
    for row in samples_records.values():
        assert set(row) == {
            "document_id", "source_name", "source_sha256", "batch", "state",
            "reasons", "access", "unit", "first_page", "pages", "fields", "references",
            "pdf", "alto", "signatures",
        }  # fmt: skip
        for field in row["fields"].values():
            assert {"value", "confidence", "review"} <= set(field)
            assert 0 <= field["confidence"] <= 1


def test_what_was_accepted_is_right(samples_records: Rows, samples_truth: Rows) -> None:
    """Wrong and silent is the worst defect: the fields people look things up by."""
    for name, row in samples_records.items():
        if row["state"] != "accepted":
            continue
        truth = samples_truth[name]["documents"][0]
        for field in ("type", "number", "notation", "code", "date", "issuer"):
            assert row["fields"][field]["value"] == truth[field], (name, field)


def test_nothing_is_guessed(samples_records: Rows, samples_truth: Rows) -> None:
    for name, row in samples_records.items():
        if row["state"] == "quarantined":
            continue
        truth = samples_truth[name]["documents"][0]
        for field in ("number", "date"):
            if truth[f"{field}_form"] == "handwritten":
                read = row["fields"][field]
                assert read["review"] or read["value"] == truth[field], (name, field)


def test_a_secret_leaves_no_trace_but_its_level(
    samples_archive: Path, samples_records: Rows, sohoa: Any
) -> None:
    (row,) = (row for row in samples_records.values() if row["state"] == "quarantined")
    assert (row["fields"], row["pdf"], row["alto"]) == ({}, None, None)
    sha256 = row["source_sha256"]
    holding = {
        path.parent.name
        for path in samples_archive.rglob("*")
        if path.is_file() and sha256 in str(path)
    }
    assert holding == {"quarantine"}
    assert (samples_archive / "quarantine").stat().st_mode & 0o777 == 0o700
    text = sohoa("text", row["document_id"], "--archive", samples_archive)
    assert text.returncode == 6
    assert "quarantine" in text.stderr or "cách ly" in text.stderr
    found = sohoa("search", row["source_name"], "mật", "--json", "--archive", samples_archive)
    assert row["document_id"] not in found.stdout


def test_every_pdf_is_pdfa_2u(samples_records: Rows, verapdf: Any) -> None:
    pdfs = [Path(row["pdf"]) for row in samples_records.values() if row["pdf"]]
    assert len(pdfs) >= 15
    for pdf in pdfs:
        verdict = verapdf.check(pdf)
        assert verdict["compliant"], (pdf, verdict["fails"])


def test_pdf_alto_and_text_say_the_same(
    samples_archive: Path, samples_records: Rows, sohoa: Any
) -> None:
    row = samples_records["01-cong-van.pdf"]
    text = sohoa("text", row["document_id"], "--archive", samples_archive).stdout
    alto = ET.parse(row["alto"]).getroot()
    strings = [
        s.attrib["CONTENT"] for s in alto.iter("{http://www.loc.gov/standards/alto/ns-v4#}String")
    ]
    assert strings == text.split()
    pdf = pypdfium2.PdfDocument(row["pdf"])
    layer = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert Counter(layer.split()) == Counter(strings)


@pytest.mark.parametrize("query", ["hồ chứa nước", "ho chua nuoc", "1286/SNN-TL", "1286 snn tl"])
def test_a_document_is_found(samples_archive: Path, sohoa: Any, query: str) -> None:
    found = sohoa("search", query, "--archive", samples_archive, "--json")
    first = json.loads(found.stdout.splitlines()[0])
    assert first["code"] == "1286/SNN-TL"
    assert first["pages"][0]["page"] == 1
    assert first["pages"][0]["marks"]


def test_called_again_the_batch_is_done_already(samples_archive: Path, sohoa: Any) -> None:
    files = Path(__file__).parents[2] / "samples" / "files"
    before = sorted(p for p in samples_archive.rglob("*") if p.is_file())
    again = sohoa("digitize", files, "--archive", samples_archive, "--batch", "mẫu", "--json")
    first = json.loads((samples_archive.parent / "summary.json").read_text())
    second = json.loads(again.stdout.splitlines()[-1])
    assert {**second, "seconds": 0} == {**first, "seconds": 0}
    assert sorted(p for p in samples_archive.rglob("*") if p.is_file()) == before


def test_verify_names_what_was_altered_or_lost(
    samples_archive: Path, tmp_path: Path, sohoa: Any
) -> None:
    archive = tmp_path / "copy"
    shutil.copytree(samples_archive, archive)
    assert sohoa("verify", "--archive", archive).returncode == 0
    master = next(p for p in (archive / "masters").rglob("*") if p.is_file())
    master.chmod(0o644)
    master.write_bytes(master.read_bytes() + b" ")
    pdf = next((archive / "documents").rglob("*.pdf"))
    pdf.unlink()
    reading = next((archive / "pages").rglob("0001.json"))
    reading.write_text("{}")
    shutil.rmtree(archive / "index")
    off = sohoa("verify", "--archive", archive, "--json")
    assert off.returncode == 1
    codes = Counter(finding["code"] for finding in json.loads(off.stdout)["findings"])
    assert codes == {"altered": 1, "missing": 1, "reading_missing": 1, "index_unusable": 1}


def test_a_file_of_two_documents_becomes_two(
    samples_archive: Path, samples_truth: Rows, sohoa: Any
) -> None:
    name = "13-hai-van-ban.pdf"
    lines = sohoa("records", "--json", "--archive", samples_archive).stdout.splitlines()
    rows = [row for row in map(json.loads, lines) if row["source_name"] == name]
    truths = samples_truth[name]["documents"]
    assert [row["first_page"] for row in rows] == [truth["first_page"] for truth in truths]
    assert [row["pages"] for row in rows] == [1, 2]
    assert [row["fields"]["type"]["value"] for row in rows] == [t["type"] for t in truths]
    assert len({row["document_id"] for row in rows}) == 2
    for row in rows:
        assert len(pypdfium2.PdfDocument(row["pdf"])) == row["pages"]
        texts = sohoa("text", row["document_id"], "--archive", samples_archive).stdout
        assert texts.count("\f") == row["pages"] - 1


def test_a_lost_index_is_made_anew(samples_archive: Path, tmp_path: Path, sohoa: Any) -> None:
    archive = tmp_path / "copy"
    shutil.copytree(samples_archive, archive)
    shutil.rmtree(archive / "index")
    done = sohoa("reindex", "--archive", archive, "--json")
    assert done.returncode == 0, done.stderr
    assert sohoa("verify", "--archive", archive).returncode == 0
