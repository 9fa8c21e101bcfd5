"""One field as a card of the report: the crop beside truth and reading."""

from __future__ import annotations

import base64
from html import escape

from rapidfuzz.distance import Levenshtein

from pipeline.evaluation.evaluation import Change, FieldRow
from pipeline.messages import Language, catalogue, say
from pipeline.model.record import Value


def card(row: FieldRow, jpeg: bytes | None, language: Language) -> str:
    """A field that is not right, or is in review."""
    lines = [
        ("truth", escape(plain(row.truth)) or "–"),
        ("reading", marked(plain(row.truth), plain(row.reading)) or "–"),
    ]
    if row.reason:
        lines.append(("why", escape(_reason(row.reason, language))))
    if row.candidates:
        lines.append(("candidates", escape(_candidates(row))))
    return _card(row, row.outcome.value, _percent(row.confidence), jpeg, lines, language)


def change_card(change: Change, jpeg: bytes | None, language: Language) -> str:
    """A field before and after."""
    before, after = change.before, change.after
    truth = plain(after.truth)
    look = f" ({say(language, 'cli.look')})"
    lines = [
        ("truth", escape(truth) or "–"),
        ("before", (marked(truth, plain(before.reading)) or "–") + look * before.review),
        ("after", (marked(truth, plain(after.reading)) or "–") + look * after.review),
    ]
    kind = "right" if change.gain > 0 else "silent" if change.gain < 0 else "flagged"
    verdict = "better" if change.gain > 0 else "worse" if change.gain < 0 else "otherwise"
    said = say(language, f"evaluation.{verdict}")
    return _card(after, kind, said, jpeg, lines, language)


def plain(value: Value) -> str:
    return "" if value is None else value if isinstance(value, str) else "; ".join(value)


def marked(truth: str, reading: str) -> str:
    """The reading as HTML, with what differs from the truth marked; ‸ where something lacks."""
    out = []
    for op in Levenshtein.opcodes(truth, reading):
        text = escape(reading[op.dest_start : op.dest_end])
        if op.tag == "equal":
            out.append(text)
        elif reading:
            out.append(f"<mark>{text or '‸'}</mark>")
    return "".join(out)


def _card(
    row: FieldRow,
    kind: str,
    verdict: str,
    jpeg: bytes | None,
    lines: list[tuple[str, str]],
    language: Language,
) -> str:
    picture = ""
    if jpeg is not None:
        data = base64.b64encode(jpeg).decode("ascii")
        picture = f"<img loading=lazy alt='' src='data:image/jpeg;base64,{data}'>"
    name = escape(say(language, f"fieldname.{row.field}"))
    form = catalogue(language).get(f"form.{row.form}", row.form)
    where = escape(" · ".join(part for part in (row.document, row.office, form) if part))
    said = "".join(
        f"<dt>{escape(say(language, f'evaluation.{key}'))}</dt><dd>{text}</dd>"
        for key, text in lines
    )
    return (
        f"<article class='card {kind}' data-field={row.field}><header><b>{name}</b>"
        f"<span>{where}</span><em class={kind}>{escape(verdict)}</em></header>{picture}"
        f"<dl>{said}</dl></article>"
    )


def _candidates(row: FieldRow) -> str:
    return ", ".join(f"{c.value} ({_percent(c.probability)})" for c in row.candidates)


def _reason(reason: str, language: Language) -> str:
    return catalogue(language).get(f"field.{reason}", reason)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
