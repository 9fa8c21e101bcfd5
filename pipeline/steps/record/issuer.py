"""The issuing organ and the organ above it (ô 2)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules
from pipeline.steps.record.header import Header
from pipeline.steps.record.layout import Row, begins
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import found, missing, text_of, weakest
from pipeline.steps.record.usage import Speller


def read_issuer(header: Header, speller: Speller, least: float) -> tuple[Field, Field]:
    """(issuer_parent, issuer): the last organ issues, those above it are its parent."""
    organs = _organs(header.organs, speller.rules)
    if not organs:
        return ABSENT, missing("not_found")
    *above, own = organs
    issuer = _organ(own, speller, least)
    if not above:
        return ABSENT, issuer
    parent = _organ([row for organ in above for row in organ], speller, least)
    return parent, issuer


def _organs(all_rows: Sequence[Row], rules: Rules) -> list[list[Row]]:
    """Rows put together into organs: a row that names no organ goes on with the one before."""
    heads = tuple(fold(head) for head in rules.organs.heads)
    goes_on = tuple(fold(word) for word in rules.organs.goes_on)
    organs: list[list[Row]] = []
    for row in all_rows:
        starts = begins(row.text, heads) and not begins(row.text, goes_on)
        joint = organs and organs[-1][-1].text.rstrip().endswith(("-", "–", "—"))
        if organs and (joint or not starts):
            organs[-1].append(row)
        else:
            organs.append([row])
    return organs


def _organ(organ: Sequence[Row], speller: Speller, least: float) -> Field:
    words = [word for row in organ for word in row.words]
    respelt = speller.respell_names(words)
    value = text_of(respelt.words).strip(" .,;:-_–—'’\"“”|*")
    several = any(row.text.rstrip().endswith(("-", "–", "—")) for row in organ[:-1])
    reason = "several_organs" if several else ("respelt" if respelt.changed else None)
    return found(value, weakest(respelt.words), words, least, reason)
