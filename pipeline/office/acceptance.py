"""A second person signs a batch off by a sample: draw, check, accept or send back."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pipeline.errors import NotAllowed, NotFound, SettingsInvalid
from pipeline.model.record import FIELD_NAMES
from pipeline.model.sample import Sample
from pipeline.office.bench import Bench
from pipeline.sampling_rules import default_sampling

TEXT = "text"
"""What is found wrong, when it is the text of a page."""


def draw_sample(bench: Bench, batch: str, seed: int, aql: str | None = None) -> Sample:
    """Draws documents of a batch in which nothing waits for a look any more.

    The same seed draws the same documents of the same batch.

    Raises:
        NotFound: no such batch; SettingsInvalid: no such AQL.
        NotAllowed: something of it is in review, another sample is open, there is nothing in it.
    """
    ids, left = bench.register.samples.lot_of(batch)
    if left:
        raise NotAllowed("sample_in_review", {"batch": batch, "left": left})
    if not ids:
        raise NotAllowed("sample_empty", {"batch": batch})
    settings = bench.settings.sampling
    plan = default_sampling().plan(len(ids), aql or settings.aql, settings.level)
    # Not for secrets: whoever doubts the sample can draw it again.
    drawn = random.Random(seed).sample(ids, plan.size)  # noqa: S311
    return bench.register.samples.draw(batch, plan, seed, drawn, bench.now(), bench.who)


def check_document(
    bench: Bench, sample_id: int, document_id: str, wrong: Sequence[str] = ()
) -> Sample:
    """What a second person found in a document that was drawn: the fields that are wrong.

    Raises:
        NotFound: no such sample, or the document is not in it, or not for these rights.
        SettingsInvalid: there is no such field.
        NotAllowed: they corrected the document themselves, or the sample is decided.
    """
    bench.document(document_id)
    for name in wrong:
        if name not in (*FIELD_NAMES, TEXT):
            fields = ", ".join((*FIELD_NAMES, TEXT))
            raise SettingsInvalid("correct_field", {"field": name, "fields": fields})
    known = (sample_id, document_id, tuple(dict.fromkeys(wrong)))
    return bench.register.samples.check(*known, bench.now(), bench.who)


def decide_sample(bench: Bench, sample_id: int) -> Sample:
    """Accepts the batch or sends all of it back into review, as the plan says.

    Raises: NotFound; NotAllowed: documents are left to check, or it was decided.
    """
    return bench.register.samples.decide(sample_id, bench.now(), bench.who)


def next_to_check(bench: Bench, sample: Sample) -> str | None:
    """The first document of a sample that they may check and nobody did; None: there is none."""
    left = [item.document_id for item in sample.items if item.checked_by is None]
    own = bench.register.samples.corrected_by(bench.who, left)
    for document_id in left:
        if document_id not in own and _sees(bench, document_id):
            return document_id
    return None


def _sees(bench: Bench, document_id: str) -> bool:
    try:
        bench.document(document_id)
    except NotFound:
        return False
    return True
