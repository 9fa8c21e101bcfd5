"""What each page of a file shows of being a document's first, last or further page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, LineRole, OcrPage, RegionKind
from pipeline.rules import Rules
from pipeline.steps.documents.desk_sheets import sheet_of
from pipeline.steps.record.header import Header, read_header
from pipeline.steps.record.layout import Row, begins, place, rows
from pipeline.steps.record.recipients import recipients_row
from pipeline.steps.record.signing_blocks import signed_page
from pipeline.steps.record.spelling import fold, squash

_SIGNED = (RegionKind.SEAL, RegionKind.SIGNATURE, RegionKind.NAME_STAMP)
_INK = (*_SIGNED, RegionKind.HANDWRITING, RegionKind.DIGITAL_SIGNATURE)
_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"nga[yv]\W*\d{1,2}\W*thang")
_NUMBER = re.compile(r"\d{1,4}")
_ENDS = tuple('.;:!?/)”"')


@dataclass(frozen=True, slots=True)
class PageLook:
    """One page, by itself."""

    number: int
    unread: bool
    """It could not be read: nothing is known of it."""
    blank: bool
    separator: bool
    motto: bool
    organs: bool
    symbol: str | None
    """The notation of its number line, squashed; empty where the line has none."""
    dateline: bool
    filled: bool
    """Something was written or printed into its number or day."""
    inked: bool
    """A pen, a seal or a stamp left something on it."""
    title: bool
    """A kind's heading, "V/v" or "Kính gửi" stands below the head."""
    shown: int | None
    """The page number printed on it."""
    annex: bool
    belongs_to: str | None
    """What the annex's line in brackets says, squashed."""
    copy_block: bool
    signed: bool
    landscape: bool
    begins_small: bool
    """Its text begins in the middle of a sentence."""
    ends_open: bool
    """Its text ends in the middle of a sentence."""


def look(page: OcrPage, rules: Rules) -> PageLook:
    """What the page shows; `page` as read, its codes included."""
    read = page.lines and page.failure is None
    head = read_header(page, rules) if read else None
    if head is not None and not _is_head(head, page, rules):
        head = None
    top = _top_rows(page, rules) if read else ()
    body = [line for line in page.lines if line.role is LineRole.BODY and line.words]
    return PageLook(
        number=page.number,
        unread=page.failure is not None,
        blank=page.failure is None and _is_blank(page, rules),
        separator=_is_separator(page, rules),
        motto=head is not None,
        organs=bool(head and head.organs),
        symbol=_symbol(head, rules),
        dateline=bool(head and head.dateline),
        filled=_filled(page, head),
        inked=any(region.kind in _INK for region in page.regions),
        title=bool(top) and _titled(top, rules),
        shown=_shown(page),
        annex=any(begins(row.text, rules.documents.annex) for row in top),
        belongs_to=_belongs_to(top, rules),
        copy_block=head is None and any(begins(row.text, rules.documents.copies) for row in top),
        signed=bool(read) and _signed(page, rules),
        landscape=page.size[0] > page.size[1],
        begins_small=_begins_small(body),
        ends_open=_ends_open(body),
    )


def _top_rows(page: OcrPage, rules: Rules) -> tuple[Row, ...]:
    words = place(page)
    floor = rules.documents.mark_bottom * page.size[1]
    found = [row for row in rows(w for w in words if w.bottom < floor) if _letters(row.text) > 2]
    return tuple(found)


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


def _is_blank(page: OcrPage, rules: Rules) -> bool:
    inked = any(region.kind in _INK for region in page.regions)
    return not inked and _letters(page.text) < rules.documents.blank_letters


def _is_separator(page: OcrPage, rules: Rules) -> bool:
    """A sheet that says so, and little else: a label on a document is no sheet."""
    if sheet_of(page) is not None:
        return True
    own = rules.documents
    if _letters(page.text) > own.separator_letters:
        return False
    coded = any(code.text in own.separators for code in page.codes)
    return coded or squash(own.separators[0]) in squash(page.text)


def _is_head(head: Header, page: OcrPage, rules: Rules) -> bool:
    """High on the page, and not only the words of the motto somewhere in a text."""
    high = head.top <= rules.documents.head_bottom * page.size[1]
    return high and bool(head.organs or head.number or head.dateline)


def _symbol(head: Header | None, rules: Rules) -> str | None:
    """None without a number line."""
    if head is None or head.number is None:
        return None
    if "/" not in head.number.text:
        return "" if rules.patterns.number_line.search(fold(head.number.text)) else None
    match = rules.patterns.notation.search(head.number.text.split("/", 1)[1])
    return squash(match.group()) if match else ""


def _filled(page: OcrPage, head: Header | None) -> bool:
    """Digits for number or day, or a pen in one of the two lines."""
    if head is None:
        return False
    if head.number is not None and _DIGIT.search(head.number.text.split("/")[0]):
        return True
    if head.dateline is not None and _DAY.search(fold(head.dateline.text)):
        return True
    lines = [_box(row) for row in (head.number, head.dateline) if row is not None]
    pens = [r.box for r in page.regions if r.kind is RegionKind.HANDWRITING]
    pens += [b.box for b in page.blanks if b.written and b.readings and b.readings[0].text]
    return any(line.overlaps(pen) for line in lines for pen in pens)


def _box(row: Row) -> Box:
    left, right = row.left, row.right
    words = [word.word.box for word in row.words]
    return Box(left, min(b.top for b in words), right, max(b.bottom for b in words))


def _titled(top: tuple[Row, ...], rules: Rules) -> bool:
    kinds = [fold(kind.name) for kind in rules.kind]
    return (
        any(rules.patterns.about.search(fold(row.text)) for row in top)
        or any(begins(row.text, kinds) and row.text.isupper() for row in top)
        or recipients_row(top, rules) is not None
    )


def _shown(page: OcrPage) -> int | None:
    for line in page.lines:
        if line.role is LineRole.PAGE_NUMBER:
            match = _NUMBER.search(line.text)
            return int(match.group()) if match else None
    return None


def _belongs_to(top: tuple[Row, ...], rules: Rules) -> str | None:
    """The line and the one below it: a citation often needs two."""
    for index, row in enumerate(top):
        if rules.documents.belongs.search(fold(row.text)):
            return squash("".join(r.text for r in top[index : index + 2]))
    return None


def _signed(page: OcrPage, rules: Rules) -> bool:
    """A signature block with ink on the page: a form has the one, a margin the other."""
    inked = any(region.kind in _SIGNED for region in page.regions)
    return inked and signed_page([page], rules) is not None


def _begins_small(body: list[Line]) -> bool:
    first = next((line.text for line in body[:3] if _letters(line.text) > 2), "")
    return first[:1].islower()


def _ends_open(body: list[Line]) -> bool:
    last = body[-1].text if body else ""
    return _letters(last) > 20 and not last.endswith(_ENDS)
