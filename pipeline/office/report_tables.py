"""A report as tables that people read, in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeline.messages import Language, say
from pipeline.model.entry import Channel
from pipeline.model.report import Count, Ranked, Report, Spread, share
from pipeline.office_rules import PaperRules
from pipeline.papers.content import Align, Cell, Column, Table

_NAME, _NUMBER = 10.0, 3.0
Row = tuple[Cell, ...]


def report_tables(report: Report, paper: PaperRules, language: Language) -> Iterator[Table]:
    """What there is nothing of is left out."""
    words = _Words(language)
    yield _shares(words, "arrivals", "way", _arrivals(report, words), report.incoming)
    named = _named(report.paper_classes, lambda key: paper.name(key).in_language(language), words)
    yield from _counted(words, "paper", "class", named, report.paper)
    for title, issuers in (
        ("should", report.should_be_electronic),
        ("issuers", report.issuers),
    ):
        yield from _counted(words, title, "issuer", _ranked(issuers, words), issuers.total)
    for title, kinds in (("kinds_in", report.kinds_in), ("kinds_out", report.kinds_out)):
        whole = sum(one.count for one in kinds)
        yield from _counted(words, title, "kind", _named(kinds, str, words), whole)
    states = [(words(f"signed.{state.value}"), count) for state, count in report.signatures]
    states.append((words("signed.any"), report.signed))
    yield from _counted(words, "signatures", "state", states, report.electronic)
    if report.incoming:
        yield _shares(words, "work", "state", _work(report, words), report.incoming)
        yield _days(report, words)
    yield from _refusals(report, words)


class _Words:
    """The words of reports in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str) -> str:
        return say(self.language, f"report.{key}")

    def percent(self, part: int, whole: int) -> str:
        value = share(part, whole)
        if value is None:
            return "—"
        text = f"{value:.2f} %"
        return text.replace(".", ",") if self.language == "vi" else text


def _columns(words: _Words, first: str, *others: str) -> tuple[Column, ...]:
    numbers = (Column(words(f"column.{one}"), _NUMBER, Align.RIGHT) for one in others)
    return (Column(words(f"column.{first}"), _NAME), *numbers)


def _shares(
    words: _Words, title: str, first: str, rows: Iterable[tuple[str, int]], whole: int
) -> Table:
    made = [(name, count, words.percent(count, whole)) for name, count in rows]
    return Table(_columns(words, first, "count", "share"), made, words(f"title.{title}"))


def _counted(
    words: _Words, title: str, first: str, rows: list[tuple[str, int]], whole: int
) -> Iterator[Table]:
    if whole:
        yield _shares(words, title, first, [*rows, (words("total"), whole)], whole)


def _arrivals(report: Report, words: _Words) -> Iterator[tuple[str, int]]:
    channels = dict(report.channels)
    yield words("total"), report.incoming
    yield words("electronic"), report.electronic
    for channel in (Channel.AXIS, Channel.EMAIL, Channel.COUNTER):
        yield f"– {words(f'channel.{channel.value}')}", channels.get(channel, 0)
    yield words("paper"), report.paper
    yield words("both"), report.meetings.both


def _named(
    counts: Iterable[Count], named: Callable[[str], str], words: _Words
) -> list[tuple[str, int]]:
    return [
        (words("unknown") if one.name is None else named(one.name), one.count) for one in counts
    ]


def _ranked(ranked: Ranked, words: _Words) -> list[tuple[str, int]]:
    rows = _named(ranked.first, str, words)
    if ranked.others:
        others = say(words.language, "report.others", {"names": ranked.other_names})
        rows.append((others, ranked.others))
    return rows


def _work(report: Report, words: _Words) -> Iterator[tuple[str, int]]:
    work = report.work
    yield words("work.done"), work.done
    for name in ("done_on_time", "done_late", "done_without_term"):
        yield f"– {words(f'work.{name}')}", getattr(work, name)
    for name in ("open", "open_overdue", "refused", "recalled"):
        mark = "– " if name == "open_overdue" else ""
        yield f"{mark}{words(f'work.{name}')}", getattr(work, name)


def _days(report: Report, words: _Words) -> Table:
    met, refused = report.meetings, report.refusals
    spreads = (
        ("completion", report.completion),
        ("ahead", met.ahead),
        ("waited", met.waited),
        ("resubmitted", refused.days_between),
    )
    rows = [_spread(words(f"days.{name}"), spread) for name, spread in spreads if spread.count]
    columns = _columns(words, "what", "count", "median", "p90")
    return Table(columns, rows, words("title.days"))


def _spread(name: str, spread: Spread) -> Row:
    return name, spread.count, spread.median, spread.p90


def _refusals(report: Report, words: _Words) -> Iterator[Table]:
    refused = report.refusals
    if not refused.count:
        return
    lacks = [(one.name, clause, one.count) for one, clause in refused.lacks]
    columns = (
        Column(words("column.lack"), _NAME),
        Column(words("column.clause"), _NAME),
        Column(words("column.count"), _NUMBER, Align.RIGHT),
    )
    if lacks:
        yield Table(columns, lacks, words("title.lacks"))
    yield from _counted(words, "refused", "issuer", _ranked(refused.issuers, words), refused.count)
