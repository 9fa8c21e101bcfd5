"""A list of what was found: whole, in order, and saying where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model.archival import Hit
from pipeline.model.entry import SignatureState
from pipeline.model.record import State
from pipeline.office import found_paper
from pipeline.office.found_paper import FoundList, all_found
from pipeline.papers.content import Paper, Table, Text
from pipeline.search.index import Found, SearchQuery
from pipeline.settings import default_settings

HIT = Hit("a", 0.0, (), code="5/TB", date="2026-02-??", subject="họp", state=State.ACCEPTED)


class Shelf:
    """Answers from a list of so many."""

    def __init__(self, count: int) -> None:
        self.hits = tuple(replace(HIT, document_id=str(number)) for number in range(count))
        self.asked: list[SearchQuery] = []

    def ask(self, query: SearchQuery) -> Found:
        self.asked.append(query)
        start = int(query.cursor or 0)
        end = start + query.limit
        following = str(end) if end <= len(self.hits) else None
        return Found(self.hits[start:end], len(self.hits), next=following)


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1234])
def test_all_of_it_is_asked_for_in_its_order(count: int) -> None:
    shelf = Shelf(count)
    found = all_found(shelf.ask, SearchQuery("thu", cursor="700", pages=3, facets=True))
    assert found == FoundList(shelf.hits, count, relaxed=False)
    assert {(one.pages, one.facets) for one in shelf.asked} == {(0, False)}


def test_a_list_has_an_end_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_paper, "MOST", 600)
    shelf = Shelf(1234)
    found = all_found(shelf.ask, SearchQuery("thu"))
    assert found == FoundList(shelf.hits[:600], 1234, relaxed=False)
    lines = texts(paper(found))
    assert "Số văn bản: 1234" in lines
    assert any("600 văn bản đầu" in line for line in lines)


def test_what_is_unsure_is_said_on_paper() -> None:
    hits = (
        HIT,
        replace(HIT, state=State.REVIEW, urgency="Khẩn"),
        replace(HIT, signatures=SignatureState.INVALID),
    )
    made = paper(FoundList(hits, 3, relaxed=True))
    (table,) = (block for block in made.blocks if isinstance(block, Table))
    assert [row[-1] for row in table.rows] == [
        "",
        "Khẩn; Cần xem lại",
        "chữ ký số không hợp lệ",
    ]
    assert table.rows[0][:3] == ("1", "5/TB", "??/02/2026")
    assert any("phần lớn các từ" in line for line in texts(made))


def paper(found: FoundList) -> Paper:
    head = default_settings().letterhead
    return found_paper.found_paper(found, ("Câu tìm: thu",), head, date(2026, 3, 4), "vi")


def texts(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Text)]
