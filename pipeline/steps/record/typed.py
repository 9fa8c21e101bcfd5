"""What a person typed into a field, as the record keeps it, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.errors import NotAllowed, SettingsInvalid
from pipeline.model.record import FIELD_NAMES, Value
from pipeline.rules import Rules
from pipeline.steps.record.code import parse_code
from pipeline.steps.record.dateline import PartialDate, parse_date
from pipeline.steps.record.spelling import fold

LISTS = ("to", "joint_issuers", "joint_signers", "joint_positions", "annexes")
MORE_LISTS = ("copies_to", "filed_with", "keywords")
LONGEST = 2000
"""Characters: four times the longest subject that NĐ 30/2020, Phụ lục VI, has room for."""

_NUMBER = re.compile(r"\d{1,6}[a-zđA-ZĐ]?")
_COUNT = re.compile(r"\d{1,6}")
_NOTATION = re.compile(r"[^\W\d_][^\s;]*")
_DAY_FIRST = re.compile(
    r"(?:ngay\s*)?(?P<day>\d{1,2}|\?{1,2})\s*(?:[/.-]|thang)\s*"
    r"(?P<month>\d{1,2}|\?{1,2})\s*(?:[/.-]|nam)\s*(?P<year>\d{4})"
)
_MONTH_ONLY = re.compile(r"(?:thang\s*)?(?P<month>\d{1,2})\s*(?:[/.-]|nam)\s*(?P<year>\d{4})")
_YEAR_ONLY = re.compile(r"(?:nam\s*)?(?P<year>\d{4})")


def typed_value(name: str, text: str, rules: Rules) -> Value:
    """The value of a field from what was typed: NFC, single blanks; None when it is empty.

    Dates also in the Vietnamese order, with `??` for what is not known; lists are parted by
    semicolons.

    Raises:
        SettingsInvalid: there is no such field, or it cannot have this value.
        NotAllowed: a level of secrecy is not typed.
    """
    if name not in FIELD_NAMES:
        raise SettingsInvalid("correct_field", {"field": name, "fields": ", ".join(FIELD_NAMES)})
    value = " ".join(unicodedata.normalize("NFC", text).split())
    if not value:
        return None
    if name == "secrecy":
        raise NotAllowed("correct_secret")
    if len(value) > LONGEST or any(unicodedata.category(c) in ("Cc", "Cs", "Co") for c in value):
        raise SettingsInvalid("correct_text", {"field": name, "longest": LONGEST})
    if name in (*LISTS, *MORE_LISTS):
        return tuple(part for one in value.split(";") if (part := one.strip())) or None
    return _checked(name, value, rules)


def _checked(name: str, value: str, rules: Rules) -> str:
    if name.endswith("date"):
        return _date(name, value)
    if name == "type":
        return _kind(value, rules)
    if name == "code":
        return _code(value)
    if name in ("urgency", "copy", "signer_authority"):
        return _choice(name, value, _choices(name, rules))
    patterns = {
        "number": _NUMBER,
        "copy_number": _NUMBER,
        "arrival_number": _COUNT,
        "copies_made": _COUNT,
        "notation": _NOTATION,
        "copy_notation": _NOTATION,
    }
    pattern = patterns.get(name)
    if pattern is not None and pattern.fullmatch(value) is None:
        raise SettingsInvalid(f"correct_{_kind_of(name)}", {"field": name, "value": value})
    return value


def _kind_of(name: str) -> str:
    return "notation" if name.endswith("notation") else "number"


def _date(name: str, value: str) -> str:
    """ISO 8601 with `??` for unknown parts."""
    wrong = SettingsInvalid("correct_date", {"field": name, "value": value})
    folded = fold(value).replace(",", " ").strip()
    try:
        return str(parse_date(folded))
    except ValueError as error:
        for pattern in (_DAY_FIRST, _MONTH_ONLY, _YEAR_ONLY):
            if match := pattern.fullmatch(folded):
                return _partial(match.groupdict(), wrong)
        raise wrong from error


def _partial(parts: dict[str, str], wrong: SettingsInvalid) -> str:
    def number(name: str) -> int | None:
        text = parts.get(name, "?")
        return int(text) if text.isdigit() else None

    try:
        return str(PartialDate(int(parts["year"]), number("month"), number("day")))
    except ValueError as error:
        raise wrong from error


def _kind(value: str, rules: Rules) -> str:
    """A kind of `configs/kinds.toml` in its own spelling; some headings go on after theirs."""
    names = [rules.letter, *(kind.name for kind in rules.kind)]
    known = next((name for name in names if _plain(name) == _plain(value)), None)
    if known is not None:
        return known
    opened = [kind.name for kind in rules.kind if kind.open]
    if any(_plain(value).startswith(f"{_plain(name)} ") for name in opened):
        return value
    like = [name for name in names if fold(name) == fold(value)]
    raise SettingsInvalid(
        "correct_type", {"field": "type", "value": value, "like": ", ".join(like) or "—"}
    )


def _code(value: str) -> str:
    try:
        return str(parse_code(value.replace(" ", "")))
    except ValueError as error:
        raise SettingsInvalid("correct_code", {"field": "code", "value": value}) from error


def _choices(name: str, rules: Rules) -> tuple[str, ...]:
    if name == "urgency":
        return rules.marks.urgency
    if name == "copy":
        return tuple(dict.fromkeys(kind for _, kind in rules.marks.copies))
    return tuple(dict.fromkeys(rules.signer.authorities.values()))


def _choice(name: str, value: str, choices: Iterable[str]) -> str:
    allowed = tuple(choices)
    known = next((one for one in allowed if _plain(one) == _plain(value)), None)
    if known is None:
        params = {"field": name, "value": value, "choices": ", ".join(allowed)}
        raise SettingsInvalid("correct_choice", dict(params))
    return known


def _plain(text: str) -> str:
    return text.casefold().rstrip(".").strip()
