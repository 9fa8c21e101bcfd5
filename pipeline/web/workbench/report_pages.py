"""`/reports`: what came, what went out and how far the work on it is, with charts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from pipeline.errors import SettingsInvalid
from pipeline.model.account import Permission
from pipeline.model.report import share
from pipeline.office.report_tables import report_tables
from pipeline.office.reporting import (
    asked_of,
    free_span,
    period_text,
    report_json,
    report_paper,
    scope_lines,
)
from pipeline.office_rules import paper_rules
from pipeline.papers.content import Table, shown
from pipeline.steps.office.periods import Period, Span, span_of
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.register_desk import day_of, registry_of
from pipeline.web.workbench.register_papers import paper_answer
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/reports", include_in_schema=False)
Reads = Annotated[Visitor, Depends(Needs(Permission.REPORT))]
_SHORT = 200
Text = Annotated[str, Query(max_length=_SHORT)]
KINDS = ("xlsx", "docx", "pdf", "json")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, and how long its bar is: 0 to 100, None for a line without one."""

    cells: tuple[str, ...]
    bar: float | None


@router.get("")
def report(
    request: Request,
    here: Here,
    visitor: Reads,
    period: Text = Period.WEEK.value,
    day: Text = "",
    first: Annotated[str, Query(alias="from", max_length=_SHORT)] = "",
    last: Annotated[str, Query(alias="to", max_length=_SHORT)] = "",
    unit: Text = "",
    issuer: Text = "",
    kind: Text = "",
) -> Response:
    """Tables with their bars; with `kind` a file of it."""
    desk = registry_of(here, visitor)
    span = _span(period, day, first, last, desk.today)
    names = {"unit": unit.strip() or None, "issuer": issuer.strip() or None}
    asked = asked_of(span, desk.today, **names, without_books=desk.asker.hidden)
    made = desk.register.entries.report(asked)
    rules = paper_rules(desk.settings)
    if kind in KINDS and visitor.may(Permission.DOWNLOAD):
        if kind == "json":
            data = json.dumps(report_json(made, span), ensure_ascii=False)
            how = {"Content-Disposition": 'attachment; filename="bao-cao.json"'}
            return Response(data, HTTPStatus.OK, how, "application/json")
        paper = report_paper(made, span, rules, desk.settings.letterhead, visitor.language)
        return paper_answer(paper, f"bao-cao-{span.first}-{span.last}.{kind}")
    context: dict[str, Any] = {
        "heading": period_text(span, visitor.language),
        "scope": scope_lines(made, visitor.language),
        "tables": [
            (one.title, [column.title for column in one.columns], list(_rows(one)))
            for one in report_tables(made, rules, visitor.language)
        ],
        "incoming": made.incoming,
        "electronic": made.electronic,
        "electronic_share": share(made.electronic, made.incoming),
        "outgoing": made.outgoing,
        "overdue": made.work.open_overdue,
        "asked": {
            "period": span.period.value,
            "day": day,
            "from": first,
            "to": last,
            "unit": unit,
            "issuer": issuer,
        },
        "query": request.url.query,
        "periods": tuple(Period),
        "kinds": KINDS,
        "span": span,
    }
    return page(request, visitor, "reports.html", context, here="reports")


def _rows(table: Table) -> list[Row]:
    """Bars are as long as the first number of a line beside the greatest of its table."""
    counts = [row[1] if len(row) > 1 and isinstance(row[1], int) else None for row in table.rows]
    most = max((count for count in counts if count), default=0)
    return [
        Row(
            tuple(shown(cell) for cell in row),
            None if count is None or not most else round(100 * count / most, 1),
        )
        for row, count in zip(table.rows, counts, strict=True)
    ]


def _span(period: str, day: str, first: str, last: str, today: date) -> Span:
    if period not in set(Period):
        raise SettingsInvalid("report_from")
    if Period(period) is not Period.FREE:
        return span_of(Period(period), day_of(day) or today)
    began, ended = day_of(first), day_of(last) or today
    if began is None:
        raise SettingsInvalid("report_from")
    if ended < began:
        raise SettingsInvalid("report_backwards")
    return free_span(began, ended)
