"""A record in the words of a language: states, fields, reasons, who may see it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.messages import Language, catalogue, say
from pipeline.model.access import Holding
from pipeline.model.names import printable
from pipeline.model.record import Reason, State, Value


def state_name(language: Language, state: State) -> str:
    return say(language, f"state.{state.value}")


def field_name(language: Language, name: str) -> str:
    return say(language, f"fieldname.{name}")


def holding_text(language: Language, holding: Holding) -> str:
    """Who may see a document and, where it is known, whose it is."""
    access = say(language, f"access.{holding.access.value}")
    return f"{access} · {printable(holding.unit)}" if holding.unit else access


def reason_text(language: Language, reason: Reason, *, page: bool = False) -> str:
    """What a reason tells a person; a reason may be an error that became a state.

    `page`: they read it in the browser, where one does not type commands.
    """
    params = {key: _param(language, key, value) for key, value in reason.params.items()}
    words = catalogue(language)
    keys = [f"reason.{reason.code}", f"error.{reason.code}"]
    for key in ([f"reason_on_page.{reason.code}"] if page else []) + keys:
        if key in words:
            return words[key].format_map(params)
    return reason.code


def reasons_text(language: Language, reasons: Sequence[Reason], *, page: bool = False) -> str:
    """All reasons in one breath; fields with the same trouble are named together."""
    fields: dict[str, list[str]] = {}
    others = []
    for reason in reasons:
        if reason.code == "field_review":
            fields.setdefault(str(reason.params["why"]), []).append(str(reason.params["field"]))
        else:
            others.append(reason_text(language, reason, page=page))
    words = [
        f"{', '.join(field_name(language, name) for name in names)}: {_param(language, 'why', why)}"
        for why, names in fields.items()
    ]
    return "; ".join([*words, *others])


def value_text(value: Value) -> str:
    if value is None:
        return "—"
    return value if isinstance(value, str) else "; ".join(value)


def _param(language: Language, key: str, value: str | int | float | None) -> str | int | float:
    words = catalogue(language)
    if value is None:
        return "—"
    if key == "field":
        return words.get(f"fieldname.{value}", str(value))
    if key == "why":
        known = words.get(f"field.{value}") or words.get(f"failure.{value}")
        return known or printable(str(value))
    return printable(value) if isinstance(value, str) else value


def facet_value(language: Language, facet: str, value: str) -> str:
    """A counted value as a person reads it: what is a code has words."""
    kind = "signature.state" if facet == "signatures" else facet
    return catalogue(language).get(f"{kind}.{value}", value)
