"""Kind and subject (ô 5a, 5b): a heading in capitals, or the "V/v" of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.record import Field
from pipeline.rules import Kind, Rules
from pipeline.steps.record.header import Header
from pipeline.steps.record.layout import Frame, Row, begins, find, runs
from pipeline.steps.record.spelling import alike, fold, is_capital, squash
from pipeline.steps.record.trust import Spelt, as_read, found, missing, text_of, weakest
from pipeline.steps.record.usage import Speller

SAME_KIND = 0.84
MOST_SUBJECT_ROWS = 14
FIRST_GAP = 3.0
OFF_CENTRE = 0.055
FAR_OFF_CENTRE = 0.2
DEEP_INSET = 0.11
ALIGNED = 0.01
OF = "cua"


@dataclass(frozen=True, slots=True)
class Heading:
    """The row that names the kind; `exact` when its letters are the kind's."""

    row: Row
    index: int
    kind: Kind | None
    exact: bool
    rest: Row | None = None
    """Words of the same row after the kind."""


def find_heading(all_rows: Sequence[Row], text: Frame, rules: Rules) -> Heading | None:
    """The first centred row in capitals that is a kind, or is at least a heading."""
    unknown: Heading | None = None
    for index, row in enumerate(all_rows):
        if begins(row.text, rules.anchors.body) and not is_capital(row.text):
            break
        if not is_capital(row.text):
            plain = _in_small_letters(row, index, rules)
            if plain is not None and text.lopsided(row) < OFF_CENTRE:
                return plain
            continue
        if text.lopsided(row) > 0.35:
            continue
        heading = _as_kind(row, index, rules)
        if heading is not None:
            return heading
        if unknown is None and len(squash(row.text)) >= 6 and text.lopsided(row) < 0.2:
            unknown = Heading(row, index, None, False)
    return unknown


def _in_small_letters(row: Row, index: int, rules: Rules) -> Heading | None:
    """A row that is a kind's name and nothing else, as typewriters wrote it; never sure."""
    kind = next((k for k in rules.kind if squash(k.name) == squash(row.text)), None)
    return Heading(row, index, kind, False) if kind is not None else None


def _as_kind(row: Row, index: int, rules: Rules) -> Heading | None:
    letters = squash(row.text)
    near: tuple[float, Kind] | None = None
    for kind in rules.kind:
        name = squash(kind.name)
        if letters == name:
            return Heading(row, index, kind, True)
        score = alike(letters, name, SAME_KIND)
        if score >= SAME_KIND and (near is None or score > near[0]):
            near = (score, kind)
    if near is not None:
        return Heading(row, index, near[1], False)
    return _with_more(row, index, rules)


def _with_more(row: Row, index: int, rules: Rules) -> Heading | None:
    longest = sorted(rules.kind, key=lambda kind: -len(kind.name))
    for kind in longest:
        size = len(kind.name.split())
        if squash("".join(w.text for w in row.words[:size])) == squash(kind.name):
            rest = Row(row.words[size:]) if len(row.words) > size else None
            return Heading(row, index, kind, not kind.open, None if kind.open else rest)
    return None


def read_kind(
    heading: Heading | None, letter: bool, named: Kind | None, rules: Rules, least: float
) -> Field:
    """`letter`: a "V/v" or "Kính gửi" was read; `named`: the kind that the symbol names."""
    if heading is None:
        return _without_heading(letter, named, rules, least)
    spelt = as_read(heading.row.words)
    if heading.kind is None or heading.kind.open:
        value = text_of(spelt).strip(" .,;:*-_").capitalize()
        return found(value, weakest(spelt), heading.row.words, least, "unknown_kind")
    confidence = 0.97 if heading.exact else rules.trust.repaired
    if named is not None and named.name == heading.kind.name:
        confidence = max(confidence, 0.95)
    elif heading.rest is not None:
        confidence = rules.trust.concluded
    return found(heading.kind.name, confidence, heading.row.words, least)


def _without_heading(letter: bool, named: Kind | None, rules: Rules, least: float) -> Field:
    if named is not None:
        return found(named.name, rules.trust.concluded, (), least, "concluded")
    if letter:
        return found(rules.letter, 0.95, (), least)
    return missing("not_found")


def heading_subject(
    heading: Heading, all_rows: Sequence[Row], text: Frame, speller: Speller, least: float
) -> Field:
    """The centred rows below a heading, up to the body."""
    rules, rest = speller.rules, heading.rest
    rows_read = [] if rest is None or _names_authority(rest, rules) else [rest]
    before = heading.row
    for row in all_rows[heading.index + 1 : heading.index + 1 + MOST_SUBJECT_ROWS]:
        if rules.patterns.number_line.search(fold(row.text)):
            break
        if _ends_subject(before, row, text, bool(rows_read), rules):
            break
        if rows_read or not _names_authority(row, rules):
            rows_read.append(row)
        before = row
    return _subject(rows_read, speller, least)


def _names_authority(row: Row, rules: Rules) -> bool:
    """Whether a row in capitals only says who decides, not what."""
    return is_capital(row.text) and begins(row.text, (OF, *rules.anchors.authority_line))


def _ends_subject(before: Row, row: Row, text: Frame, begun: bool, rules: Rules) -> bool:
    gap = row.top - before.bottom
    most = rules.layout.paragraph_gap if begun else FIRST_GAP
    if gap > most * max(before.height, row.height):
        return True
    if begins(row.text, rules.anchors.body) or rules.patterns.aside.match(fold(row.text)):
        return True
    if begun and is_capital(row.text) and begins(row.text, rules.anchors.authority_line):
        return True
    if not begun and rules.patterns.about.search(fold(row.text)):
        return False
    if is_capital(row.text) == is_capital(before.text) and text.beside(before, row) < ALIGNED:
        return False
    inset = min(row.left - text.left, text.right - row.right) / text.width
    return text.lopsided(row) > (FAR_OFF_CENTRE if inset > DEEP_INSET else OFF_CENTRE)


def letter_subject(
    all_rows: Sequence[Row], header: Header, speller: Speller, least: float
) -> Field | None:
    """The "V/v …" in the left column, or None where there is none."""
    rules = speller.rules
    left: list[Row] = []
    for row in all_rows:
        run = runs(row, rules.layout.run_gap)[0]
        if run.left >= header.divider or (not left and run.middle >= header.divider):
            continue
        if not left:
            if rules.patterns.about.search(fold(run.text)):
                left.append(run)
            continue
        gap = run.top - left[-1].bottom
        if gap > rules.layout.paragraph_gap * run.height or find(
            run, rules.anchors.recipients, 0.8
        ):
            break
        if run.right > header.divider + 0.35 * (header.divider - left[0].left):
            break
        left.append(run)
    return _subject(left, speller, least) if left else None


def subject_below_number(
    all_rows: Sequence[Row], header: Header, speller: Speller, least: float
) -> Field | None:
    """The lines close below a letter's number line, where "V/v" was lost (ô 5b); in review."""
    rules, before = speller.rules, header.number
    if before is None or header.number_is_below:
        return None
    kept: list[Row] = []
    for row in all_rows:
        run = runs(row, rules.layout.run_gap)[0]
        if run.top <= before.top or run.left >= header.divider:
            continue
        gap = run.top - before.bottom
        far = gap > (rules.layout.paragraph_gap if kept else FIRST_GAP) * run.height
        wide = run.right > header.divider or is_capital(run.text)
        if far or wide or begins(run.text, rules.anchors.body):
            break
        kept.append(run)
        before = run
    if not kept:
        return None
    field = _subject(kept, speller, least)
    return replace(field, review=True, reason=field.reason or "unusual_place")


def _subject(rows_read: Sequence[Row], speller: Speller, least: float) -> Field:
    rules = speller.rules
    words = [
        w
        for row in rows_read
        for w in row.words
        if not rules.patterns.speck.match(w.text) or w.text in "-–—&"
    ]
    if not words:
        return missing("not_found")
    respelt = speller.respell(words)
    spelt = respelt.words
    value = text_of(spelt)
    about = rules.patterns.about.match(fold(value))
    if about and not fold(value).startswith("ve viec"):
        value = value[about.end() :]
        spelt = _after(spelt, about.end())
    value = value.strip(" :;-–—_*“”\"'")
    if not value:
        return missing("unreadable", words)
    reason = "incomplete" if _seems_cut(text_of(spelt), rules) else None
    return found(value, weakest(spelt), words, least, "respelt" if respelt.changed else reason)


def _seems_cut(text: str, rules: Rules) -> bool:
    """Whether a text ends where none does: behind a word that leads on, or inside brackets."""
    last = text.rsplit(" ", 1)[-1].lower()
    return last in rules.spelling.leads_on or text.count("(") != text.count(")")


def _after(spelt: Sequence[Spelt], size: int) -> tuple[Spelt, ...]:
    """The words that go on after `size` characters."""
    end, kept = 0, []
    for word in spelt:
        end += len(word.text) + 1
        if end - 1 > size:
            kept.append(word)
    return tuple(kept)
