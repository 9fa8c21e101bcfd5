"""The report of a period: asked for, put on paper, or given to a program."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from pipeline.messages import Language, say
from pipeline.model.report import Asked, Report, share
from pipeline.office.report_tables import report_tables
from pipeline.office_rules import PaperRules
from pipeline.papers.content import Paper, Signature, Text
from pipeline.sections.letterhead import LetterheadSettings
from pipeline.steps.office.periods import Period, Span


def period_text(span: Span, language: Language) -> str:
    """Tuần 46 năm 2026 (09/11/2026 - 15/11/2026)."""
    days = {"first": f"{span.first:%d/%m/%Y}", "last": f"{span.last:%d/%m/%Y}"}
    params = {"number": span.number, "year": span.year, **days}
    return say(language, f"report.period.{span.period.value}", params)


def scope_lines(report: Report, language: Language) -> list[str]:
    """What the figures are of and how they are counted."""
    asked = report.asked
    only = {"unit": asked.unit, "issuer": asked.issuer}
    return [
        *(say(language, f"report.of_{key}", {"name": name}) for key, name in only.items() if name),
        say(language, "report.counted", {"on": f"{asked.on:%d/%m/%Y}"}),
    ]


def report_paper(
    report: Report, span: Span, paper: PaperRules, head: LetterheadSettings, language: Language
) -> Paper:
    """With the places to sign; the number and the day are filled in by hand."""
    tables = report_tables(report, paper, language)
    return Paper(
        title=say(language, "report.heading"),
        subtitle=period_text(span, language),
        blocks=(*tables, *(Text(line, italic=True) for line in scope_lines(report, language))),
        organ=head.office,
        parent_organ=head.superior,
        dateline=dateline(head.place, report.asked.on),
        signatures=tuple(
            Signature(say(language, f"report.signs.{one}")) for one in ("maker", "head")
        ),
    )


def dateline(place: str, on: date) -> str:
    """Day < 10 and months 1, 2 have a leading 0 (NĐ 30/2020, Phụ lục I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"{place or '……………'}, ngày {on.day:02d} tháng {month} năm {on.year}"


def report_json(report: Report, span: Span) -> dict[str, Any]:
    """Every figure, under the names of `model.report`."""
    data: dict[str, Any] = _plain(asdict(report))
    asked = data.pop("asked")
    return {
        "period": span.period.value,
        "from": asked["first"],
        "to": asked["last"],
        "on": asked["on"],
        "unit": asked["unit"],
        "issuer": asked["issuer"],
        "incoming": report.incoming,
        "electronic": report.electronic,
        "electronic_percent": share(report.electronic, report.incoming),
        "paper": report.paper,
        "paper_percent": share(report.paper, report.incoming),
        "outgoing": report.outgoing,
        "signed": report.signed,
        "signed_percent": share(report.signed, report.electronic),
        **data,
        "channels": {channel.value: count for channel, count in report.channels},
        "signatures": {state.value: count for state, count in report.signatures},
    }


def asked_of(span: Span, on: date, **more: Any) -> Asked:
    """The question that a period is."""
    return Asked(span.first, span.last, on, **more)


def free_span(first: date, last: date) -> Span:
    return Span(Period.FREE, first, last, 0, first.year)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {_plain(key): _plain(one) for key, one in value.items()}
        case list() | tuple() | frozenset():
            return [_plain(one) for one in value]
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case _:
            return value
