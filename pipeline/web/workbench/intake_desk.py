"""Batches as a visitor is shown them; what is not for them is not there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import NotFound
from pipeline.messages import Language, catalogue, say
from pipeline.messages.records import reasons_text
from pipeline.model.account import Account, Permission
from pipeline.model.record import State
from pipeline.register.entries import Batch, Document, Input
from pipeline.register.intake_jobs import Job, JobState
from pipeline.web.feeder import Progress
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import Visitor

TAGS = {
    State.ACCEPTED: "good",
    State.REVIEW: "warn",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.QUARANTINED: "bad",
}
_LATEST = 30


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job and how far it is."""

    job: Job
    words: str
    done: int
    inputs: int
    pages: int
    left: str
    share: float
    busy: bool
    problem: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class InputLine:
    """What became of one file."""

    name: str
    state: State | None
    words: str
    tag: str
    why: str
    documents: tuple[Document, ...]


def job_line(job: Job, here: Premises, visitor: Visitor) -> JobLine:
    progress = Progress() if here.feeder is None else here.feeder.progress(job.id)
    left = progress.seconds_left(time.monotonic())
    running = job.state is JobState.RUNNING
    return JobLine(
        job,
        say(visitor.language, f"intake.state_{job.state.value}"),
        progress.done,
        progress.inputs,
        progress.pages,
        _minutes(left, visitor.language) if running and left is not None else "",
        round(100 * progress.done / progress.inputs, 1) if progress.inputs else 0,
        progress.busy,
        _problem(job, visitor.language),
        job.asked.who == visitor.known.name,
    )


def batch_inputs(batch: Batch, here: Premises, visitor: Visitor) -> list[InputLine]:
    """The files of a batch that the visitor may know of, in their order.

    Whoever handed a batch in learns that a file of it is held back as secret, as they have the
    paper; others but keepers never see that it was there.
    """
    account = visitor.known
    own = _knows_secrets(account, batch, here)
    lines = []
    for one in here.register.inputs(batch):
        made, locked = _documents(one, here)
        seen = tuple(d for d in made if account.rights.reach(d.holding))
        if (locked and not own) or (made and not seen):
            continue
        lines.append(_input_line(one, seen, visitor.language))
    return lines


def tally_of(lines: list[InputLine]) -> dict[State | None, int]:
    """How many files are in each state; they add up to the lines."""
    counts: dict[State | None, int] = {}
    for line in lines:
        counts[line.state] = counts.get(line.state, 0) + 1
    order: list[State | None] = [*State, None]
    return {state: counts[state] for state in order if state in counts}


def latest_batches(here: Premises, visitor: Visitor) -> list[dict[str, Any]]:
    """The newest batches, counted as the visitor may know them."""
    account, rows = visitor.known, []
    for batch, counts, secret in here.register.intake.batches(_LATEST):
        if not account.rights.reach(batch.holding):
            continue
        if _knows_secrets(account, batch, here):
            for state, number in secret.items():
                counts[state] = counts.get(state, 0) + number
        rows.append({"batch": batch, "counts": counts, "total": sum(counts.values())})
    return rows


def batch_named(name: str, here: Premises, visitor: Visitor) -> Batch:
    """Raises: NotFound, also for one whose documents the visitor may not see."""
    batch = here.register.intake.batch(name)
    if not visitor.known.rights.reach(batch.holding):
        raise NotFound("batch", {"name": name})
    return batch


def _knows_secrets(account: Account, batch: Batch, here: Premises) -> bool:
    return account.may(Permission.SECRETS) or _maker(batch, here) == account.name


def _maker(batch: Batch, here: Premises) -> str:
    job = here.register.intake.named(batch.name)
    return "" if job is None else job.asked.who


def _documents(one: Input, here: Premises) -> tuple[tuple[Document, ...], bool]:
    """What was made of an input, or of the same bytes before; whether these bytes are locked away,
    of which nothing is read."""
    if one.state is State.QUARANTINED:
        return (), True
    if one.sha256 is None or one.state is None:
        return (), False
    made = here.register.documents_of_master(one.sha256)
    opened = tuple(document for document in made if document.state is not State.QUARANTINED)
    return opened, len(opened) < len(made)


def _input_line(one: Input, seen: tuple[Document, ...], language: Language) -> InputLine:
    reasons = list(one.reasons)
    if not reasons and one.state is State.REVIEW:
        reasons = [reason for document in seen for reason in document.reasons]
    return InputLine(
        one.source.name,
        one.state,
        say(language, f"state.{one.state.value}") if one.state else say(language, "intake.pending"),
        TAGS.get(one.state, "") if one.state else "",
        reasons_text(language, reasons, page=True),
        seen,
    )


def _problem(job: Job, language: Language) -> str:
    if job.problem is None:
        return ""
    code, params = job.problem
    words = catalogue(language)
    key = f"error.{code}" if f"error.{code}" in words else "error.unexpected_end"
    return _filled(words[key], params)


def _filled(words: str, params: Mapping[str, Any]) -> str:
    try:
        return words.format_map(dict(params))
    except KeyError:
        return words


def _minutes(seconds: float, language: Language) -> str:
    if seconds < 60:
        return say(language, "intake.left_seconds", {"count": max(1, round(seconds))})
    return say(language, "intake.left_minutes", {"count": round(seconds / 60)})
