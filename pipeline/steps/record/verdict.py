"""The verdict on a record: accepted, or for a person to look at, with every reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.model.ocr import OcrPage
from pipeline.model.record import Reason, Record, State, Verdict
from pipeline.rules import Rules

OF_FIELDS = ("field_review", "field_missing")
REQUIRED = ("type", "number", "date", "issuer", "subject", "signer_name")


def judge(
    record: Record, pages: Sequence[OcrPage], rules: Rules, looked: Collection[str] = ()
) -> Verdict:
    """Accepted only where nothing is in doubt; `looked`: codes that a person looked at."""
    of_pages = (reason for reason in _pages(pages, rules) if reason.code not in looked)
    reasons = [*doubts_of(record), *of_pages]
    return Verdict(State.REVIEW if reasons else State.ACCEPTED, tuple(reasons))


def doubts_of(record: Record) -> list[Reason]:
    """The reasons that lie in the fields: `OF_FIELDS` are their codes."""
    reasons = []
    for name, field in record.items():
        if field.review:
            reasons.append(Reason("field_review", {"field": name, "why": field.reason}))
        elif field.value is None and name in REQUIRED and not field.by_person:
            reasons.append(Reason("field_missing", {"field": name}))
    return reasons


def _pages(pages: Sequence[OcrPage], rules: Rules) -> list[Reason]:
    reasons = [
        Reason("page_failed", {"page": page.number, "why": page.failure})
        for page in pages
        if page.failure is not None
    ]
    sure = [word.confidence for page in pages for word in page.words]
    if not sure:
        reasons.append(Reason("no_text", {}))
    elif sum(sure) / len(sure) < rules.trust.page_mean:
        mean = round(100 * sum(sure) / len(sure))
        reasons.append(Reason("low_reading", {"percent": mean}))
    return reasons
