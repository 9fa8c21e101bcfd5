"""`sohoa report`: what came, what went out and how far the work on it is, over a period."""

from __future__ import annotations

import argparse
import json
from datetime import date

from pipeline.cli.printing import table
from pipeline.cli.register import at_registry
from pipeline.errors import SettingsInvalid
from pipeline.messages import Language
from pipeline.model.names import printable
from pipeline.model.report import Report
from pipeline.office.report_tables import report_tables
from pipeline.office.reporting import (
    asked_of,
    free_span,
    period_text,
    report_json,
    report_paper,
    scope_lines,
)
from pipeline.office_rules import PaperRules, paper_rules
from pipeline.papers.content import shown
from pipeline.steps.office.periods import Period, Span, span_of


def report(options: argparse.Namespace) -> int:
    """As tables, as JSON, or in a file of the kind that its name asks for."""
    with at_registry(options) as desk:
        span = _span(options, desk.today)
        asked = asked_of(
            span,
            options.on or desk.today,
            unit=options.unit,
            issuer=options.issuer,
            top=options.top,
            without_books=desk.asker.hidden,
        )
        made = desk.register.entries.report(asked)
        rules = paper_rules(desk.settings)
        head = desk.settings.letterhead
    data = json.dumps(report_json(made, span), ensure_ascii=False)
    if options.out is not None:
        # What writes papers takes longer to import than a report to count.
        from pipeline.papers.writing import write_bytes, write_paper

        if options.out.suffix.lower() == ".json":
            write_bytes(f"{data}\n".encode(), options.out)
        else:
            paper = report_paper(made, span, rules, head, options.language)
            write_paper(paper, options.out)
    if options.json:
        print(data)
    elif options.out is not None:
        print(printable(str(options.out)))
    else:
        _print(made, span, rules, options.language)
    return 0


def _span(options: argparse.Namespace, today: date) -> Span:
    period = Period(options.period)
    if period is not Period.FREE:
        if options.first or options.last:
            raise SettingsInvalid("report_days", {"period": period.value})
        return span_of(period, options.date or today)
    if options.first is None or options.date is not None:
        raise SettingsInvalid("report_from")
    last = options.last or today
    if last < options.first:
        raise SettingsInvalid("report_backwards")
    return free_span(options.first, last)


def _print(made: Report, span: Span, rules: PaperRules, language: Language) -> None:
    print(period_text(span, language))
    for one in report_tables(made, rules, language):
        heads = [column.title for column in one.columns]
        rows = [[printable(shown(cell)) for cell in row] for row in one.rows]
        print("", one.title, *(f"  {line}" for line in table([heads, *rows])), sep="\n")
    print("", *map(printable, scope_lines(made, language)), sep="\n")
