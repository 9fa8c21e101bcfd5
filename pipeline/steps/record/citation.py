"""The parts of a citation: code, date and issuer after its kind, the clause before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.rules import Rules
from pipeline.steps.record.dateline import PartialDate
from pipeline.steps.record.spelling import fold

_SYMBOL = r"[A-ZĐƯÂÔÊ][\w&.]{0,11}(?:(?:\s?[-–/](?=[A-ZĐƯÂÔÊ])|[-–/]\s)[A-ZĐƯÂÔÊ][\w&.]{0,14}){0,4}"
_CODE = re.compile(
    r"(?P<number>\d{1,6}[a-zđA-C]?)\s?(?:/\s?(?P<year>(?:19|20)\d{2})\s?)?"
    rf"(?:/\s?|(?P<party>-\s?(?=[A-ZĐ][A-Za-zĐđ]{{0,3}}/)))(?P<symbol>{_SYMBOL})"
)
_BARE = re.compile(r"(?P<number>\d{1,6}[a-z]?)(?=[\s,]+(?:ngày|của)\b)")
_LABEL = re.compile(r"[\s,(]*(?P<label>[Ss][ốố]\s*[:.]?\s*)?")
_LATER = re.compile(r"(?:^[\s,]*(?:và\s+)?(?:số\s*)?|\bsố\s*[:.]?\s*)")
_DATE = re.compile(
    r"[\s,(]*(?:(?:ban hanh|ky|de|thong qua)\s+)?(?:ngay\s*)+(?:ky\s*)?(?P<day>\d{1,2})?[\s.…]*"
    r"(?:thang|[/.-])\s*(?P<month>\d{1,2})?[\s.…]*(?:nam|[/.-])\s*(?P<year>(?:19|20)\d{2})(?!\d)"
)
_YEAR = re.compile(
    r"[\s,(]*(?:thang\s*(?P<month>\d{1,2})\s*(?:nam|/)|nam)\s*(?P<year>(?:19|20)\d{2})"
)
_OF = re.compile(r"[\s,]*(?:của|do)\s+")
_CLAUSE = re.compile(
    r"(?:\bdiem\s+\w{1,2}[,\s]+)?(?:\bkhoan\s+\d+[a-z]?[,\s]+)?\bdieu\s+\d+[a-z]?"
    r"(?:[,\s]+(?:chuong|muc|phan)\s+\w+)?(?=[,\s]*(?:cua|tai)?\s*(?:cac\s*)?$)"
)
_BLANKS = re.compile(r"\s*([-–/])\s*")
MOST_ISSUER_WORDS = 18
GAP_WORDS = 14


@dataclass(frozen=True, slots=True)
class Span:
    """A value with the characters that it was read from, end exclusive."""

    text: str
    start: int
    end: int


def code_at(text: str, start: int, end: int) -> Span | None:
    """The first code of text[start:end] after a kind: at once, or behind "số" in a few words."""
    label = _LABEL.match(text, start, end)
    begin = label.end() if label else start
    match = _CODE.match(text, begin, end)
    if match is None and label is not None and label["label"]:
        match = _BARE.match(text, begin, end)
    return _span(match) if match is not None else _behind_number(text, start, end)


def _behind_number(text: str, start: int, end: int) -> Span | None:
    for label in re.finditer(r"\b[Ss]ố\s*[:.]?\s*", text[start:end]):
        gap = text[start : start + label.start()]
        if len(gap.split()) > GAP_WORDS or re.search(r"[;.()]", gap):
            return None
        match = _CODE.match(text, start + label.end(), end)
        if match is not None:
            return _span(match)
    return None


def next_code(text: str, start: int, end: int) -> Span | None:
    """A further code of the same kind in a list: ", số 12/QĐ-UBND", "và 13/QĐ-UBND"."""
    for label in _LATER.finditer(text[start:end]):
        match = _CODE.match(text, start + label.end(), end)
        if match is not None:
            return _span(match)
    return None


def _span(match: re.Match[str]) -> Span:
    named = match.groupdict()
    number = named["number"]
    if "symbol" not in named:
        return Span(number, match.start(), match.end())
    raw = match["symbol"]
    symbol = _BLANKS.sub(r"\1", raw).replace("–", "-").rstrip(".&")
    year = f"{named['year']}/" if named["year"] else ""
    mark = "-" if named["party"] else "/"
    return Span(f"{number}{mark}{year}{symbol}", match.start(), match.end())


def date_at(text: str, start: int, end: int) -> tuple[PartialDate, Span] | None:
    """The date at the beginning of text[start:end]; parts that are blank or impossible are None."""
    plain = fold(text[start:end])
    match = _DATE.match(plain) or _YEAR.match(plain)
    if match is None:
        return None
    day, month = (_int(match.groupdict().get(part)) for part in ("day", "month"))
    date = _date(int(match["year"]), month, day)
    span = Span(str(date), start + match.start(), start + match.end()) if date else None
    return (date, span) if date and span else None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _date(year: int, month: int | None, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day if month else None)
    except ValueError:
        return None


def clause_before(text: str, start: int, end: int) -> Span | None:
    """ "khoản 2 Điều 5" right before a kind."""
    match = _CLAUSE.search(fold(text[start:end]))
    if match is None:
        return None
    return Span(text[start + match.start() : start + match.end()], start + match.start(), end)


def issuer_at(text: str, start: int, end: int, rules: Rules) -> Span | None:
    """The organ or office named after "của", "do", or directly after the date."""
    of = _OF.match(text, start, end)
    begin = of.end() if of else start + len(text[start:end]) - len(text[start:end].lstrip(" ,"))
    words = list(re.finditer(r"\S+", text[begin:end]))[:MOST_ISSUER_WORDS]
    if not words or not words[0].group()[0].isupper() or not _is_organ(text[begin:end], rules):
        return None
    last = None
    for index, word in enumerate(words):
        council = index == 1 and words[0].group() == "Ban"
        if index and not council and _ends_issuer(text[begin + word.start() : end], rules):
            break
        last = word
        at = begin + word.end() - 1
        if text[at] in ";.:)" or (text[at] == "," and not in_name(text, at, rules)):
            break
    assert last is not None
    stop = begin + last.end()
    value = text[begin:stop].strip(" .,;:()\"'”“-–")
    return Span(value, begin, stop) if value else None


def _is_organ(text: str, rules: Rules) -> bool:
    plain = " ".join(re.findall(r"\w+", fold(text[:80])))
    return any(plain == head or plain.startswith(f"{head} ") for head in _organ_heads(rules))


@lru_cache(maxsize=4)
def _heads(heads: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(head) for head in heads)


def _organ_heads(rules: Rules) -> tuple[str, ...]:
    return _heads((*rules.organs.heads, *rules.signer.titles, *rules.citations.issuers))


def _ends_issuer(rest: str, rules: Rules) -> bool:
    plain = fold(rest[:24])
    for phrase in rules.citations.issuer_ends:
        several = " " in phrase
        begun = plain.startswith(fold(phrase)) if several else rest.startswith(phrase)
        if (
            begun
            and (several or rest[0].islower())
            and not rest[len(phrase) : len(phrase) + 1].isalnum()
        ):
            return True
    return rest.startswith("(")


def in_name(text: str, comma: int, rules: Rules) -> bool:
    """Whether a comma stands inside a name: "Sở Văn hóa, Thể thao và Du lịch"."""
    plain = fold(text[max(0, comma - 40) : comma + 40])
    at = comma - max(0, comma - 40)
    return any(
        name.startswith(plain[at : at + len(name) - cut], cut)
        for name in rules.citations.comma_names
        for cut in (i for i, c in enumerate(name) if c == ",")
        if plain[:at].endswith(name[:cut])
    )
