"""Values of facets that are chosen: what answers, and what else could be chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.model.access import EVERYTHING, Access, Rights
from pipeline.model.archival import IndexEntry
from pipeline.search.choosing import choices
from pipeline.search.index import FacetName, Found, SearchQuery
from pipeline.search.opening import rebuild_index
from pipeline.search.searching import SearchIndex

PLAIN = IndexEntry(
    document_id="a",
    pages=("thu hồi đất",),
    type="Quyết định",
    issuer="Sở Y tế",
    date="2017-11-05",
    access=Access.OPEN,
)
ENTRIES = (
    PLAIN,
    replace(PLAIN, document_id="b", issuer="SỞ Y TẾ", date="2018-01-01"),
    replace(PLAIN, document_id="c", issuer="Sở Y tế tỉnh", type="Thông báo"),
    replace(PLAIN, document_id="d", issuer="Sở Y tề", date="2018-??-??", access=Access.CONDITIONAL),
)
OPEN = Rights(frozenset({Access.OPEN}))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return rebuild_index(tmp_path_factory.mktemp("archive") / "index", ENTRIES)


def ask(index: SearchIndex, *only: str, text: str = "", rights: Rights = EVERYTHING) -> Found:
    query = SearchQuery(text, only=choices(only), everything=True, facets=True)
    return index.search(query, rights)


def ids(found: Found) -> list[str]:
    return sorted(hit.document_id for hit in found.hits)


def values(found: Found, name: FacetName) -> dict[str, int]:
    return dict(next(facet.values for facet in found.facets if facet.name is name))


@pytest.mark.parametrize(
    ("only", "answer"),
    [
        ((), ["a", "b", "c", "d"]),
        (("issuer:Sở Y tế",), ["a", "b"]),
        (("issuer:sở y tế",), ["a", "b"]),
        (("issuer:Sở Y tề",), ["d"]),
        (("issuer:Sở Y tế tỉnh",), ["c"]),
        (("year:2017",), ["a", "c"]),
        (("year:2017", "year:2018"), ["a", "b", "c", "d"]),
        (("year:2017", "type:Thông báo"), ["c"]),
        (("year:2018", "type:Thông báo"), []),
        (("state:review",), ["a", "b", "c", "d"]),
        (("state:accepted",), []),
        (("unit:Phòng Y tế",), []),
        (("issuer:!!!",), []),
    ],
)
def test_of_a_facet_any_value_of_all_facets_all(
    index: SearchIndex, only: tuple[str, ...], answer: list[str]
) -> None:
    assert ids(ask(index, *only)) == answer
    assert ids(ask(index, *only, text="thu hoi dat")) == answer


def test_what_else_could_be_chosen_is_counted(index: SearchIndex) -> None:
    found = ask(index, "year:2017", "issuer:Sở Y tế")
    assert ids(found) == ["a"]
    assert values(found, FacetName.YEAR) == {"2017": 1, "2018": 1}
    assert values(found, FacetName.ISSUER) == {"Sở Y tế": 1, "Sở Y tế tỉnh": 1}
    assert values(found, FacetName.TYPE) == {"Quyết định": 1}


def test_every_count_is_what_choosing_it_finds(index: SearchIndex) -> None:
    for facet in ask(index).facets:
        for value, count in facet.values:
            assert ask(index, f"{facet.name.value}:{value}").total == count


def test_what_rights_do_not_reach_is_in_no_count(index: SearchIndex) -> None:
    assert ids(ask(index, "issuer:Sở Y tề", rights=OPEN)) == []
    found = ask(index, "year:2018", rights=OPEN)
    assert ids(found) == ["b"]
    assert values(found, FacetName.YEAR) == {"2017": 2, "2018": 1}
    assert "Sở Y tề" not in values(found, FacetName.ISSUER)


def test_most_of_the_words_are_counted_so_too(index: SearchIndex) -> None:
    found = ask(index, "year:2017", text="thu hồi đất vắng")
    assert found.relaxed
    assert values(found, FacetName.YEAR) == {"2017": 2, "2018": 2}


def test_nothing_is_found_by_nothing_unless_all_is_wanted(index: SearchIndex) -> None:
    assert index.search(SearchQuery("", facets=True), EVERYTHING).total == 0


def test_without_pages_nobody_looks_for_the_words(index: SearchIndex) -> None:
    found = index.search(SearchQuery("thu hồi đất", pages=0), EVERYTHING)
    assert found.total == 4
    assert {hit.pages for hit in found.hits} == {()}


@pytest.mark.parametrize("text", ["2017", "color:red", "year:", "year: ", f"issuer:{'a' * 301}"])
def test_what_is_no_choice_is_refused(text: str) -> None:
    with pytest.raises(SettingsInvalid, match="search_only"):
        choices([text])
