"""Both engines find what a plan says in so many words, whatever it is made of."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from pipeline.model.archival import Guess, IndexEntry
from pipeline.search.characters import GUESS
from pipeline.search.elastic_engine import rebuild_elastic
from pipeline.search.engine import Engine
from pipeline.search.fields import Fields, document_fields
from pipeline.search.index import Sort
from pipeline.search.plan import (
    AllOf,
    AnyOf,
    Asked,
    Between,
    Constant,
    Everything,
    OneOf,
    Plan,
    Run,
    RunStarts,
    Similar,
    Starts,
    Term,
    Times,
    condition,
)
from pipeline.search.tantivy_engine import rebuild_engine
from pipeline.settings import default_settings
from tests.elasticsearch.server import Server

WORDS = ("dat", "dan", "dang", "thu", "thua", "so", "7", "17")


def made_entries() -> tuple[IndexEntry, ...]:
    chance = random.Random(6)
    entries = []
    for number in range(40):
        words = [chance.choice(WORDS) for _ in range(chance.randint(1, 7))]
        guesses: tuple[Guess, ...] = ()
        if chance.random() < 0.4 and words[0].isalpha():
            guesses = (Guess(1, 0, len(words[0]), (chance.choice(WORDS[:5]), "dac")),)
        entries.append(
            IndexEntry(
                f"d{number:02}",
                (" ".join(words),),
                type=chance.choice(("Thông báo", "Kế hoạch", "")),
                subject=" ".join(chance.choices(WORDS, k=2)),
                number=str(number),
                date=chance.choice(("2017-11-05", "2018-01", "2019", "")),
                guesses=guesses,
            )
        )
    return tuple(entries)


ENTRIES = made_entries()
FIELDS = {entry.document_id: document_fields(entry) for entry in ENTRIES}


def stacks(fields: Fields, name: str) -> list[set[str]]:
    """What may stand at each place of a text field."""
    return [set(word.split(GUESS)) for word in fields.texts[name].split()]


def values(fields: Fields, name: str) -> set[str]:
    if name in fields.raw:
        return {fields.raw[name]} - {""}
    return {word for stack in stacks(fields, name) for word in stack}


def runs(fields: Fields, name: str, words: tuple[str, ...], slop: int, begun: bool) -> bool:
    def fits(place: set[str], word: str, last: bool) -> bool:
        return any(one.startswith(word) if begun and last else one == word for one in place)

    def places(first: int, rest: tuple[str, ...], left: int) -> bool:
        if not rest:
            return True
        return any(
            fits(line[at], rest[0], len(rest) == 1)
            and places(at + 1, rest[1:], left - (at - first))
            for at in range(first, min(first + left + 1, len(line)))
        )

    line = stacks(fields, name)
    return any(
        fits(line[at], words[0], len(words) == 1) and places(at + 1, words[1:], slop)
        for at in range(len(line))
    )


def answers(plan: Plan, fields: Fields) -> bool:
    """The plan's own words, taken literally."""
    match plan:
        case AllOf(parts, without, _):
            rest = any(answers(part, fields) for part in without)
            return not rest and all(answers(part, fields) for part in parts)
        case AnyOf(parts, least):
            return sum(answers(part, fields) for part in parts) >= least
        case Constant(part, _) | Times(part, _):
            return answers(part, fields)
        case Between(field, first, last):
            number = fields.numbers[field]
            return (first is None or first <= number) and (last is None or number <= last)
        case Everything():
            return True
        case _:
            return has(plan, fields)


def has(plan: Term | OneOf | Run | Starts | RunStarts | Similar, fields: Fields) -> bool:
    there = values(fields, plan.field)
    match plan:
        case Term(_, value):
            return value in there
        case OneOf(_, wanted):
            return bool(set(wanted) & there)
        case Starts(_, beginning):
            return any(value.startswith(beginning) for value in there)
        case Similar(_, word, letters):
            return any(OSA.distance(word, one) <= letters for one in there)
        case Run(field, words, slop):
            return runs(fields, field, words, slop, begun=False)
        case RunStarts(field, words):
            return runs(fields, field, words, 0, begun=True)


word = st.sampled_from(WORDS)
text_fields = st.sampled_from(("words", "exact"))
several = st.lists(word, min_size=2, max_size=3).map(tuple)
beginnings = word.map(lambda whole: whole[:2])
days = st.none() | st.sampled_from((0, 1, 20171105, 20180101, 20181231, 20190615))
leaves: st.SearchStrategy[Plan] = st.one_of(
    st.just(Everything()),
    st.builds(Term, text_fields, word),
    st.builds(Term, st.just("type"), st.sampled_from(("thong bao", "ke hoach", "thong"))),
    st.builds(OneOf, st.just("type"), st.lists(st.just("thong bao"), max_size=2).map(tuple)),
    st.builds(OneOf, st.just("guesses"), st.lists(word, max_size=3).map(tuple)),
    st.builds(Run, st.just("words"), several),
    st.builds(Starts, text_fields, beginnings),
    st.builds(RunStarts, st.just("words"), several.map(lambda run: (*run[:-1], run[-1][:1]))),
    st.builds(Similar, text_fields, word, st.just(1)),
    st.builds(Between, st.sampled_from(("first_day", "last_day")), days, days),
    st.builds(Between, st.just("number"), st.integers(0, 40), st.integers(0, 40)),
)


def grown(inner: st.SearchStrategy[Plan]) -> st.SearchStrategy[Plan]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    some = st.lists(inner, max_size=2).map(tuple)
    return st.one_of(
        st.builds(AllOf, parts, some, some),
        st.builds(AnyOf, parts, st.integers(1, 2)),
        st.builds(Constant, inner, st.sampled_from((0.0, 0.5, 1000.0))),
        st.builds(Times, inner, st.sampled_from((0.5, 3.0))),
    )


plans = st.recursive(leaves, grown, max_leaves=6)


@pytest.fixture(scope="module", params=["elasticsearch", "tantivy"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    if request.param == "tantivy":
        engine: Engine = rebuild_engine(tmp_path_factory.mktemp("index") / "index", ENTRIES)
    else:
        server: Server = request.getfixturevalue("elasticsearch_server")
        place = {"urls": (server.url,), "index": "plans"}
        engine = rebuild_elastic(default_settings().elasticsearch.model_copy(update=place), ENTRIES)
    yield engine
    engine.close()


@settings(max_examples=300)
@given(plan=plans)
def test_what_answers_is_found_and_nothing_else(engine: Engine, plan: Plan) -> None:
    expected = {name for name, fields in FIELDS.items() if answers(plan, fields)}
    for sort in (Sort.RELEVANCE, Sort.NEWEST):
        # Only conditions may hold what has no score of its own.
        best = engine.best(Asked(condition(plan), condition(plan)), len(ENTRIES), sort)
        assert {scored.entry.document_id for scored in best.scored} == expected
        assert best.total == len(expected)


@settings(max_examples=100)
@given(parts=st.lists(plans, min_size=1, max_size=4))
def test_constants_add_up(engine: Engine, parts: list[Plan]) -> None:
    lifts = tuple(Constant(part, 2.0**place) for place, part in enumerate(parts))
    plan = AllOf((condition(Everything()),), lifts=lifts)
    best = engine.best(Asked(plan, condition(plan)), len(ENTRIES), Sort.RELEVANCE)
    scores = {scored.entry.document_id: scored.score for scored in best.scored}
    expected = {
        name: sum(2.0**place for place, part in enumerate(parts) if answers(part, fields))
        for name, fields in FIELDS.items()
    }
    # What all documents have alike, an engine may leave out.
    assert above_least(scores) == above_least(expected)
    assert all(one.score >= two.score for one, two in pairwise(best.scored))


def above_least(scores: dict[str, float]) -> dict[str, float]:
    return {name: score - min(scores.values()) for name, score in scores.items()}
