"""What is wrong with a page is told, and where; a good page has nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import quality_damage, quality_paper
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.quality import Fault, Finding, finding_from_json
from pipeline.model.scan import PageImage, Pixels
from pipeline.read_quality import looked_over
from pipeline.settings import default_settings
from pipeline.steps.quality.sharpness import comb, edge_mm
from pipeline.steps.quality.sheet import looked
from pipeline.steps.quality.tone import bits

SETTINGS = default_settings()
SAMPLES = Path("samples/files")
Damage = Callable[[Pixels, float, np.random.Generator], tuple[Pixels, float]]


def page(name: str = "01-cong-van.pdf", number: int = 1) -> PageImage:
    info = inspect_scan(SAMPLES / name, SETTINGS.limits)
    return load_page(SAMPLES / name, info, number, SETTINGS.limits, SETTINGS.pages)


def found(image: PageImage) -> dict[Fault, Finding]:
    told = looked_over(image, SETTINGS)["findings"]
    return {Fault(one["fault"]): finding_from_json(one) for one in told}


def with_pixels(image: PageImage, pixels: Pixels, dpi: float = 0.0) -> PageImage:
    return replace(image, pixels=pixels, dpi=dpi or image.dpi)


@pytest.fixture(scope="module")
def good() -> PageImage:
    return page()


def test_a_good_page_has_no_fault(good: PageImage) -> None:
    assert found(good) == {}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("fault", "damage"),
    [
        (Fault.RESOLUTION, quality_damage.coarse),
        (Fault.COLOUR, quality_damage.colourless),
        (Fault.BLUR, quality_damage.blurred),
        (Fault.FADED, quality_damage.faded),
        (Fault.SKEW, quality_damage.leaning),
        (Fault.TURNED, quality_damage.wrong_way),
        (Fault.CUT_OFF, quality_damage.cut),
        (Fault.FOLDED, quality_paper.folded),
        (Fault.SHADOW, quality_paper.shadowed),
        (Fault.BLANK, quality_paper.emptied),
    ],
)
def test_a_fault_is_told(good: PageImage, fault: Fault, damage: Damage, seed: int) -> None:
    pixels, dpi = damage(good.pixels, good.dpi, np.random.default_rng([2026, seed]))
    told = found(with_pixels(good, pixels, dpi))
    assert fault in told
    box = told[fault].box
    assert 0 <= box.left < box.right <= pixels.shape[1]
    assert 0 <= box.top < box.bottom <= pixels.shape[0]
    assert 0.5 <= told[fault].sure <= 1.0


def test_where_the_fault_is(good: PageImage) -> None:
    pixels = good.pixels.copy()
    height, width = pixels.shape[:2]
    side = round(30 * good.dpi / 25.4)
    # The lower right corner is folded back: the dark lid shows, behind a crease.
    rows, columns = np.mgrid[0:height, 0:width]
    pixels[(height - rows) + (width - columns) < side] = 20
    fold = found(with_pixels(good, pixels))[Fault.FOLDED]
    assert fold.value == pytest.approx(30, abs=2)
    assert fold.box.left >= width - 1.1 * side
    assert fold.box.top >= height - 1.1 * side


def test_what_was_measured_is_told(good: PageImage) -> None:
    left, right = (
        found(with_pixels(good, quality_damage.turned_by(good.pixels, degrees, (0, 0))))
        for degrees in (3.0, -3.0)
    )
    assert abs(left[Fault.SKEW].value - right[Fault.SKEW].value) == pytest.approx(6, abs=0.3)
    upside_down = np.ascontiguousarray(np.rot90(good.pixels, 2))
    assert found(with_pixels(good, upside_down))[Fault.TURNED].value == 180
    small = found(with_pixels(good, good.pixels, 120.0))[Fault.RESOLUTION]
    assert (small.value, small.limit) == (120, SETTINGS.quality.dpi)
    doubled = np.repeat(np.repeat(good.pixels[::2, ::2], 2, axis=0), 2, axis=1)
    held = found(with_pixels(good, doubled))[Fault.RESOLUTION].value
    assert held == pytest.approx(good.dpi / 2, rel=0.25)


def test_colours_are_counted_by_what_is_shown(good: PageImage) -> None:
    grey = np.asarray(good.pixels.mean(axis=2), np.uint8)
    assert bits(looked(good)) == 24
    assert bits(looked(with_pixels(good, grey))) == 8
    assert bits(looked(with_pixels(good, np.where(grey > 140, 255, 0).astype(np.uint8)))) == 1


def test_what_is_not_written_is_not_judged(good: PageImage) -> None:
    for level in (0, 128, 255):
        empty = np.full_like(good.pixels, level)
        assert set(found(with_pixels(good, empty))) == {Fault.BLANK}


@pytest.mark.parametrize("size", [(1, 1), (63, 500), (64, 64), (70, 3000), (500, 65)])
def test_any_size_is_looked_at(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (*size, 3), np.uint8)
    for pixels in (noise, noise[:, :, 0].copy(), np.zeros_like(noise)):
        looked_over(with_pixels(page(), pixels, 300.0), SETTINGS)


def test_sharpness_is_measured_in_millimetres(good: PageImage) -> None:
    grey = looked(good).grey
    edge = edge_mm([grey[600:1200, 600:1200]], good.dpi)
    assert 0.05 < edge < SETTINGS.quality.blur_mm
    assert edge_mm([grey[600:1200, 600:1200]], good.dpi / 2) == pytest.approx(2 * edge, rel=0.25)
    assert comb(np.zeros((300, 300), np.uint8)) == 0.0
