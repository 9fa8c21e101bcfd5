"""Records beside their truth: every field judged, counted, and compared with an earlier run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from rapidfuzz.distance import Levenshtein

from pipeline.evaluation.judging import SCORED, Outcome, Score, judge_value, normal, score_of
from pipeline.evaluation.labels import Label
from pipeline.model.geometry import Box
from pipeline.model.record import ABSENT, Candidate, Field, Record, Value

_WORST_FIRST = (Outcome.SILENT, Outcome.MISSING, Outcome.FLAGGED, Outcome.RIGHT)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of one document: truth, reading and what the reading is worth."""

    document: str
    field: str
    truth: Value
    reading: Value
    outcome: Outcome
    review: bool
    confidence: float
    form: str
    """How it was put on paper, where the label says so: printed, handwritten …"""
    office: str
    dpi: str
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()
    places: tuple[tuple[int, Box], ...] = ()
    """(page, box in its pixels) of what it was read from."""
    own_reason: bool = False
    """It is in review for something else than its confidence, whatever the policy."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """What was read for what, and how often."""

    field: str
    truth: str
    reading: str
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """A field that another run reads otherwise; the pages are the same."""

    before: FieldRow
    after: FieldRow

    @property
    def gain(self) -> int:
        """More than 0: better; less: worse; 0: otherwise, and worth the same."""
        return _worth(self.after) - _worth(self.before)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every scored field of every document; doubts are left out."""

    rows: tuple[FieldRow, ...]
    left_out: Mapping[str, str]
    """Documents that could not be read → why (a message code); they count nowhere."""

    def scores(
        self, by: Callable[[FieldRow], str] = attrgetter("field"), field: str | None = None
    ) -> dict[str, Score]:
        """Group → its score; of all fields together, or of one."""
        groups: dict[str, list[tuple[Outcome, bool]]] = {}
        for row in self.rows:
            if field is None or row.field == field:
                groups.setdefault(by(row), []).append((row.outcome, row.review))
        return {name: score_of(outcomes) for name, outcomes in groups.items()}

    def worst_first(self) -> tuple[FieldRow, ...]:
        """Every row that is not right, or is in review, the worst first."""
        wanted = [row for row in self.rows if row.outcome is not Outcome.RIGHT or row.review]
        return tuple(sorted(wanted, key=lambda r: (_WORST_FIRST.index(r.outcome), -r.confidence)))

    def confusions(self) -> tuple[Confusion, ...]:
        """Whole values that were read as others, the most frequent first."""
        return _counted(
            (row.field, normal(row.field, row.truth) or "", normal(row.field, row.reading) or "")
            for row in self._misread()
        )

    def letter_confusions(self) -> tuple[Confusion, ...]:
        """Letters and digits that were read as others (an empty text: added or left out)."""
        return _counted(
            (row.field, truth, reading)
            for row in self._misread()
            for truth, reading in _pieces(
                normal(row.field, row.truth) or "", normal(row.field, row.reading) or ""
            )
        )

    def _misread(self) -> list[FieldRow]:
        return [r for r in self.rows if r.outcome is not Outcome.RIGHT and r.reading is not None]


def evaluate(
    labels: Sequence[Label],
    records: Mapping[str, Record],
    left_out: Mapping[str, str] | None = None,
) -> Evaluation:
    """Judges `records` (by label id) against their labels; one that is not there has no value."""
    left_out = dict(left_out or {})
    rows = [
        _row(label, name, getattr(records.get(label.id), name, ABSENT))
        for label in labels
        if label.id not in left_out
        for name in SCORED
        if name not in label.doubts
    ]
    return Evaluation(tuple(rows), left_out)


def compare(before: Evaluation, after: Evaluation) -> tuple[Change, ...]:
    """Fields that `after` reads or marks otherwise than `before`, the worst change first."""
    known = {(row.document, row.field): row for row in before.rows}
    changes = [
        Change(known[key], row)
        for row in after.rows
        if (key := (row.document, row.field)) in known and _differs(known[key], row)
    ]
    return tuple(sorted(changes, key=attrgetter("gain")))


def top_candidates(rows: Sequence[FieldRow], most: int = 3) -> tuple[int, int]:
    """(rows whose truth is among the first `most` candidates, rows); the reading counts too."""
    hits = 0
    for row in rows:
        offered = [row.reading, *(c.value for c in row.candidates)]
        first = list(dict.fromkeys(normal(row.field, value) for value in offered if value))[:most]
        hits += normal(row.field, row.truth) in first
    return hits, len(rows)


def _row(label: Label, name: str, field: Field) -> FieldRow:
    truth = label.values.get(name)
    return FieldRow(
        document=label.id,
        field=name,
        truth=truth,
        reading=field.value,
        outcome=judge_value(name, truth, field.value, review=field.review),
        review=field.review,
        confidence=field.confidence,
        form=label.forms.get(name, ""),
        office=label.office,
        dpi=label.dpi,
        reason=field.reason,
        candidates=field.candidates,
        places=field.places,
        own_reason=field.review and not field.only_unsure,
    )


def _worth(row: FieldRow) -> int:
    if row.outcome is Outcome.RIGHT:
        return 3 if row.review else 4
    return {Outcome.FLAGGED: 2, Outcome.MISSING: 1}.get(row.outcome, 0)


def _differs(one: FieldRow, other: FieldRow) -> bool:
    return (one.reading, one.review) != (other.reading, other.review)


def _pieces(truth: str, reading: str) -> list[tuple[str, str]]:
    return [
        (truth[op.src_start : op.src_end], reading[op.dest_start : op.dest_end])
        for op in Levenshtein.opcodes(truth, reading)
        if op.tag != "equal"
    ]


def _counted(found: Iterable[tuple[str, str, str]]) -> tuple[Confusion, ...]:
    return tuple(Confusion(*what, count) for what, count in Counter(found).most_common())
