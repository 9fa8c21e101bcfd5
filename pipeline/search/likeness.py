"""What documents about the same as one document have in common with it."""

from __future__ import annotations

from collections import Counter
from math import ceil

from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import Token, nfc, tokens
from pipeline.search.frequent import FREQUENT
from pipeline.search.plan import AllOf, AnyOf, Asked, Plan, Term, Times, condition
from pipeline.search.question import Clause, Question, Words

_FROM_TEXT = 12
_ALIKE = 0.3
"""Share of the telling words that another document must have."""
_CHARACTERS = 20_000
"""Of a long document the beginning tells what it is about."""
_SUBJECT_BOOST = 3.0
_LEAST_LETTERS = 2
_ENOUGH = 3
"""Of a subject with fewer telling words all of them are taken."""


def like(entry: IndexEntry, filters: tuple[Plan, ...]) -> tuple[Asked, Question]:
    """What to ask for, and the words to mark."""
    telling = _telling(entry)
    terms = tuple(dict.fromkeys(token.folded for token in telling))
    alike: Plan = AnyOf(
        tuple(Term("words", term) for term in terms), max(ceil(_ALIKE * len(terms)), 1)
    )
    itself = (Term("id", entry.document_id),)
    lifts = tuple(Times(Term("subject", term), _SUBJECT_BOOST) for term in terms)
    question = Question(tuple(Clause((Words((token,)),)) for token in telling))
    whole = AllOf((alike, *filters), itself, lifts)
    return Asked(whole, condition(AllOf((alike, *filters), itself))), question


def _telling(entry: IndexEntry) -> tuple[Token, ...]:
    """The words of the subject, and those that the text repeats; not what every document has."""
    described = [token for token in tokens(nfc(entry.subject)) if _is_word(token)]
    telling = [token for token in described if _tells(token)]
    subject = telling if len(telling) >= _ENOUGH else described
    text = nfc("\n".join(entry.pages))[:_CHARACTERS]
    repeated = Counter(token.folded for token in tokens(text) if _tells(token))
    written = {token.folded: token for token in tokens(text)}
    common = [written[term] for term, count in repeated.most_common(_FROM_TEXT) if count > 1]
    found = {token.folded: token for token in (*subject, *common)}
    return tuple(found.values()) or tokens(nfc(entry.subject))


def _tells(token: Token) -> bool:
    return _is_word(token) and token.folded not in FREQUENT


def _is_word(token: Token) -> bool:
    return token.folded.isalpha() and len(token.folded) >= _LEAST_LETTERS
