"""Reads the blanks of number and date digit by digit, whoever filled them in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.engines.digit_network import DigitReader, digit_reader
from pipeline.errors import EngineFailed
from pipeline.model.blanks import BlankKind, BlankReading, DigitReading
from pipeline.model.digit_head import BlankSeen
from pipeline.model.ocr import Line, Region, RegionKind
from pipeline.model.reading import Posterior
from pipeline.model.scan import PageImage
from pipeline.steps.blank_crops import Place, cut_blank, place_of
from pipeline.steps.blank_reading import number_readings, part_readings, struck_chance
from pipeline.steps.regions.head import find_blanks

FIRST_YEAR, LAST_YEAR = 1945, 2099
MOST = 8
"""Readings that are kept of a blank."""
LEAST = 0.0002

_DAYS = tuple(str(day) for day in range(1, 32))
_MONTHS = tuple(str(month) for month in range(1, 13))
_YEARS = tuple(str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1))
_VALID = {BlankKind.DAY: _DAYS, BlankKind.MONTH: _MONTHS, BlankKind.YEAR: _YEARS}


def read_blanks(
    image: PageImage,
    lines: Sequence[Line],
    regions: Sequence[Region],
    skew_deg: float,
    reader: DigitReader | None = None,
) -> tuple[BlankReading, ...]:
    """The blanks that the printed lines of an upright page show, in pixels of the page."""
    blanks = find_blanks(lines, image.size)
    places = [place_of(blank, skew_deg) for blank in blanks]
    crops = [cut_blank(image, place) for place in places]
    try:
        posteriors = (reader or digit_reader()).read(crops) if crops else ()
    except EngineFailed:
        # The page itself was read.
        return ()
    return tuple(
        BlankReading(
            kind=blank.kind,
            box=place.box,
            readings=readings_of(blank.kind, posterior),
            struck=round(struck_chance(posterior), 4),
            written=_written(place, regions),
        )
        for blank, place, posterior in zip(blanks, places, posteriors, strict=True)
    )


def look_at_blanks(
    image: PageImage, lines: Sequence[Line], skew_deg: float
) -> tuple[BlankSeen, ...]:
    """What our own network, without an office's head, sees in the blanks of an upright page.

    Raises:
        EngineFailed: ONNX Runtime failed.
    """
    reader = digit_reader()
    found = []
    for blank in find_blanks(lines, image.size):
        log_chances, features = reader.look(cut_blank(image, place_of(blank, skew_deg)))
        found.append(BlankSeen(blank.kind, log_chances, features))
    return tuple(found)


def readings_of(kind: BlankKind, posterior: Posterior) -> tuple[DigitReading, ...]:
    """What a blank of this kind may say, best first."""
    found = _parts(kind, posterior) if kind in _VALID else number_readings(posterior, MOST)
    kept = (DigitReading(one.text, round(one.chance, 5)) for one in found)
    return tuple(one for one in kept if one.chance >= LEAST)[:MOST]


def _parts(kind: BlankKind, posterior: Posterior) -> tuple[DigitReading, ...]:
    """A day and a month may be written with a nought before them or without."""
    valid = _VALID[kind]
    padded = () if kind is BlankKind.YEAR else tuple(f"0{text}" for text in valid if len(text) < 2)
    chances: dict[str, float] = {}
    for one in part_readings(posterior, (*valid, *padded)):
        text = one.text.lstrip("0")
        chances[text] = chances.get(text, 0.0) + one.chance
    ordered = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    return tuple(DigitReading(text, chance) for text, chance in ordered)


def _written(place: Place, regions: Sequence[Region]) -> bool:
    """Whether a pen wrote between the printed words."""
    inner = place.box
    return any(
        region.kind is RegionKind.HANDWRITING and region.box.overlaps(inner) for region in regions
    )
