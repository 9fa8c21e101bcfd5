"""The engine against a real server."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from elasticsearch import Elasticsearch

from pipeline.errors import IndexOutdated, IndexUnreachable
from pipeline.model.access import EVERYTHING, Access, Rights
from pipeline.model.archival import Guess, IndexEntry
from pipeline.search.elastic_engine import ElasticEngine, open_elastic, rebuild_elastic
from pipeline.search.fields import SCHEMA_VERSION
from pipeline.search.index import SearchQuery, Sort
from pipeline.search.plan import AllOf, Everything, Plan, Run, Term, condition
from pipeline.search.plan import Asked as Question
from pipeline.search.searching import SearchIndex
from pipeline.settings import ElasticsearchSettings, default_settings
from tests.elasticsearch.scripted import Answer, Asked, scripted
from tests.elasticsearch.server import Server

NAMES = itertools.count(1)
ENTRIES = tuple(
    IndexEntry(
        document_id=f"doc{n:02}",
        pages=(f"Kế hoạch số {n} về thu hồi đất", "Trang hai"),
        code=f"{n}/KH-UBND",
        number=str(n),
        type="Kế hoạch" if n % 3 else "Quyết định",
        date=f"2017-11-{n:02}",
    )
    for n in range(1, 26)
)


@pytest.fixture
def place(elasticsearch_server: Server) -> ElasticsearchSettings:
    """An index name of its own on the real server."""
    changes = {"urls": (elasticsearch_server.url,), "index": f"engine{next(NAMES)}"}
    return default_settings().elasticsearch.model_copy(update=changes)


@pytest.fixture
def engine(place: ElasticsearchSettings) -> Iterator[ElasticEngine]:
    engine = rebuild_elastic(place, ENTRIES)
    yield engine
    engine.close()


def ask(plan: Plan) -> Question:
    return Question(plan, condition(plan))


def found(engine: ElasticEngine, plan: Plan) -> set[str]:
    return {
        scored.entry.document_id for scored in engine.best(ask(plan), 100, Sort.RELEVANCE).scored
    }


def test_an_entry_comes_back_as_it_was_stored(place: ElasticsearchSettings) -> None:
    entry = IndexEntry(
        "one", ('Dòng một\nDòng "hai" \\ \u2028',), guesses=(Guess(1, 0, 4, ("dong",)),)
    )
    engine = rebuild_elastic(place, (entry,))
    assert engine.best(ask(condition(Everything())), 1, Sort.NEWEST).scored[0].entry == entry
    engine.close()


def test_every_sort_goes_on_where_a_page_ended(engine: ElasticEngine) -> None:
    for sort in Sort:
        seen: list[str] = []
        after = None
        while page := engine.best(ask(Term("words", "dat")), 7, sort, after).scored:
            seen += [scored.entry.document_id for scored in page]
            after = page[-1].position
        ids = sorted(entry.document_id for entry in ENTRIES)
        assert sorted(seen) == ids
        if sort is not Sort.RELEVANCE:
            assert seen == (ids[::-1] if sort is Sort.NEWEST else ids)


@pytest.mark.parametrize("after", [(), ("a", "b"), (1.5,), (1, 2, 3), (True, "x", None)])
def test_a_place_of_another_engine_is_refused(
    engine: ElasticEngine, after: tuple[str | int | float, ...]
) -> None:
    for sort in Sort:
        with pytest.raises(ValueError, match="not a place"):
            engine.best(ask(Everything()), 5, sort, after)


def test_values_are_counted_over_all_that_answers(engine: ElasticEngine) -> None:
    counted = engine.counts(condition(Term("words", "dat")), ("type_name", "unit_name"), 10)
    assert counted == {"type_name": (("Kế hoạch", 17), ("Quyết định", 8)), "unit_name": ()}


def test_what_is_put_or_removed_counts_after_the_commit(engine: ElasticEngine) -> None:
    engine.put([IndexEntry("doc01", ("Đơn xin nghỉ phép",)), IndexEntry("new", ("Đơn khiếu nại",))])
    engine.remove(["doc02", "never there"])
    engine.commit()
    assert found(engine, Term("words", "don")) == {"doc01", "new"}
    assert "doc02" not in engine.ids()
    assert engine.count() == len(engine.ids()) == len(ENTRIES)


def test_what_was_not_committed_is_dropped(place: ElasticsearchSettings) -> None:
    writing = rebuild_elastic(place, ENTRIES)
    writing.put([IndexEntry("late", ())])
    writing.close()
    assert "late" not in open_elastic(place).ids()


def test_more_than_one_answer_holds(
    place: ElasticsearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.search.elastic_engine._AT_ONCE", 4)
    engine = rebuild_elastic(place, ENTRIES)
    ids = [entry.document_id for entry in ENTRIES]
    assert engine.ids() == set(ids)
    first = engine.best(ask(Everything()), 10, Sort.OLDEST).scored
    assert [scored.entry.document_id for scored in first] == ids[:10]
    rest = engine.best(ask(Everything()), 100, Sort.OLDEST, first[-1].position).scored
    assert [scored.entry.document_id for scored in rest] == ids[10:]
    engine.close()


def test_a_near_run_is_in_order(engine: ElasticEngine) -> None:
    assert len(found(engine, Run("words", ("thu", "dat"), 1))) == len(ENTRIES)
    assert found(engine, Run("words", ("thu", "trang"), 1)) == set()
    assert found(engine, Run("words", ("dat", "hoi"), 5)) == set()


def test_people_search_through_it(engine: ElasticEngine) -> None:
    index = SearchIndex(engine)
    answer = index.search(SearchQuery('"thu hồi đất" 7', facets=True), EVERYTHING)
    assert answer.hits[0].document_id == "doc07"
    page = answer.hits[0].pages[0]
    marked = [page.snippet[start:end] for start, end in page.marks]
    assert marked == ["7", "thu", "hồi", "đất"]
    assert index.search(SearchQuery("7/KH-UBND"), EVERYTHING).hits[0].document_id == "doc07"
    open_only = Rights(frozenset({Access.OPEN}))
    assert index.search(SearchQuery("thu hoi dat"), open_only).total == 0


def test_several_shards_answer_as_one(place: ElasticsearchSettings) -> None:
    one = rebuild_elastic(place, ENTRIES)
    parts = place.model_copy(update={"index": f"{place.index}-parts", "shards": 4})
    four = rebuild_elastic(parts, ENTRIES)
    plan = AllOf((Term("words", "dat"),), lifts=(Term("words", "7"), Run("words", ("so", "9"))))
    assert four.best(ask(plan), 25, Sort.RELEVANCE) == one.best(ask(plan), 25, Sort.RELEVANCE)
    counted = ("type_name", "code_name")
    assert four.counts(plan, counted, 30) == one.counts(plan, counted, 30)


def test_a_rebuild_takes_the_place_of_the_old_index_in_one_step(
    place: ElasticsearchSettings, engine: ElasticEngine
) -> None:
    seen = []

    def entries() -> Iterator[IndexEntry]:
        for entry in ENTRIES[:5]:
            seen.append(engine.count())
            yield entry

    rebuild_elastic(place, entries()).close()
    assert seen == [len(ENTRIES)] * 5
    # Whoever had the old one open goes on in the new one.
    assert engine.count() == 5
    with Elasticsearch(place.urls[0]) as client:
        assert list(client.indices.get(index=f"{place.index}*")) == [
            f"{place.index}-v{SCHEMA_VERSION}-2"
        ]


@pytest.mark.usefixtures("engine")
def test_a_rebuild_in_use_has_its_settings_back(place: ElasticsearchSettings) -> None:
    with Elasticsearch(place.urls[0]) as client:
        (index,) = client.indices.get_settings(index=place.index).body.values()
    assert index["settings"]["index"]["refresh_interval"] == "5s"


def test_what_a_killed_rebuild_left_is_removed_by_the_next(
    place: ElasticsearchSettings, engine: ElasticEngine
) -> None:
    def killed() -> Iterator[IndexEntry]:
        yield ENTRIES[0]
        raise KeyboardInterrupt

    neighbour = place.model_copy(update={"index": f"{place.index}-v2-other"})
    rebuild_elastic(neighbour, ENTRIES[:1]).close()
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            rebuild_elastic(place, killed())
        assert engine.count() == len(ENTRIES)
    rebuild_elastic(place, ENTRIES).close()
    with Elasticsearch(place.urls[0]) as client:
        left = client.indices.get(index=f"{place.index}-v*", features=["aliases"])
    own = {name: index for name, index in left.items() if "other" not in name}
    assert [list(index["aliases"]) for index in own.values()] == [[place.index]]
    assert open_elastic(neighbour).count() == 1


def outdate(client: Elasticsearch, alias: str) -> None:
    client.indices.put_mapping(index=alias, meta={"schema": SCHEMA_VERSION - 1})


def remove(client: Elasticsearch, alias: str) -> None:
    client.indices.delete(index=next(iter(client.indices.get(index=alias))))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("misfortune", [outdate, remove])
def test_an_older_or_missing_index_says_so_and_can_be_rebuilt(
    place: ElasticsearchSettings, misfortune: Callable[[Elasticsearch, str], None]
) -> None:
    with Elasticsearch(place.urls[0]) as client:
        misfortune(client, place.index)
    with pytest.raises(IndexOutdated):
        open_elastic(place)
    rebuild_elastic(place, ENTRIES).close()
    assert open_elastic(place).count() == len(ENTRIES)


def test_a_lost_index_is_not_made_anew_by_writing(
    place: ElasticsearchSettings, engine: ElasticEngine
) -> None:
    with Elasticsearch(place.urls[0]) as client:
        remove(client, place.index)
        engine.put(ENTRIES[:1])
        with pytest.raises(IndexOutdated):
            engine.commit()
        assert not client.indices.exists(index=place.index)


def test_half_an_answer_is_none(place: ElasticsearchSettings) -> None:
    """A search that one of several shards failed at must not look like one that found less."""
    failed = {"error": {"type": "search_phase_execution_exception", "reason": "so"}, "status": 503}

    def script(asked: Asked) -> Answer:
        return (200, {"responses": [failed, failed]}) if "_msearch" in asked.path else (200, {})

    with scripted(script) as url:
        engine = open_elastic(place.model_copy(update={"urls": (url,)}))
        with pytest.raises(IndexUnreachable):
            engine.best(ask(Everything()), 5, Sort.NEWEST)
        with pytest.raises(IndexUnreachable):
            engine.counts(Everything(), ("year",), 5)
        engine.close()


def test_an_index_that_went_away_is_outdated(
    place: ElasticsearchSettings, engine: ElasticEngine
) -> None:
    with Elasticsearch(place.urls[0]) as client:
        remove(client, place.index)
    with pytest.raises(IndexOutdated):
        engine.best(ask(Everything()), 5, Sort.NEWEST)


def test_no_server(place: ElasticsearchSettings) -> None:
    nowhere = place.model_copy(update={"urls": ("http://127.0.0.1:1",)})
    with pytest.raises(IndexUnreachable) as caught:
        open_elastic(nowhere)
    assert str(caught.value.params["why"]).endswith("Connection refused")
