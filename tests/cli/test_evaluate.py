"""`sohoa evaluate` from the command line, on readings that an archive already has."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.evaluation import SCORED, Recorder
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.settings import configs_dir, default_settings

BYTES = b"not opened"
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 180)
HEAD = ("SỞ Y TẾ", 320, 180), ("Số: 12/QĐ-SYT", 280, 320), ("QUYẾT ĐỊNH", 760, 420)


@pytest.fixture
def call(tmp_path: Path) -> list[str]:
    """The arguments for one document whose only page was read before."""
    (tmp_path / "a.pdf").write_bytes(BYTES)
    truth = dict.fromkeys(SCORED) | {"type": "Quyết định", "number": "12", "notation": "QĐ-SYT"}
    label = {"id": "a", "file": "a.pdf", "pages": 1, "number_form": "printed", **truth}
    (tmp_path / "labels.jsonl").write_text(json.dumps(label), encoding="utf-8")
    archive = ArchiveFolder(tmp_path / "archive")
    archive.prepare()
    with Recorder(archive, default_settings(), 1) as recorder:
        lines = tuple(line(*each) for each in (MOTTO, *HEAD))
        page = OcrPage(1, (1654, 2339), 200.0, lines, "hand")
        recorder.ledger(hashlib.sha256(BYTES).hexdigest()).write(page)
    return [
        *("evaluate", str(tmp_path / "labels.jsonl"), str(tmp_path)),
        *("--archive", str(archive.root), "--lang", "en"),
    ]


def line(text: str, left: int, top: int) -> Line:
    words = []
    for token in text.split():
        words.append(Word(token, Box(left, top, left + 14 * len(token), top + 28), 0.97))
        left += 14 * (len(token) + 1)
    return Line(tuple(words), Box(words[0].box.left, top, words[-1].box.right, top + 28))


def test_scores_are_printed(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call) == 0
    printed = capsys.readouterr().out
    assert "1 documents" in printed
    assert "Number, printed" in printed


def test_a_changed_rule_is_compared_with_the_earlier_run(
    call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*call, "--json"]) == 0
    earlier = tmp_path / "earlier.json"
    earlier.write_text(capsys.readouterr().out, encoding="utf-8")
    rules = tmp_path / "rules"
    shutil.copytree(configs_dir(), rules)
    kinds = rules / "kinds.toml"
    spoiled = kinds.read_text(encoding="utf-8").replace('"Quyết định"', '"Quyết nghị"')
    kinds.write_text(spoiled, encoding="utf-8")
    assert main([*call, "--rules", str(rules), "--compare", str(earlier), "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert "type" in {change["after"]["field"] for change in changes if change["gain"] < 0}


def test_the_report_is_written(call: list[str], tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert main([*call, "--html", str(report)]) == 0
    assert report.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (["--compare", "nowhere.json"], "nowhere.json"),
        (["--rules", "nowhere"], "nowhere"),
        (["--workers", "500"], "500"),
    ],
)
def test_a_wrong_argument_is_named(
    call: list[str], change: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*call, *change]) == 2
    assert named in capsys.readouterr().err


def test_labels_whose_scans_are_not_there_are_an_error(
    call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").unlink()
    assert main(call) == 1
    assert "its scan is not there" in capsys.readouterr().out
    assert main([*call[:2], str(tmp_path / "no"), *call[3:]]) == 2
