"""Where a text names a kind of document: whole, abbreviated before a number, or as a law."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules import Rules
from pipeline.steps.record.citation import Span
from pipeline.steps.record.spelling import fold

AMENDING = re.compile(r"\s+sua doi")
_AMENDED_TO = re.compile(r"[;:()]|\.(?=\s|$)|\b(?:ngay|nam|so)\s+\d")


def mentioned(text: str, plain: str, rules: Rules) -> list[Span]:
    """Where a kind is named; not those in the name of a law that amends others."""
    kinds: list[Span] = []
    covered = 0
    short = _short(tuple((a, k.name) for k in rules.kind for a in k.abbreviations))
    for match in _kinds(rules).finditer(plain):
        if match.start() < covered:
            continue
        kinds.append(Span(match.group(), match.start(), match.end()))
        if match.group() in named(rules) and AMENDING.match(plain, match.end()):
            end = _AMENDED_TO.search(plain, match.end())
            covered = end.start() if end else len(plain)
    kinds += [
        Span(fold(short[1][match.group()]), match.start(), match.end())
        for match in short[0].finditer(text)
    ]
    return sorted(kinds, key=lambda kind: kind.start)


@lru_cache(maxsize=4)
def _short(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Abbreviated kinds before a number, "QĐ số 12/…", and what each means."""
    meant = dict(reversed(names))
    known = "|".join(re.escape(short) for short in sorted(meant, key=len, reverse=True))
    return re.compile(rf"(?<![\w/-])(?:{known})(?=\s+(?:số\s*)?\d+\w?[/-])"), meant


def named(rules: Rules) -> frozenset[str]:
    return frozenset(fold(name) for name in rules.citations.named)


@lru_cache(maxsize=4)
def _pattern(kinds: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({fold(kind) for kind in kinds}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _kinds(rules: Rules) -> re.Pattern[str]:
    own = tuple(kind.name for kind in rules.kind if not kind.open)
    return _pattern((*own, *rules.citations.kinds, *rules.citations.named))
