"""What somebody may not see changes nothing of what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.access import EVERYTHING, Access, Holding, Rights
from pipeline.model.archival import Guess, IndexEntry
from pipeline.search.index import Completed, Found, SearchQuery, Sort
from pipeline.search.opening import rebuild_index
from pipeline.search.searching import SearchIndex

UNITS = ("", "Phòng Bàn", "Phòng Bán", "Phòng Y tế")
SECRETS = ("khuếch", "nghoẹo", "quặp", "phượu", "thướt", "chuệch")
"""A word that only the document of that number has."""
WORDS = ("họp", "đất", "thu", "hồi", "giao", "ban")


def entry(number: int, words: Sequence[str], holding: Holding) -> IndexEntry:
    secret = SECRETS[number]
    text = f"{' '.join(words)} {secret} hop"
    return IndexEntry(
        document_id=f"d{number}",
        pages=(text, f"trang hai {secret}"),
        code=f"{number + 1}/QĐ-{secret.upper()}",
        number=str(number + 1),
        type=f"Thông báo {secret}",
        issuer=f"Sở {secret}",
        subject=f"Về việc {' '.join(words)} {secret}",
        date=f"2017-0{number + 1}-05",
        signer=f"Nguyễn {secret}",
        urgency=f"Khẩn {secret}",
        unit=holding.unit,
        access=holding.access,
        guesses=(Guess(1, len(text) - 3, len(text), (f"{secret}a",)),),
    )


HELD = st.builds(Holding, st.sampled_from(Access), st.sampled_from(UNITS))
ENTRIES = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), HELD),
    min_size=1,
    max_size=len(SECRETS),
).map(lambda papers: tuple(entry(n, words, held) for n, (words, held) in enumerate(papers)))
RIGHTS = st.builds(
    Rights,
    st.frozensets(st.sampled_from(Access)),
    st.none() | st.frozensets(st.sampled_from(UNITS)),
)
TERMS = st.sampled_from(
    [
        *WORDS,
        *SECRETS,
        *(word[:-1] for word in SECRETS),
        *(f"{word[:3]}*" for word in SECRETS),
        "hop",
        "-họp",
        '"thu hồi"',
        "loai:thong",
        "so:2",
        "2/QĐ",
        "2017",
        "2016..2018",
        "unit:ban",
    ]
)
QUERIES = st.builds(
    SearchQuery,
    st.lists(TERMS, min_size=1, max_size=3).map(" ".join),
    type=st.none() | st.sampled_from([f"Thông báo {word}" for word in SECRETS]),
    issuer=st.none() | st.sampled_from(SECRETS),
    date_from=st.none() | st.just("2017-03"),
    limit=st.just(100),
    sort=st.sampled_from(Sort),
    facets=st.just(True),
)


def told(found: Found) -> object:
    """All that an answer says, but for scores and the order that is by them."""
    hits = sorted((hit.document_id, hit.pages, hit.answering_pages) for hit in found.hits)
    return hits, found.total, found.relaxed, found.facets, found.suggestions, found.notes


def may_see(entries: Sequence[IndexEntry], rights: Rights) -> tuple[IndexEntry, ...]:
    return tuple(one for one in entries if rights.reach(Holding(one.access, one.unit)))


@settings(max_examples=60)
@given(ENTRIES, RIGHTS, st.lists(QUERIES, min_size=1, max_size=6))
def test_an_answer_is_what_it_were_without_what_one_may_not_see(
    entries: tuple[IndexEntry, ...], rights: Rights, queries: list[SearchQuery]
) -> None:
    with TemporaryDirectory() as folder:
        whole = rebuild_index(Path(folder) / "whole", entries)
        seen = rebuild_index(Path(folder) / "seen", may_see(entries, rights))
        for query in queries:
            assert told(whole.search(query, rights)) == told(seen.search(query, EVERYTHING))


@settings(max_examples=40)
@given(ENTRIES, RIGHTS, st.sampled_from(("", *(word[:2] for word in SECRETS), "s", "v", "1")))
def test_completions_likenesses_and_entries_tell_nothing_else(
    entries: tuple[IndexEntry, ...], rights: Rights, beginning: str
) -> None:
    visible = may_see(entries, rights)
    with TemporaryDirectory() as folder:
        whole = rebuild_index(Path(folder) / "whole", entries)
        seen = rebuild_index(Path(folder) / "seen", visible)
        for what in Completed:
            assert sorted(whole.complete(what, beginning, rights)) == sorted(
                seen.complete(what, beginning, EVERYTHING)
            )
        for one in entries:
            if one in visible:
                alike = whole.more_like(one.document_id, rights, 100)
                assert told(alike) == told(seen.more_like(one.document_id, EVERYTHING, 100))
                assert whole.entry(one.document_id, rights).document_id == one.document_id
                continue
            for asking in (whole.entry, whole.more_like):
                with pytest.raises(NotFound) as denied:
                    asking(one.document_id, rights)
                with pytest.raises(NotFound) as unknown:
                    asking("d9", rights)
                assert denied.value.code == unknown.value.code


@settings(max_examples=30)
@given(ENTRIES, RIGHTS, st.sampled_from(Sort))
def test_cursors_lead_to_nothing_else(
    entries: tuple[IndexEntry, ...], rights: Rights, sort: Sort
) -> None:
    visible = {one.document_id for one in may_see(entries, rights)}
    with TemporaryDirectory() as folder:
        index = rebuild_index(Path(folder) / "index", entries)
        walked: list[str] = []
        cursor = None
        for _ in range(len(entries) + 1):
            found = index.search(SearchQuery("hop", limit=1, sort=sort, cursor=cursor), rights)
            walked += [hit.document_id for hit in found.hits]
            cursor = found.next
            if cursor is None:
                break
        assert sorted(walked) == sorted(visible)
        assert found.total == len(visible)


def test_a_cursor_of_other_rights_is_refused(index: SearchIndex) -> None:
    asking = SearchQuery("hop", limit=1)
    cursor = index.search(asking, EVERYTHING).next
    assert cursor is not None
    with pytest.raises(SettingsInvalid):
        index.search(SearchQuery("hop", limit=1, cursor=cursor), Rights(frozenset({Access.OPEN})))


def test_units_that_differ_in_a_tone_are_two(index: SearchIndex) -> None:
    rights = Rights(frozenset(Access), frozenset({"Phòng Bán"}))
    assert [hit.document_id for hit in index.search(SearchQuery("hop"), rights).hits] == ["d1"]


def test_no_level_and_no_unit_is_nothing(index: SearchIndex) -> None:
    nobody = (Rights(frozenset()), Rights(frozenset(Access), frozenset()))
    for rights in (*nobody, Rights(frozenset(Access), frozenset({""}))):
        found = index.search(SearchQuery("hop", facets=True), rights)
        assert (found.hits, found.total) == ((), 0)
        assert all(facet.values == () for facet in found.facets)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    held = [Holding(unit=unit) for unit in ("Phòng Bàn", "Phòng Bán", "")]
    entries = [entry(number, ("đất",), holding) for number, holding in enumerate(held)]
    return rebuild_index(tmp_path_factory.mktemp("rights") / "index", entries)
