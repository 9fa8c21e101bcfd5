"""`sohoa quality`: what somebody at the scanner is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from pipeline.cli import main

SAMPLES = Path("samples/files")


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Good pages, one twice, one that leans, one upside down, and a broken file."""
    folder = tmp_path / "xấp"
    folder.mkdir()
    for name in (
        "01-cong-van.pdf",
        "09-chi-thi-trang-nguoc.pdf",
        "10-huong-dan-lech.jpg",
        "14-ban-trung.pdf",
        "18-hong.pdf",
    ):
        shutil.copy(SAMPLES / name, folder / name)
    return folder


def test_each_fault_has_its_place_and_what_to_do(
    stack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = tmp_path / "pictures"
    assert main(["quality", str(stack), "--pictures", str(pictures)]) == 1
    told = capsys.readouterr().out
    assert "09-chi-thi-trang-nguoc.pdf · trang 2: nằm sai chiều, phải xoay 180°" in told
    assert "10-huong-dan-lech.jpg · trang 1: nghiêng 2°, cho phép 1° → quét lại trang 1" in told
    assert "14-ban-trung.pdf · trang 1: cùng một tờ với trang 1 · 01-cong-van.pdf" in told
    assert "18-hong.pdf" in told
    assert "01-cong-van.pdf · trang 1: " not in told
    marked = sorted(path.name for path in pictures.iterdir())
    assert marked == ["0003.png", "0004.png", "0005.png"]
    for name in marked:
        with Image.open(pictures / name) as picture:
            assert picture.width <= 1000
    assert sorted(path.name for path in stack.iterdir())[0] == "01-cong-van.pdf"


def test_programs_read_the_same(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", str(stack), "--json"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    twin = next(one for one in told if one["file"].endswith("14-ban-trung.pdf"))
    (fault,) = twin["findings"]
    assert fault["fault"] == "twice"
    assert fault["other"] == {"file": str(stack / "01-cong-van.pdf"), "page": 1}
    broken = next(one for one in told if one["file"].endswith("18-hong.pdf"))
    assert broken["findings"][0]["fault"] == "unreadable"
    assert broken["error"]


def test_what_is_asked_for_is_a_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "maps.toml"
    settings.write_text("[quality]\ndpi = 300\n", encoding="utf-8")
    asked = ["quality", str(SAMPLES / "01-cong-van.pdf"), "--lang", "en"]
    assert main(asked) == 0
    assert capsys.readouterr().out == "Pages: 1, no fault found.\n"
    assert main([*asked, "--settings", str(settings)]) == 1
    assert "300" in capsys.readouterr().out


def test_nothing_to_look_at_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", str(tmp_path / "none.pdf"), "--lang", "en"]) == 6
    assert "none.pdf" in capsys.readouterr().err
