"""The block of a copy (bản sao): its form, number, date, organ and signer, not the document's.

NĐ 30/2020, Điều 25 and Phụ lục I, phần II: below the copied document on paper, at the top of
page 1 where an organisation signed an electronic copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules
from pipeline.steps.record.anchors import dateline_row
from pipeline.steps.record.dateline import PartialDate, read_dateline
from pipeline.steps.record.layout import Row, place, rows, runs
from pipeline.steps.record.marks import read_copy
from pipeline.steps.record.signer import read_signer
from pipeline.steps.record.spelling import is_capital, squash
from pipeline.steps.record.trust import as_read, found, settled, text_of, weakest
from pipeline.steps.record.usage import Speller

NEAR = 0.08
"""Number and dateline stand at most this share of the page's height below the form."""
LEAST_DIVIDER = 0.45
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})(?!\d)")
OVERLAY_ROWS = 5
CONFIRMED = 0.97
"""How sure a form in capitals is where the copy's symbol (SY, SL, TrS) stands below it."""


@dataclass(frozen=True, slots=True)
class CopyBlock:
    form: Field = ABSENT
    number: Field = ABSENT
    notation: Field = ABSENT
    date: Field = ABSENT
    issuer: Field = ABSENT
    signer_name: Field = ABSENT
    signer_position: Field = ABSENT


def read_copy_block(pages: Sequence[OcrPage], speller: Speller, least: float) -> CopyBlock:
    """The first block of a copy in a document; all absent where there is none."""
    rules = speller.rules
    form = read_copy(pages[0], rules, least)
    if form.value is not None:
        return _overlay(pages[0], form, least)
    for page in pages:
        floor = rules.zones.motto_bottom * page.size[1] if page is pages[0] else 0.0
        block = _at_the_foot(page, floor, speller, least)
        if block is not None:
            return block
    return CopyBlock()


def _overlay(page: OcrPage, form: Field, least: float) -> CopyBlock:
    """ "SAO Y; organ; time" or the three on rows of their own, as a signing program prints them."""
    top = min(e.box.top for e in form.evidence)
    left = min(e.box.left for e in form.evidence)
    near = [w for w in place(page) if w.word.box.top >= top - 2 and w.left >= left - 40]
    lines = rows(near)[:OVERLAY_ROWS]
    date = ABSENT
    for row in lines:
        match = _DAY.search(row.text)
        value = _date(match) if match else None
        if match is not None and value is not None:
            words = row.part(*match.span())
            date = settled(found(str(value), weakest(as_read(words)), words, least), least)
            break
    return CopyBlock(form=form, date=date, issuer=_signing_organ(lines, least))


def _date(match: re.Match[str]) -> PartialDate | None:
    try:
        return PartialDate(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def _signing_organ(lines: Sequence[Row], least: float) -> Field:
    """What stands between the first two semicolons."""
    text = lines[0].text if lines else ""
    start = text.find(";") + 1
    end = text.find(";", start)
    words = lines[0].part(start, end if end > 0 else len(text)) if start else ()
    value = text_of(as_read(words)).strip(" ;.,:")
    return settled(found(value, weakest(as_read(words)), words, least), least) if value else ABSENT


def _at_the_foot(page: OcrPage, floor: float, speller: Speller, least: float) -> CopyBlock | None:
    """The block below a height of the page."""
    rules = speller.rules
    all_rows = [row for row in rows(place(page)) if row.top > floor]
    for row in all_rows:
        for run in runs(row, rules.layout.run_gap):
            value = _form(run, rules)
            if value is None:
                continue
            below = [r for r in all_rows if -1 < r.top - row.top < NEAR * page.size[1]]
            divider = LEAST_DIVIDER * page.size[0]
            dated = dateline_row(below, divider, rules)
            number = next((r for r in below if _symbol(r, rules)), None)
            if run.left > divider and (dated is not None or number is not None):
                agreed = CONFIRMED if number is not None else rules.trust.restored
                sure = max(weakest(as_read(run.words)), agreed)
                form = found(value, sure, run.words, least)
                return _block(page, row, form, number, dated, speller, least)
    return None


def _form(run: Row, rules: Rules) -> str | None:
    """The form of a copy, where a run says nothing else."""
    if not is_capital(run.text):
        return None
    letters = squash(run.text)
    return next((value for words, value in rules.marks.copies if squash(words) == letters), None)


def _symbol(row: Row, rules: Rules) -> re.Match[str] | None:
    marks = "|".join(map(re.escape, rules.marks.copy_symbols))
    return re.search(rf"(?P<number>\d{{1,5}})?\s*/\s*(?P<notation>(?:{marks})-[\w-]+)", row.text)


def _block(
    page: OcrPage,
    top: Row,
    form: Field,
    number: Row | None,
    dated: Row | None,
    speller: Speller,
    least: float,
) -> CopyBlock:
    """The parts of a block that begins at a row."""
    lines = tuple(line for line in page.lines if line.box.top >= top.top - 0.8 * top.height)
    signer = read_signer([replace(page, lines=lines, stamps=())], speller.rules, least)
    date = read_dateline(dated, speller, least)[1] if dated is not None else ABSENT
    digits, symbol = _code(number, speller.rules, least)
    return CopyBlock(
        form=form,
        number=digits,
        notation=symbol,
        date=date if "??" in str(date.value) and date.confidence >= least else settled(date, least),
        issuer=_organ(top, number, page, least),
        signer_name=settled(signer.name, least),
        signer_position=settled(signer.position, least),
    )


def _code(row: Row | None, rules: Rules, least: float) -> tuple[Field, Field]:
    match = _symbol(row, rules) if row is not None else None
    if row is None or match is None:
        return ABSENT, ABSENT
    fields = []
    for part, needed in (("number", rules.trust.digits), ("notation", least)):
        words = row.part(*match.span(part)) if match[part] else row.words[:1]
        reason = None if match[part] else "handwritten"
        sure = weakest(as_read(words))
        fields.append(settled(found(match[part], sure, words, needed, reason), needed))
    return fields[0], fields[1]


def _organ(top: Row, number: Row | None, page: OcrPage, least: float) -> Field:
    """The rows in capitals left of the form, down to the number."""
    end = number.top if number is not None else top.bottom + top.height
    near = rows(
        w
        for w in place(page)
        if top.top - 1.5 * top.height < w.top < end - 0.5 * top.height
        and w.middle < LEAST_DIVIDER * page.size[0]
    )
    words = [w for row in near if is_capital(row.text) for w in row.words]
    value = text_of(as_read(words)).strip(" .,;:-–")
    return settled(found(value, weakest(as_read(words)), words, least), least) if value else ABSENT
