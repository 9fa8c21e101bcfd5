"""`sohoa review`: what a person must look at, worst consequence first."""

from __future__ import annotations

import argparse
import json
from typing import Any

from pipeline.cli.printing import local_date
from pipeline.cli.records import opened
from pipeline.errors import SettingsInvalid
from pipeline.messages import Language, catalogue, say
from pipeline.messages.records import field_name, value_text
from pipeline.model.access import EVERYTHING
from pipeline.model.doubt import Doubt
from pipeline.model.names import printable
from pipeline.review_rules import default_review


def review(options: argparse.Namespace) -> int:
    """Lists questions. Raises: SettingsInvalid: no such kind of question."""
    rules = default_review()
    if options.question is not None and options.question not in rules.names:
        known = ", ".join(rules.names)
        raise SettingsInvalid("review_question", {"question": options.question, "known": known})
    asked = {"batch": options.batch}
    with opened(options) as (_, register):
        counts = register.doubts.counts(EVERYTHING, rules, **asked)
        if options.counts:
            _print_counts(counts, options)
            return 0
        page = register.doubts.queue(
            EVERYTHING, rules, options.question, limit=options.limit, after=options.after, **asked
        )
    if options.json:
        told = {"counts": counts, "after": page.after, "doubts": [_json(d) for d in page.doubts]}
        print(json.dumps(told, ensure_ascii=False))
        return 0
    _print_counts(counts, options)
    for doubt in page.doubts:
        print(*_lines(doubt, options.language), sep="\n")
    if page.after is not None:
        print(say(options.language, "review.more", {"after": page.after}))
    return 0


def _print_counts(counts: dict[str, int], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps({"counts": counts}, ensure_ascii=False))
        return
    language, total = options.language, sum(counts.values())
    if not total:
        print(say(language, "review.none"))
        return
    kinds = [
        say(language, "review.kind", {"name": say(language, f"question.{name}"), "number": number})
        for name, number in counts.items()
        if number
    ]
    print(say(language, "review.counts", {"total": total, "kinds": ", ".join(kinds)}))


def _json(doubt: Doubt) -> dict[str, Any]:
    value = list(doubt.value) if isinstance(doubt.value, tuple) else doubt.value
    return {
        "id": doubt.document_id,
        "field": doubt.field,
        "question": doubt.question,
        "reason": doubt.reason,
        "value": value,
        "confidence": doubt.confidence,
        "urgent": doubt.urgent,
        "revision": doubt.revision,
        "candidates": [
            {"value": one.value, "probability": round(one.probability, 4), "why": list(one.why)}
            for one in doubt.candidates
        ],
        "places": [
            {"page": page, "box": [box.left, box.top, box.right, box.bottom]}
            for page, box in doubt.places
        ],
        "batch": doubt.batch,
        "name": doubt.source_name,
    }


def _lines(doubt: Doubt, language: Language) -> list[str]:
    facts = {
        "id": doubt.document_id,
        "field": field_name(language, doubt.field),
        "value": _value(doubt),
        "why": _why(doubt, language),
    }
    line = say(language, "review.line", facts)
    lines = [f"{say(language, 'review.urgent')} {line}" if doubt.urgent else line]
    for page, box in doubt.places[:1]:
        place = f"({box.left}, {box.top}) – ({box.right}, {box.bottom})"
        names = {"name": printable(doubt.source_name), "batch": doubt.batch}
        lines.append(say(language, "review.where", {"page": page, "box": place, **names}))
    return lines


def _value(doubt: Doubt) -> str:
    if len(doubt.candidates) < 2:
        return _shown(doubt, value_text(doubt.value))
    readings = [
        f"{_shown(doubt, c.value)} {round(100 * c.probability)} %" for c in doubt.candidates
    ]
    return ", ".join(readings)


def _shown(doubt: Doubt, value: str) -> str:
    return local_date(value) if doubt.field.endswith("date") and value[:1].isdigit() else value


def _why(doubt: Doubt, language: Language) -> str:
    known = catalogue(language).get(f"field.{doubt.reason}")
    return known or field_name(language, doubt.field)
