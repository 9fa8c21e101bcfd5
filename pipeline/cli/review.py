"""What settles a field in review: what it may be, how likely, and where it stands."""

from __future__ import annotations

from typing import Any

from pipeline.cli.printing import local_date
from pipeline.messages import Language, catalogue, say
from pipeline.messages.records import value_text
from pipeline.model.record import Candidate, Field


def candidates_of(field: Field) -> tuple[Candidate, ...]:
    """What the field may be, best first: at least its own value, where it has one."""
    if field.candidates or field.value is None:
        return field.candidates
    return (Candidate(value_text(field.value), field.confidence),)


def review_json(field: Field) -> dict[str, Any]:
    """Reason, candidates and places of a field in review; boxes in pixels of the page as kept."""
    return {
        "reason": field.reason,
        "candidates": [
            {"value": c.value, "probability": round(c.probability, 4), "why": list(c.why)}
            for c in candidates_of(field)
        ],
        "places": [
            {"page": page, "box": [box.left, box.top, box.right, box.bottom]}
            for page, box in field.places
        ],
    }


def review_line(name: str, field: Field, language: Language) -> str | None:
    """The same for a person, on one line; None where nothing is known."""
    words = catalogue(language)
    parts = []
    several = ", ".join(_candidate(name, c, language) for c in field.candidates if c.value)
    if several:
        parts.append(several)
    if field.candidates and (why := [words[f"why.{code}"] for code in field.candidates[0].why]):
        parts.append("; ".join(why))
    for page, box in field.places:
        place = f"({box.left}, {box.top}) – ({box.right}, {box.bottom})"
        parts.append(say(language, "cli.place", {"page": page, "box": place}))
    return " · ".join(parts) or None


def _candidate(name: str, candidate: Candidate, language: Language) -> str:
    shown = local_date(candidate.value) if name.endswith("date") else candidate.value
    percent = round(100 * candidate.probability)
    return say(language, "cli.candidate", {"value": shown, "percent": percent})
