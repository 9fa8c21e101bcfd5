"""The report of an evaluation: one HTML file that needs nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from operator import attrgetter
from pathlib import Path

from pipeline.evaluation.evaluation import Change, Confusion, Evaluation, FieldRow
from pipeline.evaluation.judging import SCORED, Score
from pipeline.evaluation.report_cards import card, change_card
from pipeline.evaluation.report_curves import curve_figure
from pipeline.messages import Language, catalogue, say

_MOST_CONFUSIONS = 25
_FILTER = """
for (const pick of document.querySelectorAll("select")) pick.onchange = () => {
  const [field, outcome] = ["field", "outcome"].map(id => document.getElementById(id).value);
  for (const card of document.querySelectorAll("#errors .card"))
    card.hidden = field && card.dataset.field !== field
      || outcome && !card.classList.contains(outcome);
};
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows."""

    evaluation: Evaluation
    about: str
    """What was evaluated: the labels, the scans, the rules."""
    pictures: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """(document, field) → JPEG."""
    changes: Sequence[Change] = ()
    earlier: str | None = None
    """What `changes` are against; None: there is nothing to compare with."""


def html_report(report: Report, language: Language) -> str:
    """The whole page."""
    title = say(language, "evaluation.title")
    evaluation = report.evaluation
    documents = len({row.document for row in evaluation.rows})
    parts = [
        f"<h1>{escape(title)}</h1>",
        _note(say(language, "evaluation.documents", {"count": documents}) + f" · {report.about}"),
        *_left_out(evaluation, language),
        _score_table(_by_field(evaluation), language, "field"),
        _note(say(language, "evaluation.legend")),
        *_changes(report, language),
        *_curves(evaluation, language),
        *_groups(evaluation, language),
        *_confusions(evaluation, language),
        *_errors(report, language),
    ]
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{style}</style>"
        f"<body>{''.join(parts)}<script>{_FILTER}</script></body></html>\n"
    )


def left_out_text(language: Language, code: str) -> str:
    """Why a document was left out, in words where there are any."""
    words = catalogue(language)
    return words.get(f"left_out.{code}") or words.get(f"failure.{code}") or code


def form_name(language: Language, form: str) -> str:
    return catalogue(language).get(f"form.{form}", form)


def _by_field(evaluation: Evaluation) -> dict[str, Score]:
    scores = evaluation.scores()
    return {name: scores[name] for name in SCORED if name in scores}


def _groups(evaluation: Evaluation, language: Language) -> Iterator[str]:
    yield _heading(language, "groups")
    yield "<div class=side>"
    for name in SCORED:
        formed = [row for row in evaluation.rows if row.field == name and row.form]
        scores = Evaluation(tuple(formed), {}).scores(lambda r: form_name(language, r.form))
        if scores:
            yield _score_table(scores, language, "form", say(language, f"fieldname.{name}"))
    yield "</div><div class=wide>"
    yield _score_table(_sorted(evaluation, attrgetter("office")), language, "office")
    yield _score_table(_sorted(evaluation, attrgetter("dpi")), language, "dpi")
    yield "</div>"


def _sorted(evaluation: Evaluation, by: Callable[[FieldRow], str]) -> dict[str, Score]:
    """The largest group first."""
    return dict(sorted(evaluation.scores(by).items(), key=lambda item: -item[1].n))


def _score_table(
    scores: Mapping[str, Score], language: Language, first: str, caption: str = ""
) -> str:
    columns = ("right", "missing", "flagged", "silent", "review")
    heads = [say(language, f"evaluation.{name}") for name in (first, "n", *columns)]
    rows = ["<tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr>"]
    for name, score in scores.items():
        shown = catalogue(language).get(f"fieldname.{name}", name) if first == "field" else name
        cells = [_share(score, getattr(score, column), column) for column in columns]
        rows.append(f"<tr><td>{escape(shown) or '–'}</td><td>{score.n}</td>{''.join(cells)}</tr>")
    head = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{head}{''.join(rows)}</table>"


def _share(score: Score, count: int, kind: str) -> str:
    nil = " nil" if not count else ""
    return f"<td class='{kind}{nil}' title='{count}'>{100 * score.share(count):.1f} %</td>"


def _left_out(evaluation: Evaluation, language: Language) -> Iterator[str]:
    for name, code in evaluation.left_out.items():
        yield _note(
            say(
                language,
                "evaluation.left_out",
                {"document": name, "why": left_out_text(language, code)},
            )
        )


def _curves(evaluation: Evaluation, language: Language) -> Iterator[str]:
    yield _heading(language, "curve")
    yield _note(say(language, "evaluation.curve_note"))
    yield "<div class=curves>"
    for name in SCORED:
        rows = [row for row in evaluation.rows if row.field == name]
        if rows:
            fixed = sum(row.own_reason for row in rows) / len(rows)
            yield curve_figure(say(language, f"fieldname.{name}"), rows, fixed)
    yield "</div>"


def _confusions(evaluation: Evaluation, language: Language) -> Iterator[str]:
    yield _heading(language, "confusions")
    yield "<div class=side>"
    for name, found in (
        ("values", evaluation.confusions()),
        ("letters", evaluation.letter_confusions()),
    ):
        yield _confusion_table(
            found[:_MOST_CONFUSIONS], say(language, f"evaluation.{name}"), language
        )
    yield "</div>"


def _confusion_table(found: Sequence[Confusion], caption: str, language: Language) -> str:
    heads = [say(language, f"evaluation.{n}") for n in ("field", "truth", "reading", "count")]
    rows = "".join(
        f"<tr><td>{escape(say(language, f'fieldname.{one.field}'))}</td>"
        f"<td>{escape(one.truth) or '∅'}</td><td>{escape(one.reading) or '∅'}</td>"
        f"<td>{one.count}</td></tr>"
        for one in found
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return (
        f"<div class=wide><table class=words><caption>{escape(caption)}</caption>"
        f"<tr>{head}</tr>{rows}</table></div>"
    )


def _changes(report: Report, language: Language) -> Iterator[str]:
    if report.earlier is None:
        return
    yield _heading(language, "changes")
    better = sum(change.gain > 0 for change in report.changes)
    worse = sum(change.gain < 0 for change in report.changes)
    counts = {"better": better, "worse": worse, "all": len(report.changes)}
    yield _note(say(language, "evaluation.change_count", {**counts, "earlier": report.earlier}))
    yield "<div class=cards>"
    for change in report.changes:
        key = (change.after.document, change.after.field)
        yield change_card(change, report.pictures.get(key), language)
    yield "</div>"


def _errors(report: Report, language: Language) -> Iterator[str]:
    rows = report.evaluation.worst_first()
    yield _heading(language, "errors")
    yield _note(say(language, "evaluation.errors_note"))
    fields = {name: say(language, f"fieldname.{name}") for name in SCORED}
    outcomes = {
        name: say(language, f"evaluation.{name}")
        for name in ("silent", "missing", "flagged", "right")
    }
    yield _select("field", fields, language) + _select("outcome", outcomes, language)
    yield "<div class=cards id=errors>"
    for row in rows:
        yield card(row, report.pictures.get((row.document, row.field)), language)
    yield "</div>"


def _select(name: str, options: Mapping[str, str], language: Language) -> str:
    first = f"<option value=''>{escape(say(language, f'evaluation.any_{name}'))}</option>"
    rest = "".join(f"<option value={key}>{escape(text)}</option>" for key, text in options.items())
    return f"<select id={name}>{first}{rest}</select>"


def _heading(language: Language, key: str) -> str:
    return f"<h2>{escape(say(language, f'evaluation.{key}'))}</h2>"


def _note(text: str) -> str:
    return f"<p class=note>{escape(text)}</p>"
