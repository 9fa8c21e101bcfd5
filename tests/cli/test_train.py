"""`sohoa train` from the command line, on pages that an archive has already read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.engines.digit_head import read_head
from pipeline.evaluation import SCORED, Recorder
from pipeline.evaluation.training import LEAST_DOCUMENTS
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.settings import default_settings, load_settings
from tests.evaluation.strange_hand import STROKES, write_digits

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
SIZE = (1240, 1754)
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_a_strange_hand_is_taught_and_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = arranged(tmp_path, 24, by_hand=True)
    out = tmp_path / "own.npz"
    assert main([*call, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["blanks"] == told["documents"] >= 20
    before, after = told["training"]["before"]["number"], told["training"]["after"]["number"]
    assert after["first"] > before["first"]
    assert told["written"] == str(out)
    assert read_head(out).weights.any()
    (tmp_path / "own.toml").write_text('[reading]\ndigit_head = "own.npz"\n', encoding="utf-8")
    assert load_settings(tmp_path / "own.toml").reading.digit_head == str(out)


def test_what_is_read_already_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = arranged(tmp_path, LEAST_DOCUMENTS, by_hand=False)
    assert main(call) == 0
    printed = capsys.readouterr().out
    assert "It does not help" in printed
    assert f"{LEAST_DOCUMENTS} → {LEAST_DOCUMENTS}" in printed
    assert not (tmp_path / "archive" / "digit_head.npz").exists()


def test_a_few_documents_are_too_few(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = arranged(tmp_path, 2, by_hand=False)
    assert main(call) == 0
    assert "Too few" in capsys.readouterr().out


def test_a_head_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = arranged(tmp_path, 1, by_hand=False)
    (tmp_path / "own.npz").write_bytes(b"none")
    (tmp_path / "own.toml").write_text('[reading]\ndigit_head = "own.npz"\n', encoding="utf-8")
    assert main([*call, "--settings", str(tmp_path / "own.toml")]) == 2
    assert str(tmp_path / "own.npz") in capsys.readouterr().err


def arranged(folder: Path, count: int, *, by_hand: bool) -> list[str]:
    """The arguments for `count` documents of four offices, drawn and with recorded readings."""
    rng = np.random.default_rng(4)
    archive = ArchiveFolder(folder / "archive")
    archive.prepare()
    labels = []
    with Recorder(archive, default_settings(), 1) as recorder:
        for n in range(count):
            digits = "".join(rng.choice(list(STROKES), 3)) if by_hand else str(152 + 37 * n)
            path = folder / f"{n}.png"
            page = drawn(path, digits, rng, by_hand=by_hand)
            recorder.ledger(recorder.sha256(path)).write(page)
            label = dict.fromkeys(SCORED) | {"number": digits, "issuer": f"Sở {n % 4}"}
            labels.append(json.dumps({"file": path.name, "pages": 1, **label}))
    (folder / "labels.jsonl").write_text("\n".join(labels), encoding="utf-8")
    return [
        *("train", str(folder / "labels.jsonl"), str(folder), "--workers", "1"),
        *("--archive", str(archive.root), "--lang", "en"),
    ]


def drawn(path: Path, digits: str, rng: np.random.Generator, *, by_hand: bool) -> OcrPage:
    """Writes a page with a filled-in number; its printed words as a reader finds them."""
    image = Image.new("L", SIZE)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 27)
    lines = []
    for words in (((500, 120, MOTTO),), ((150, 200, "Số:"), (290, 200, "/QĐ-SYT"))):
        found = []
        for left, baseline, text in words:
            for token in text.split():
                pen.text((left, baseline), token, font=font, fill=230, anchor="ls")
                right = left + round(pen.textlength(token, font=font))
                found.append(Word(token, Box(left, baseline - 22, right, baseline + 6), 0.97))
                left = right + 8
        box = Box(found[0].box.left, baseline - 22, found[-1].box.right, baseline + 6)
        lines.append(Line(tuple(found), box))
    if not by_hand:
        pen.text((215, 200), digits, font=font, fill=230, anchor="ls")
    dark = np.array(image)
    if by_hand:
        write_digits(dark, digits, 210, 200, rng)
    Image.fromarray(255 - dark).save(path, dpi=(150, 150))
    return OcrPage(1, SIZE, 150.0, tuple(lines), "hand")
