"""What can be typed after `sohoa report`."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.commands import Commands
from pipeline.cli.days import day
from pipeline.steps.office.periods import Period


def add_report(commands: Commands) -> None:
    text = commands.text
    report = commands.add("report", "report")
    kinds = tuple(period.value for period in Period)
    report.add_argument("period", choices=kinds, help=text("report_period"))
    report.add_argument("--date", type=day, metavar="DATE", help=text("report_date"))
    report.add_argument("--from", dest="first", type=day, metavar="DATE", help=text("from_day"))
    report.add_argument("--to", dest="last", type=day, metavar="DATE", help=text("to_day"))
    report.add_argument("--on", type=day, metavar="DATE", help=text("report_on"))
    report.add_argument("--unit", metavar="NAME", help=text("handed_unit"))
    report.add_argument("--issuer", metavar="NAME", help=text("of_issuer"))
    report.add_argument("--top", type=int, default=20, metavar="N", help=text("report_top"))
    report.add_argument("--out", type=Path, metavar="FILE", help=text("report_out"))
    commands.add_settings(report)
