"""What stands in a blank, and the words printed before and after it."""

from __future__ import annotations

from dataclasses import dataclass

from notebooks.line_reader.chance import Dice

_CODES = (
    *("QĐ-UBND", "SYT-NVY", "TB-UBND", "KH-SGDĐT", "BC-STC", "TTr-SNV", "CV-BCĐ", "UBND-VX"),
    *("HĐND", "GM-VP", "GPXD", "BTC-TCT", "TCT-CS", "NQ-CP", "CT-TTg", "STNMT-QLĐĐ", "LĐTBXH"),
    *("ATTP", "PGDĐT", "BHXH-GĐBHYT", "CTr/TU", "QĐ/HU", "TCHQ", "ĐA-ĐHQG", "GUQ-CT", "HD-LN"),
)


@dataclass(frozen=True, slots=True)
class Filling:
    """What a blank says, by whom, and between which words."""

    kind: str
    before: str
    after: str
    printed: str
    """Digits of the printer, first."""
    written: str
    """Digits of the pen or of a numbering stamp, after them."""

    @property
    def digits(self) -> str:
        return self.printed + self.written


def any_filling(dice: Dice) -> Filling:
    """A number, a day, a month or a year, a few of them not filled in."""
    one = dice.one
    kind = one.choices(("number", "day", "month", "year"), (54, 22, 12, 12))[0]
    empty = dice.happens(0.07)
    if kind == "number":
        return _number("" if empty else number(dice), dice)
    if kind == "day":
        digits = "" if empty else _padded(one.randint(1, 31), dice)
        return _filled(kind, "ngày", "tháng", digits, one.random() < 0.75)
    if kind == "month":
        digits = "" if empty else _padded(one.randint(1, 12), dice)
        return _filled(kind, "tháng", "năm", digits, one.random() < 0.5)
    return _year(dice)


def number(dice: Dice) -> str:
    """One to five digits; the small ones sometimes with zeros before them."""
    one = dice.one
    count = one.choices((1, 2, 3, 4, 5), (10, 25, 31, 29, 5))[0]
    first = one.choice("123456789" if dice.happens(0.6) else "1234")
    digits = first + "".join(one.choice("0123456789") for _ in range(count - 1))
    if count == 1 and dice.happens(0.6):
        return one.choice(("0", "0", "0", "00")) + digits
    if count == 2 and dice.happens(0.06):
        return "0" + digits
    return digits


def _padded(value: int, dice: Dice) -> str:
    return f"{value:02d}" if value > 2 and dice.happens(0.5) or dice.happens(0.8) else str(value)


def _number(digits: str, dice: Dice) -> Filling:
    one = dice.one
    before = one.choice(("Số:", "Số:", "Số:", "Số", "Số :", "SỐ:", "số:", "số", "Số."))
    code = one.choice(_CODES)
    after = one.choice(
        (f"/{code}",) * 5 + (f" /{code}", f"-{code}", f"/20{one.randint(5, 26):02d}/")
    )
    if dice.happens(0.03):
        after = ""
    return _filled("number", before, after, digits, one.random() < 0.84)


def _filled(kind: str, before: str, after: str, digits: str, by_pen: bool) -> Filling:
    if by_pen:
        return Filling(kind, before, after, "", digits)
    return Filling(kind, before, after, digits, "")


def _year(dice: Dice) -> Filling:
    one = dice.one
    year = str(one.choice((one.randint(1990, 2030), one.randint(2005, 2026))))
    printed = one.choices((4, 2, 3, 0), (60, 22, 8, 10))[0]
    after = one.choice(("", "", "", "."))
    if printed < 4 and dice.happens(0.15):
        return Filling("year", "năm", after, year[:printed], "")
    return Filling("year", "năm", after, year[:printed], year[printed:])
