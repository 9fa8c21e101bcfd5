"""Paper meets electronic: is what arrives here already, in another form?

Work never waits for that: an electronic original is entered and open at once, and the paper is
attached as another form of it on the day it comes; so is the electronic form where the paper came
first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import NotFound
from pipeline.indexing import read_pages
from pipeline.match_rules import MatchRules
from pipeline.model.entry import Channel, Described, Direction, Entry, Form, Matter, NewForm
from pipeline.model.matching import Answer, Known, Match
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.model.ocr import TextSource
from pipeline.office.eyes import Eyes
from pipeline.office.known import known_of_described, others_of, text_of
from pipeline.register.entries import Document
from pipeline.register.match_book import PairKind
from pipeline.register.store import Register
from pipeline.steps.matching.judge import compare


@dataclass(frozen=True, slots=True)
class Looked:
    """An entry that may be of the same document, and what speaks for it."""

    entry: Entry
    match: Match


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Compares what arrives with what the registers know."""

    register: Register
    archive: ArchiveFolder
    rules: MatchRules
    eyes: Eyes | None = None
    """None: sheets are not looked at."""

    def look(
        self,
        described: Described,
        unsure: Sequence[str],
        document: Document | None,
        direction: Direction,
        without: frozenset[int] = frozenset(),
    ) -> tuple[Looked, ...]:
        """Entries that may be of the same document, the likeliest first."""
        known = self._known(described, unsure, document)
        numbers = (known.number or "", *known.others.get("number", ()))
        found = []
        candidates = self.register.matches.candidates(
            numbers, known.notation, known.issuer, known.issued_on, direction
        )
        for entry in candidates:
            if entry.id not in without and entry.matter is Matter.DOCUMENT:
                looked = Looked(entry, self._compared(known, document, entry))
                if looked.match.answer is not Answer.APART:
                    found.append(looked)
        return tuple(sorted(found, key=lambda one: -one.match.score))

    def attach(self, looked: Looked, form: NewForm, now: datetime, who: str) -> Entry:
        """The form joins the entry that it is of."""
        evidence = evidence_of(looked.match)
        entries = self.register.entries
        return entries.add_form(
            looked.entry.id, form, now, who, round(looked.match.score, 4), evidence
        )

    def put_to_person(self, entry: Entry, looked: Sequence[Looked], now: datetime, who: str) -> int:
        """What may be one document waits for somebody; an alarm is announced. How many are new."""
        noted = 0
        for one in looked:
            alarm = one.match.answer is Answer.ALARM
            facts = {"entry": entry.key, "other": one.entry.key}
            notices = (NewNotice(NoticeKind.MATCH_ALARM, facts),) if alarm else ()
            noted += self.register.matches.note(
                entry.id,
                one.entry.id,
                PairKind.ALARM if alarm else PairKind.SAME,
                round(one.match.score, 4),
                evidence_of(one.match),
                now,
                who,
                notices,
            )
        return noted

    def look_at(self, entry: Entry) -> tuple[Looked, ...]:
        """As `look`, for an entry that stands in a register; only those before it."""
        found = self.look(
            entry.described, entry.unsure, self._document(entry), entry.direction,
            frozenset({entry.id}),
        )  # fmt: skip
        return tuple(one for one in found if one.entry.id < entry.id)

    def _compared(self, known: Known, document: Document | None, entry: Entry) -> Match:
        before = self._document(entry)
        theirs = self._known(entry.described, entry.unsure, before)
        match = compare(theirs, known, self.rules)
        look = self.eyes is not None and match.alike
        if not look or document is None or before is None or not _is_paper(entry.forms):
            return match
        assert self.eyes is not None
        return compare(known, theirs, self.rules, same_sheet=self.eyes.same_sheet(before, document))

    def _document(self, entry: Entry) -> Document | None:
        """The first of its forms that the archive has."""
        for form in entry.forms:
            if form.document_id is not None:
                try:
                    return self.register.document(form.document_id)
                except NotFound:
                    continue
        return None

    def _known(
        self, described: Described, unsure: Sequence[str], document: Document | None
    ) -> Known:
        if document is None:
            return known_of_described(described, unsure)
        try:
            pages = tuple(read_pages(self.archive, document))
        except NotFound:
            pages = ()
        known = known_of_described(described, unsure, text_of(pages))
        read = any(page.source is not TextSource.EMBEDDED for page in pages if page.lines)
        return replace(known, others=others_of(document.record), read=read)


def sure(looked: Sequence[Looked]) -> Looked | None:
    """The one that it joins: sure, and nothing else beside it speaks against."""
    joins = [one for one in looked if one.match.answer is Answer.JOIN]
    alarms = any(one.match.answer is Answer.ALARM for one in looked)
    return joins[0] if len(joins) == 1 and not alarms else None


def run(reconciler: Reconciler, entries: Iterator[Entry], now: datetime, who: str) -> int:
    """Looks at entries that stand in the registers; both have numbers, so a person decides."""
    noted = 0
    for entry in entries:
        if entry.matter is Matter.DOCUMENT and entry.forms and entry.id > 0:
            noted += reconciler.put_to_person(entry, reconciler.look_at(entry), now, who)
    return noted


def evidence_of(match: Match) -> dict[str, Any]:
    """As the register keeps it."""
    signs = [[sign.code, round(sign.weight, 2), dict(sign.params)] for sign in match.signs]
    return {"signs": signs, "same_sheet": match.same_sheet}


def _is_paper(forms: Sequence[Form]) -> bool:
    return any(form.channel is Channel.PAPER for form in forms)
