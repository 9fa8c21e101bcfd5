"""The documents that a text cites: what it is based on, follows, answers, amends or repeals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.model.ocr import OcrPage
from pipeline.model.record import Evidence
from pipeline.model.reference import Reference, Relation
from pipeline.rules import Rules
from pipeline.steps.record.citation import (
    Span,
    clause_before,
    code_at,
    date_at,
    in_name,
    issuer_at,
    next_code,
)
from pipeline.steps.record.citation_kinds import AMENDING, mentioned, named
from pipeline.steps.record.dateline import PartialDate, parse_date
from pipeline.steps.record.layout import Row
from pipeline.steps.record.passages import passages
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import evidence_of

_SENTENCE = re.compile(r"[;]|\.(?=\s+(?:[-–+]\s*)?[A-ZĐÀ-Ỹ])")
_NO_TITLE = re.compile(r"\s*(?:(?:số|này|sư|định|lệ|pháp|ngày|năm|do|được|của)\b|[^\s\w]|$)")
_TITLE_STOP = re.compile(r"[;:()\"“”,]|\.(?=\s|$)")
MOST_TITLE_WORDS = 24
MOST_UNDATED_WORDS = 10
ACTS = (Relation.AMENDS, Relation.REPLACES, Relation.REPEALS)
CLOSE = (*ACTS, Relation.ANSWERS, Relation.ATTACHED)
"""Relations whose cue stands close before the citation, at most so many characters:"""
CLOSE_BY = 60


@dataclass(frozen=True, slots=True)
class CitedDate:
    """The date of a cited document, with the citation's words."""

    date: PartialDate
    confidence: float
    """Of the least sure word of the citation, 0.0–1.0."""
    evidence: tuple[Evidence, ...]


def latest_cited_date(
    references: Iterable[Reference], last_page: int, least: float = 0.9
) -> CitedDate | None:
    """The latest whole date that the document cites: its own is not before it.

    What is sent with it may be of the same day or later, and so may what an annex behind
    `last_page`, the signed one, cites. Words less sure than `least` say nothing.
    """
    dated = [
        CitedDate(date, reference.confidence, reference.evidence)
        for reference in references
        if reference.relation is not Relation.ATTACHED
        and reference.confidence >= least
        and reference.evidence[0].page <= last_page
        and reference.date
        for date in (parse_date(reference.date),)
        if date.day is not None
    ]
    return max(dated, key=lambda cited: str(cited.date), default=None)


def read_references(pages: Sequence[OcrPage], rules: Rules) -> tuple[Reference, ...]:
    """Every document that the text cites, once, in the order in which it does."""
    found: dict[tuple[str | None, ...], Reference] = {}
    for passage in passages(pages):
        for reference in _of_passage(passage, rules):
            key = _key(reference)
            known = found.get(key)
            if known is None or known.relation is Relation.MENTIONS is not reference.relation:
                found[key] = reference
    return tuple(found.values())


def without_own(
    references: Iterable[Reference], kind: str | None, notation: str | None
) -> tuple[Reference, ...]:
    """Those but what the annexes say of their own document: "(Kèm theo Quyết định số …)"."""
    return tuple(
        reference
        for reference in references
        if reference.relation is not Relation.ATTACHED
        or reference.kind != kind
        or notation is None
        or not (reference.code or "").endswith(notation)
    )


def _key(reference: Reference) -> tuple[str, ...]:
    """What tells a cited document from others; a bare number needs its date."""
    if reference.code is not None:
        return reference.code.lower(), (reference.date or "") if reference.code.isdigit() else ""
    return fold(reference.kind), fold(reference.title or ""), (reference.date or "")[:4]


def _of_passage(passage: Row, rules: Rules) -> Iterator[Reference]:
    text = passage.text
    plain = fold(text)
    kinds = mentioned(text, plain, rules)
    cited = 0
    for index, kind in enumerate(kinds):
        limit = kinds[index + 1].start if index + 1 < len(kinds) else len(text)
        for reference, end in _Reader(passage, text, plain, kind, limit, cited, rules).references():
            cited = end
            yield reference


@dataclass(frozen=True, slots=True)
class _Reader:
    """One mention of a kind in a passage; the next one stands at `limit`."""

    passage: Row
    text: str
    plain: str
    kind: Span
    limit: int
    cited: int
    """Where the citation before ends."""
    rules: Rules

    def references(self) -> Iterator[tuple[Reference, int]]:
        """Each document of that kind cited here, and where its citation ends."""
        code = code_at(self.text, self.kind.end, self.limit)
        title = self._title(code)
        while code is not None or title is not None:
            reference, end = self._reference(code, title)
            if reference is not None:
                yield reference, end
            code, title = next_code(self.text, end, self.limit) if code else None, None

    def _reference(self, code: Span | None, title: Span | None) -> tuple[Reference | None, int]:
        end = max(part.end for part in (code, title) if part is not None)
        date, issuer, end = self._date_and_issuer(end)
        if code is None and date is None and not self._stands_alone(title):
            return None, end
        clause = clause_before(self.text, max(0, self.kind.start - 60), self.kind.start)
        start = clause.start if clause else self.kind.start
        issuer = issuer or self._issuer_before(code)
        sure = self._sure(self.kind, code, title, date[1] if date else None)
        return (
            Reference(
                relation=self._relation(end),
                kind=self._spelt_kind(),
                code=code.text if code else None,
                title=title.text if title else None,
                date=str(date[0]) if date else None,
                issuer=issuer.text if issuer else None,
                clause=clause.text if clause else None,
                confidence=sure,
                evidence=evidence_of(self.passage.part(start, end)),
            ),
            end,
        )

    def _sure(self, *parts: Span | None) -> float:
        words = [w for p in parts if p is not None for w in self.passage.part(p.start, p.end)]
        return min(word.word.confidence for word in words)

    def _date_and_issuer(
        self, end: int
    ) -> tuple[tuple[PartialDate, Span] | None, Span | None, int]:
        """What follows a code: date and issuer, in either order."""
        date = date_at(self.text, end, self.limit)
        end = date[1].end if date else end
        issuer = issuer_at(self.text, end, self.limit, self.rules)
        end = issuer.end if issuer else end
        if date is None and issuer is not None:
            date = date_at(self.text, end, self.limit)
            end = date[1].end if date else end
        return date, issuer, end

    def _issuer_before(self, code: Span | None) -> Span | None:
        """ "Quyết định của Bộ Y tế số …": the issuer between kind and number."""
        if code is None:
            return None
        between = self.text[self.kind.end : code.start]
        if not re.match(r"\s+của\s", between):
            return None
        return issuer_at(self.text, self.kind.end, code.start, self.rules)

    def _spelt_kind(self) -> str:
        """The kind as the register spells it, whatever its case in the text."""
        known = (*(k.name for k in self.rules.kind), *self.rules.citations.kinds)
        known += self.rules.citations.named
        return next(name for name in known if fold(name) == self.kind.text)

    def _title(self, code: Span | None) -> Span | None:
        """The name of a law, which begins with a capital and ends where more is said of it."""
        if self.kind.text not in named(self.rules) or self.text[self.kind.start].islower():
            return None
        if _NO_TITLE.match(self.text, self.kind.end):
            return None
        end = code.start if code and code.start > self.kind.end + 6 else self.limit
        marks = _TITLE_STOP.finditer(self.text, self.kind.end, end)
        cuts = (m.start() for m in marks if not in_name(self.text, m.start(), self.rules))
        stops = [*islice(cuts, 1)]
        amending = AMENDING.match(self.plain, self.kind.end)
        ends = ("ngày", "năm") if amending else self.rules.citations.title_ends
        found = re.search(rf"\s(?:{'|'.join(ends)})(?!\w)", self.text[self.kind.end + 1 : end])
        stops += [self.kind.end + 1 + found.start()] if found else []
        stop = min(stops, default=end)
        title = self.text[self.kind.end : stop].strip(" ,.")
        title = re.sub(r"(?:\s+(?:và|các|số))+$", "", title)
        long = len(title.split()) > MOST_TITLE_WORDS
        return Span(title, self.kind.end, stop) if title and not long else None

    def _stands_alone(self, title: Span | None) -> bool:
        """Whether a law without number and date is named clearly enough."""
        if title is None or len(title.text.split()) > MOST_UNDATED_WORDS:
            return False
        after = self.text[title.end : self.limit].lstrip(" ")
        ends = not after or after[0] in ";,.)" or after.startswith(("và Điều", "và khoản"))
        return ends and (title.text[0].isupper() or after[:1] in (";", "."))

    def _relation(self, end: int) -> Relation:
        breaks = [m.end() for m in _SENTENCE.finditer(self.text, 0, self.kind.start + 1)]
        start = breaks[-1] if breaks else 0
        rest = _SENTENCE.search(self.text, end)
        after = self.plain[end : rest.start() if rest else len(self.text)]
        before = list(self._cues(self.plain[start : self.kind.start]))
        grounded = self._grounded()
        if not grounded:
            for relation, phrases in self.rules.citations.cues_after.items():
                if any(phrase in after for phrase in phrases):
                    return relation
        if not before:
            return Relation.BASIS if grounded else Relation.MENTIONS
        at, _, relation = max(before)
        of_another = relation is Relation.FOLLOWS and start + at > self.cited > start
        if of_another or (grounded and relation in ACTS):
            return Relation.MENTIONS
        return relation

    def _grounded(self) -> bool:
        """Whether the passage lists what the document is based on."""
        words = self.plain.lstrip(" -–*(")
        return any(words.startswith(cue) for cue in self.rules.citations.cues[Relation.BASIS])

    def _cues(self, text: str) -> Iterator[tuple[int, int, Relation]]:
        """Where each cue ends, its length, and what it says."""
        for relation, phrases in self.rules.citations.cues.items():
            for phrase in phrases:
                for match in re.finditer(rf"(?<!\w){phrase}(?!\w)", text):
                    if relation not in CLOSE or len(text) - match.end() <= CLOSE_BY:
                        yield match.end(), len(phrase), relation
