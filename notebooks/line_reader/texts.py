"""What drawn lines say: lines of office text, and mixtures of their words, syllables, numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from notebooks.line_reader.characters import cleaned, is_known
from notebooks.line_reader.syllable_list import syllables
from pipeline.model.reading import HANDWRITING
from pipeline.rules import default_rules

TEXT_FOLDER = Path(__file__).with_name("text")
_LONGEST = 98
"""Characters of a line."""


def _parted(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_KINDS = _parted("QĐ CV TB KH BC TTr NQ CT GM TM")
_OFFICES = _parted("UBND SYT SGDĐT HĐND STC TTg BYT ATVSTP CP TU UB SNN VP TTYT")
_LAWS = _parted("NĐ-CP TT-BYT QH13 TT-BTC QĐ-TTg TTLT-BTC-BNV QH14")
_NUMBERS: tuple[Callable[[random.Random], str], ...] = (
    lambda r: str(r.randint(0, 9)),
    lambda r: str(r.randint(10, 99)),
    lambda r: str(r.randint(100, 2030)),
    lambda r: f"{r.randint(1, 31):02d}/{r.randint(1, 12):02d}/{r.randint(1995, 2026)}",
    lambda r: f"{r.randint(1, 999)}.{r.randint(0, 999):03d}",
    lambda r: f"{r.randint(0, 99)},{r.randint(0, 99)}%",
    lambda r: f"{r.randint(1, 5000)}/{r.choice(_KINDS)}-{r.choice(_OFFICES)}",
    lambda r: f"{r.randint(1, 150)}/{r.randint(1996, 2025)}/{r.choice(_LAWS)}",
    lambda r: f"0{r.randint(10, 99)}.{r.randint(100, 999)}.{r.randint(100, 999)}",
    lambda r: f"{r.randint(1, 9)}.{r.randint(1, 9)}",
    lambda r: f"{r.randint(1, 12)} giờ {r.randint(0, 59):02d}",
    lambda r: str(r.randint(1995, 2026)),
)
_CELLS = (
    *("TT", "STT", "-", "+", "1", "01", "a)", "x", "2.", "Số:", "/", "Ghi chú", "Tổng cộng", "(1)"),
    *("3", "7", "8", "15", "100", "I", "II", "III", "IV", "V"),
)
"""What stands alone in a cell of a table."""
_PLACES = (
    *("Hà Nội", "Kiên Giang", "Hậu Giang", "Quảng Ngãi", "Cần Thơ", "Bạc Liêu", "Huế", "Đà Nẵng"),
    *("Nam Định", "Vị Thanh", "Lào Cai", "Điện Biên", "Tây Ninh", "Mỹ Tho", "Đắk Lắk"),
    *("Thái Bình", "Rạch Giá", "Sóc Trăng", "Ninh Thuận", "Phú Yên", "Yên Bái", "Bắc Giang"),
)
_NOTATIONS = (
    *("QĐ-UBND", "CV-SYT", "TB-UBND", "KH-SYT", "BC-ATVSTP", "TTr-STC", "GM-BCĐ", "QĐ-SYT"),
    *("TM-SYT", "ATVSTP-TTr", "UBND-NC", "UBND-KGVX", "SGDĐT-GDTrH", "KL-TTr", "SYT-NVY"),
    *("CV/TU", "NQ-HĐND", "CT-UBND"),
)
_TITLES = (
    *("", "", "", "", "BSCKI. ", "BS.CKII. ", "BS. ", "ThS. ", "TS. ", "KS. ", "PGS.TS. ", "DS. "),
    *("Bs. CKI ", "CN. "),
)


@dataclass(frozen=True, slots=True)
class OfficeTexts:
    """The stock that texts are made of; `line` takes from it by chance."""

    lines: tuple[str, ...]
    words: tuple[str, ...]
    syllables: tuple[str, ...]

    def line(self, chance: random.Random) -> str:
        """A text of 1 to 98 characters; U+E000 in it is a blank filled in by hand."""
        text = self._any(chance)
        if chance.random() < 0.17:
            text = text.upper()
        words = text.split()
        while len(" ".join(words)) > _LONGEST and len(words) > 1:
            words.pop()
        return " ".join(words)[:_LONGEST] or "-"

    def _any(self, chance: random.Random) -> str:
        kind = chance.random()
        if kind < 0.62:
            return _varied(chance.choice(self.lines), chance)
        if kind < 0.75:
            return " ".join(chance.choice(self.words) for _ in range(chance.randint(1, 12)))
        if kind < 0.86:
            return " ".join(
                _any_case(chance.choice(self.syllables), chance)
                for _ in range(chance.randint(1, 11))
            )
        if kind < 0.91:
            return " ".join(number(chance) for _ in range(chance.randint(1, 5)))
        if kind < 0.955:
            return number_or_date_line(chance)
        return number(chance) if chance.random() < 0.5 else chance.choice(_CELLS)


def office_texts(folder: Path = TEXT_FOLDER) -> OfficeTexts:
    """The project's own lines; one with a character that the network has no class for is left out.

    Raises:
        FileNotFoundError: the folder has no text.
    """
    paths = sorted(folder.glob("*.txt"))
    read = (cleaned(raw) for path in paths for raw in path.read_text(encoding="utf-8").splitlines())
    lines = tuple(line for line in read if len(line) >= 2 and is_known(line))
    if not lines:
        raise FileNotFoundError(f"no lines of text in {folder}")
    words = tuple(sorted({word for line in lines for word in line.split()}))
    return OfficeTexts(lines, words, syllables())


def person(chance: random.Random) -> str:
    """A full name, which need not be anybody's."""
    names = default_rules().names
    common, known = names.common.split(), names.known.split()
    (family,) = chance.choices(list(names.families), [share**0.5 for share in names.families.values()])
    rest = [chance.choice(common if chance.random() < 0.55 else known) for _ in range(4)]
    return " ".join([family, *rest[: chance.choice([1, 2, 2, 2, 2, 3])]])


def signer(chance: random.Random) -> str:
    """A full name with or without the title that a name stamp gives before it."""
    title = chance.choice(_TITLES)
    return title + person(chance)


def signing_title(chance: random.Random) -> str:
    """A row of titles as it stands above a signature."""
    rules = default_rules().signer
    marks = ("", "KT. ", "KT.", "TM. ", "TL. ", "TUQ. ", "Q. ")
    title = chance.choice((*rules.titles, *rules.heads, *rules.collectives))
    return cleaned(chance.choice(marks) + title)


def _varied(line: str, chance: random.Random) -> str:
    """The line, now and then only a part of it, now and then with other digits."""
    if chance.random() < 0.3:
        words = line.split()
        start = chance.randrange(len(words))
        line = " ".join(words[start : chance.randint(start + 1, min(len(words), start + 14))])
    if chance.random() < 0.25:
        line = re.sub(r"\d", lambda _: chance.choice("0123456789"), line)
    return line


def _any_case(word: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.7:
        return word
    return word.capitalize() if kind < 0.9 else word.upper()


def number(chance: random.Random) -> str:
    """A number as offices write them: plain, date, sum, share, code, telephone, hour."""
    return chance.choice(_NUMBERS)(chance)


def number_or_date_line(chance: random.Random) -> str:
    """A line of a form whose blanks are mostly filled in by hand."""
    place = chance.choice(_PLACES)
    kind = chance.random()
    if kind < 0.5:
        return f"{place}, {_date(chance)}"
    notation = chance.choice(_NOTATIONS)
    if kind < 0.9:
        head = chance.choice(["Số:", "Số :", "Số", "Số: "])
        serial = _blank_or(str(chance.randint(1, 3000)), chance)
        slash = chance.choice(["/", " /", " / "])
        year = chance.choice(["", f"{chance.randint(2003, 2025)}/"])
        return f"{head} {serial}{slash}{year}{notation}"
    return f"{chance.choice(['Số:', 'Ngày:', 'Đến', 'ĐẾN Số:', 'Chuyển:', 'Giờ'])} {HANDWRITING}"


def _date(chance: random.Random) -> str:
    day = _blank_or(f"{chance.randint(1, 31):02d}", chance)
    if chance.random() < 0.7:
        month = _blank_or(f"{chance.randint(1, 12):02d}", chance)
    else:
        month = str(chance.randint(1, 12))
    in_print = chance.random() < 0.8
    year = str(chance.randint(1996, 2026)) if in_print else f"20{HANDWRITING}"
    return f"ngày {day} tháng {month} năm {year}"


def _blank_or(value: str, chance: random.Random) -> str:
    return HANDWRITING if chance.random() < 0.65 else value
