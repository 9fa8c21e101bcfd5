"""The labelled blanks of numbers and dates, as the digit reader sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from pipeline.engines.digit_network import STEP_WIDTH
from pipeline.errors import EngineFailed, NotFound, ScanRejected
from pipeline.evaluation.labels import Label
from pipeline.evaluation.recording import Recorder, Recordings
from pipeline.model.blanks import BlankKind
from pipeline.model.digit_head import BlankSeen, DigitHead, seen_from_json
from pipeline.model.reading import Posterior
from pipeline.read_blanks import readings_of
from pipeline.steps.ctc import log_chance
from pipeline.steps.ctc_training import Taught

_FILLED_IN = frozenset(("", "printed", "handwritten", "stamped"))
"""Forms of a number or date that stands in its blank; an overlay may stand anywhere."""
_PARTS = (BlankKind.YEAR, BlankKind.MONTH, BlankKind.DAY)


@dataclass(frozen=True, slots=True, eq=False)
class KnownBlank:
    """A blank whose digits a person keyed."""

    document: str
    office: str
    seen: BlankSeen
    classes: Mapping[str, int]
    truth: str
    """A number as written; a part of a date without a nought before it."""

    def first_three(self, head: DigitHead | None) -> tuple[tuple[str, float], ...]:
        """What the reader holds likeliest, with its chance."""
        readings = readings_of(self.seen.kind, self._posterior(head))[:3]
        return tuple((one.text, float(one.chance)) for one in readings)

    @property
    def taught(self) -> Taught:
        """For training: of 7 and 07 the spelling that the reader holds likelier."""
        own = self._posterior(None)
        end = len(own.log_chances)
        spellings = [self.truth]
        if self.seen.kind in (BlankKind.DAY, BlankKind.MONTH):
            spellings = [self.truth, self.truth.zfill(2)]
        text = max(spellings, key=lambda spelling: log_chance(own, spelling, 0, end))
        known = tuple(self.classes[digit] for digit in text)
        return Taught(self.seen.log_chances, self.seen.features, known)

    def _posterior(self, head: DigitHead | None) -> Posterior:
        chances = self.seen.log_chances
        if head is not None:
            chances = head.added(chances, self.seen.features)
        return Posterior(chances, dict(self.classes), 0.0, STEP_WIDTH)


@dataclass(frozen=True, slots=True, eq=False)
class KnownBlanks:
    """The blanks of labelled scans."""

    blanks: tuple[KnownBlank, ...]
    empty: int
    """Blanks left out because nothing is seen in them: taught, they would teach to invent."""

    @property
    def documents(self) -> int:
        return len({blank.document for blank in self.blanks})


def known_blanks(
    labels: Sequence[Label], recordings: Recordings, recorder: Recorder, classes: Mapping[str, int]
) -> KnownBlanks:
    """The blanks on the first page of each labelled document whose digits are known.

    Raises:
        ArchiveBusy, ArchiveUnusable: the archive cannot be written.
    """
    begun = {
        label.id: _asked(label, recordings, recorder)
        for label in labels
        if recordings.pages.get(label.id) and _truths(label)
    }
    found = []
    for label in labels:
        for seen in _answer(begun.get(label.id)):
            truth = _truths(label).get(seen.kind)
            if truth is not None:
                found.append(KnownBlank(label.id, label.office, seen, classes, truth))
    usable = [blank for blank in found if blank.taught.fits and _is_filled(blank)]
    return KnownBlanks(tuple(usable), len(found) - len(usable))


def _asked(label: Label, recordings: Recordings, recorder: Recorder) -> Future[dict[str, Any]]:
    path = recordings.scans[label.id]
    return recorder.blanks(path, recordings.pages[label.id][0])


def _answer(future: Future[dict[str, Any]] | None) -> list[BlankSeen]:
    """The first blank of each kind; none of a page that cannot be opened any more."""
    if future is None:
        return []
    try:
        seen = [seen_from_json(one) for one in future.result()["blanks"]]
    except (EngineFailed, NotFound, ScanRejected):
        return []
    return list({one.kind: one for one in reversed(seen)}.values())


def _truths(label: Label) -> dict[BlankKind, str]:
    """What stands in the blanks of a document, as far as its label tells."""
    found = {}
    number = label.values.get("number")
    if isinstance(number, str) and number.isdecimal() and _is_known(label, "number"):
        found[BlankKind.NUMBER] = number
    date = label.values.get("date")
    if isinstance(date, str) and _is_known(label, "date"):
        parts = zip(_PARTS, date.split("-"), strict=True)
        found |= {kind: part.lstrip("0") for kind, part in parts if part.isdecimal()}
    return found


def _is_known(label: Label, field: str) -> bool:
    doubted = {field, f"{field}_form"} & label.doubts
    return not doubted and label.forms.get(field, "") in _FILLED_IN


def _is_filled(blank: KnownBlank) -> bool:
    best = blank.first_three(None)
    return bool(best) and best[0][0] != ""
