"""A page's story where it goes wrong: what was read is kept, and nothing crashes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import pipeline.read_page as story
from pipeline.engines.scan_file import inspect_scan
from pipeline.errors import EngineFailed
from pipeline.model.ocr import OcrPage, page_from_json, page_to_json
from pipeline.read_lines import read_lines
from pipeline.settings import default_settings
from pipeline.steps.guesses import guesses_at
from pipeline.steps.layout.order import rows_of
from pipeline.steps.preparation.prepare import ink_share

ROOT = Path(__file__).resolve().parents[1]
FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
SETTINGS = default_settings()
TEXT = "Về việc thu hồi đất năm 2017"


def read(picture: Image.Image, folder: Path) -> OcrPage:
    path = folder / "page.png"
    picture.save(path, dpi=(200, 200))
    page = story.read_page(path, inspect_scan(path, SETTINGS.limits), 1, SETTINGS).page
    assert page_from_json(page_to_json(page)) == page
    for word in page.words:
        assert 0 <= word.box.left <= word.box.right <= page.size[0]
        assert 0 <= word.box.top <= word.box.bottom <= page.size[1]
    return page


def written(size: tuple[int, int], ground: str, ink: str, left: int = 120) -> Image.Image:
    picture = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(picture)
    for number in range(12):
        pen.text((left, 120 + 60 * number), TEXT, font=ImageFont.truetype(FONT, 36), fill=ink)
    return picture


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (8, 8), (1, 100), (100, 1), (4, 800), (63, 63)])
def test_a_picture_too_small_for_a_page_is_kept_and_has_no_words(
    size: tuple[int, int], tmp_path: Path
) -> None:
    page = read(Image.new("RGB", size, "white"), tmp_path)
    assert (page.words, page.failure, page.size) == ((), None, size)


@pytest.mark.parametrize("size", [(64, 64), (64, 900), (900, 64), (100, 3000)])
def test_a_small_picture_does_not_crash(size: tuple[int, int], tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    assert read(Image.fromarray(noise), tmp_path).size == size


def test_a_small_paper_on_a_black_ground_is_read(tmp_path: Path) -> None:
    scan = Image.new("RGB", (1654, 2339), "black")
    scan.paste(written((1300, 1000), "white", "black"), (100, 700))
    assert read(scan, tmp_path).text.count(TEXT) >= 10


@pytest.mark.parametrize(("ground", "ink"), [("white", "black"), ("white", "#c02030")])
def test_text_is_read_whatever_its_colour_or_the_page_is_not_called_blank(
    ground: str, ink: str, tmp_path: Path
) -> None:
    picture = written((1654, 2339), ground, ink)
    assert ink_share(np.asarray(picture)) > SETTINGS.pages.blank_ink
    page = read(picture, tmp_path)
    if ink == "black":
        assert page.text.count(TEXT) == 12
        assert len(rows_of(page.lines)) == 12


def test_a_faxed_page_says_what_its_unsure_words_may_be() -> None:
    path = ROOT / "samples" / "files" / "11-cong-van-fax.tif"
    page = story.read_page(path, inspect_scan(path, SETTINGS.limits), 1, SETTINGS).page
    assert page_from_json(page_to_json(page)) == page
    others = {word.text: word.alternatives for word in page.words if word.alternatives}
    assert others
    assert len(others) < len(page.words) / 4
    guesses = list(guesses_at(page, 1))
    assert guesses
    assert all(page.text[guess.start : guess.end].isalpha() for guess in guesses)


def test_all_black_says_nothing_and_does_not_crash(tmp_path: Path) -> None:
    assert read(Image.new("L", (1654, 2339), 0), tmp_path).words == ()


def test_a_direction_that_fails_does_not_cost_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = read_lines
    calls: list[int] = []

    def failing(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) > 1:
            raise EngineFailed("reading_timeout", {"seconds": 1})
        return real(*arguments)

    monkeypatch.setattr(story, "read_lines", failing)
    monkeypatch.setattr(story, "_reads_well", lambda *_: False)
    page = read(written((1654, 2339), "white", "black"), tmp_path)
    assert len(calls) == 2
    assert page.text.count(TEXT) == 12
    assert page.failure is None


def test_a_page_that_cannot_be_read_is_kept_with_the_reason_and_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: Any) -> Any:
        raise EngineFailed("reading_failed", {"why": "test"})

    monkeypatch.setattr(story, "read_lines", failing)
    sideways = written((1654, 2339), "white", "black").rotate(90, expand=True)
    page = read(sideways, tmp_path)
    assert (page.failure, page.words, page.rotation_deg) == ("reading_failed", (), 90)
