"""Three hundred questions and what people expect of the answers, asked of both engines."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from pipeline.model.archival import Hit, IndexEntry, PageHit
from pipeline.search.analysis import canon, nfc, tokens
from pipeline.search.elastic_engine import rebuild_elastic
from pipeline.search.engine import Engine
from pipeline.search.index import Completed, Found, Index, Sort
from pipeline.search.plan import Asked, Term
from pipeline.search.query_language import understand
from pipeline.search.question import Words
from pipeline.search.searching import SearchIndex
from pipeline.search.tantivy_engine import rebuild_engine
from pipeline.settings import default_settings
from tests.search.cases.reading import (
    Case,
    cases,
    completions,
    corpus,
    groups,
    likenesses,
    searches,
)

ENGINES = ("embedded", "elasticsearch")
LEAST_OVERLAP = 0.97
_EQUAL = 1e-3
_ALIKE = 10
"""The first so many answers of both engines are compared."""


def _case_id(case: Case) -> str:
    return f"{case.group}: {ascii(case.like or case.ask)[1:-1]}"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = rebuild_engine(tmp_path_factory.mktemp("cases") / "index", corpus())
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def elastic(request: pytest.FixtureRequest) -> Iterator[Engine]:
    server = request.getfixturevalue("elasticsearch_server")
    changes = {"urls": (server.url,), "index": "cases"}
    place = default_settings().elasticsearch.model_copy(update=changes)
    engine = rebuild_elastic(place, corpus())
    yield engine
    engine.close()


@pytest.fixture(params=ENGINES, scope="module")
def index(request: pytest.FixtureRequest) -> Index:
    name = "embedded" if request.param == "embedded" else "elastic"
    return SearchIndex(request.getfixturevalue(name))


@pytest.mark.parametrize("case", searches(), ids=_case_id)
def test_the_answer_is_what_a_person_expects(index: Index, case: Case) -> None:
    found = index.search(case.query, case.rights)
    ids = [hit.document_id for hit in found.hits]
    for name, holds in expectations(case, ids).items():
        assert holds, f"{name}: {ids[:12]}"
    assert found.total == len(ids) == len(set(ids))
    assert case.relaxed in (None, found.relaxed)
    assert set(case.suggests) <= set(found.suggestions)
    counted = {facet.name.value: dict(facet.values) for facet in found.facets}
    assert {name: counted[name] for name in case.facets} == case.facets
    hits = {hit.document_id: hit.pages[0] for hit in found.hits}
    assert {key: hits[key].page for key in case.page} == case.page
    marked = {key: tuple(_marked(hits[key])) for key in case.marks}
    assert marked == case.marks


@pytest.mark.parametrize("case", likenesses(), ids=_case_id)
def test_what_is_like_a_document(index: Index, case: Case) -> None:
    assert case.like is not None
    ids = _ids(index.more_like(case.like, case.rights, 200))
    for name, holds in expectations(case, ids).items():
        assert holds, f"{name}: {ids[:12]}"
    assert case.like not in ids


@pytest.mark.parametrize("case", completions(), ids=_case_id)
def test_what_a_beginning_goes_on_to(index: Index, case: Case) -> None:
    told = index.complete(Completed(case.complete or ""), case.ask, case.rights)
    assert case.values is None or sorted(told) == sorted(case.values)
    assert set(case.holds) <= set(told)
    assert len(told) == len(set(told))


def expectations(case: Case, ids: list[str]) -> dict[str, bool]:
    """What a case asks of the order of an answer, and whether it holds."""
    return {
        "required": set(case.required) <= set(ids),
        "forbidden": not set(case.forbidden) & set(ids),
        "only": case.only is None or sorted(case.only) == sorted(ids),
        "order": not case.order or list(case.order) == ids,
        "first": ids[: len(case.first)] == list(case.first),
        "top": set(ids[: len(case.top)]) == set(case.top),
        "before": all(
            one in ids and two in ids and ids.index(one) < ids.index(two)
            for one, two in case.before
        ),
    }


@pytest.mark.parametrize("case", searches(), ids=_case_id)
def test_marks_are_exact(index: Index, case: Case) -> None:
    found = index.search(case.query, case.rights)
    for hit in found.hits:
        entry = index.entry(hit.document_id, case.rights)
        assert hit.pages
        for page in hit.pages:
            _check_marks(case, entry, hit, page)


def _check_marks(case: Case, entry: IndexEntry, hit: Hit, page: PageHit) -> None:
    text = entry.pages[page.page - 1]
    for marks, inside in ((page.marks, page.snippet), (page.spans, text)):
        assert list(marks) == sorted(marks)
        assert all(0 <= start < end <= len(inside) for start, end in marks)
        assert all(one[1] < two[0] for one, two in itertools.pairwise(marks))
    shown = page.snippet.removeprefix("…").removesuffix("…")
    described = (hit.subject, hit.code, hit.issuer, hit.type, hit.signer, entry.issuer_parent)
    lines = [_one_line(whole) for whole in (*entry.pages, *described)]
    assert any(shown in line for line in lines)
    guessed = [(text[g.start : g.end], g.texts) for g in entry.guesses]
    for marked in (*_marked(page), *(text[start:end] for start, end in page.spans)):
        assert _answers(case.ask, marked, guessed), marked


def _one_line(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)


def _marked(page: PageHit) -> list[str]:
    return [page.snippet[start:end] for start, end in page.marks]


def _answers(ask: str, marked: str, guessed: list[tuple[str, tuple[str, ...]]]) -> bool:
    """Every word of it is one of the question, begins as one does, or may be one."""
    asked = {token.folded for token in tokens(nfc(ask))}
    begun = tuple(
        atom.tokens[-1].folded
        for clause in understand(ask).clauses
        for atom in clause.any_of
        if isinstance(atom, Words) and atom.begun
    )
    if any(word == marked and _folded(others) & asked for word, others in guessed):
        return True
    words = tokens(marked)
    return all(word.folded in asked or word.folded.startswith(begun) for word in words)


def _folded(texts: tuple[str, ...]) -> set[str]:
    return {token.folded for text in texts for token in tokens(text)}


def _ids(found: Found) -> list[str]:
    return [hit.document_id for hit in found.hits]


@pytest.mark.parametrize(
    "rewritten",
    [lambda text: unicodedata.normalize("NFD", text), canon],
    ids=["decomposed", "tones on the first vowel"],
)
def test_a_question_written_otherwise_is_the_same(
    index: Index, rewritten: Callable[[str], str]
) -> None:
    for case in searches():
        # Operators are in capitals, and `canon` has none.
        if case.group in ("hostile", "operators", "without", "filters", "dates"):
            continue
        other = replace(case, ask=rewritten(case.ask))
        asked = (index.search(one.query, one.rights) for one in (case, other))
        first, second = map(_ids, asked)
        assert first == second, case.ask


@pytest.mark.parametrize("case", [c for c in searches() if not c.facets], ids=_case_id)
def test_all_pages_together_are_the_whole(index: Index, case: Case) -> None:
    whole = _ids(index.search(case.query, case.rights))
    query, seen = replace(case.query, limit=3), list[str]()
    for _ in range(len(whole) // 3 + 2):
        found = index.search(query, case.rights)
        assert found.total == len(whole)
        seen += _ids(found)
        if found.next is None:
            break
        query = replace(query, cursor=found.next)
    assert seen == whole


def test_both_engines_agree(
    embedded: Engine, elastic: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    """The share of the first ten that both have, by group and in all."""
    shares: dict[str, list[float]] = {}
    for case in cases():
        one, two = (
            SearchIndex(e).search(case.query, case.rights).hits for e in (embedded, elastic)
        )
        if one or two:
            shares.setdefault(case.group, []).append(_shared(one, two))
    whole = [share for group in shares.values() for share in group]
    with capsys.disabled():
        print(f"\n{'group':40}{'cases':>7}{f'top {_ALIKE}':>8}")
        for group in groups():
            found = shares.get(group.name, [1.0])
            print(f"{group.title:40}{len(group.cases):>7}{sum(found) / len(found):>8.3f}")
        print(f"{'all':40}{len(cases()):>7}{sum(whole) / len(whole):>8.3f}")
    assert sum(whole) / len(whole) >= LEAST_OVERLAP
    assert min(sum(found) / len(found) for found in shares.values()) >= LEAST_OVERLAP


def _shared(one: tuple[Hit, ...], two: tuple[Hit, ...]) -> float:
    """Which of equals come first is each engine's own affair."""
    if not one or not two:
        return 0.0
    last = one[:_ALIKE][-1].score
    first = {hit.document_id for hit in one if hit.score >= last - _EQUAL}
    shown = two[:_ALIKE]
    return sum(hit.document_id in first for hit in shown) / max(len(one[:_ALIKE]), len(shown))


def test_words_score_alike_in_both_engines(embedded: Engine, elastic: Engine) -> None:
    """So constants lift equally, and exactness decides in both where it decides in one."""
    for word in ("turnitin", "ban", "nam", "thu", "hoi"):
        plan = Term("words", word)
        scores = []
        for engine in (embedded, elastic):
            best = engine.best(Asked(plan, plan), 200, Sort.RELEVANCE)
            scores.append({scored.entry.document_id: scored.score for scored in best.scored})
        assert scores[0] == pytest.approx(scores[1], rel=0.01)


def test_the_cases_speak_of_documents_that_exist() -> None:
    known = {entry.document_id for entry in corpus()}
    assert len(known) == len(corpus())
    for case in cases():
        pairs = itertools.chain.from_iterable(case.before)
        named = {*case.required, *case.forbidden, *(case.only or ()), *case.order, *pairs}
        assert named | {*case.first, *case.top, *case.page, *case.marks} <= known, case
