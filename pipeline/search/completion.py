"""What a beginning may go on to: issuers, codes, subjects of documents that one may see."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.search.analysis import Token, fold, nfc, tokens
from pipeline.search.engine import Engine
from pipeline.search.index import Completed
from pipeline.search.plan import AllOf, AnyOf, Everything, Plan, Starts, Term, condition
from pipeline.search.question import MAX_CHARACTERS, MAX_TOKENS

_COUNTED = {
    Completed.ISSUER: ("issuer_all", "issuer_name"),
    Completed.CODE: ("code", "code_name"),
    Completed.SUBJECT: ("subject", "subject_name"),
}
"""Where the words are looked for, and the values that are counted."""
_ANY_LETTER = "x"
_TRIED = 5
"""So many times as many values are looked at as are told, since some hold only other words."""


def complete(
    engine: Engine, what: Completed, beginning: str, filters: tuple[Plan, ...], limit: int
) -> tuple[str, ...]:
    """Values with all the words, the last of them perhaps only begun; the most frequent first."""
    words = tokens(nfc(beginning[:MAX_CHARACTERS]))[:MAX_TOKENS]
    field, counted = _COUNTED[what]
    plan = AllOf((condition(_plan(what, field, words)), *filters))
    values = engine.counts(plan, (counted,), limit * _TRIED)[counted]
    named = (value for value, _ in values)
    return tuple(_fitting(what, named, words))[:limit]


def _plan(what: Completed, field: str, words: tuple[Token, ...]) -> Plan:
    if not words:
        return Everything()
    whole = words[:-1]
    begun = AnyOf(tuple(Starts(field, beginning) for beginning in _beginnings(words[-1])))
    held = AllOf((*(Term(field, word.folded) for word in whole), begun))
    if what is not Completed.CODE:
        return held
    return AnyOf((held, *(Starts("code_key", beginning) for beginning in _joined(words))))


def _beginnings(last: Token) -> tuple[str, ...]:
    """ "sy" may be the whole of sỹ, folded as sĩ is, or go on to SYT."""
    return tuple(dict.fromkeys((last.folded, fold(f"{last.exact}{_ANY_LETTER}")[:-1])))


def _joined(words: tuple[Token, ...]) -> tuple[str, ...]:
    whole = "".join(word.folded for word in words[:-1])
    return tuple(whole + beginning for beginning in _beginnings(words[-1]))


def _fitting(what: Completed, values: Iterable[str], words: tuple[Token, ...]) -> Iterable[str]:
    """Those that hold the words themselves; an issuer is found by its parent too."""
    seen: set[str] = set()
    for value in values:
        found = tokens(value)
        same = " ".join(token.exact for token in found)
        joined = "".join(token.folded for token in found)
        holds = all(any(t.folded.startswith(_beginnings(word)) for t in found) for word in words)
        begins = not words or joined.startswith(_joined(words))
        if same not in seen and (what is Completed.ISSUER or holds or begins):
            seen.add(same)
            yield value
