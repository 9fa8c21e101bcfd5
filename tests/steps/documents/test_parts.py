"""A split is a partition of the pages, in their order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.ocr import numbered
from pipeline.rules import Rules, default_rules
from pipeline.steps.documents import Part, split_pages
from tests.steps.documents.conftest import Sheets

KINDS = ("decision", "first", "form", "draft", "last", "annex", "plain", "back", "separator",
         "unread")  # fmt: skip


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=12), st.booleans())
def test_every_page_is_in_one_document_or_between_two(kinds: list[str], whole: bool) -> None:
    pages = numbered([getattr(Sheets, kind)() for kind in kinds])
    split = split_pages(pages, default_rules(), whole=whole)
    held = [n for part in split.parts for n in range(part.first, part.last + 1)]
    assert held == sorted(held)
    assert sorted([*held, *split.separators]) == [page.number for page in pages] or (
        held == [page.number for page in pages]
    )
    for part in split.parts:
        assert all(part.first < number <= part.last for number in part.unsure)
    if whole:
        assert len(split.parts) == 1


def test_unsure_pages_keep_a_document_together(sheets: Any, rules: Rules) -> None:
    pages = numbered((sheets.decision(), sheets.draft(), sheets.decision()))
    assert split_pages(pages, rules).parts == (Part(1, 2, (2,)), Part(3, 3))


def test_a_signed_file_is_split_by_a_person_alone(sheets: Any, rules: Rules) -> None:
    pages = numbered((sheets.decision(), sheets.decision(), sheets.annex()))
    assert split_pages(pages, rules, whole=True).parts == (Part(1, 3, (2,)),)


def test_separators_are_of_no_document(sheets: Any, rules: Rules) -> None:
    pages = numbered((sheets.separator(), sheets.decision(), sheets.separator(), sheets.plain()))
    split = split_pages(pages, rules)
    assert split.parts == (Part(2, 2), Part(4, 4))
    assert split.separators == (1, 3)


def test_a_file_of_separators_alone_is_not_lost(sheets: Any, rules: Rules) -> None:
    assert split_pages(numbered([sheets.separator()] * 2), rules).parts == (Part(1, 2),)


def test_no_page_is_a_mistake_of_the_caller(rules: Rules) -> None:
    with pytest.raises(ValueError, match="no page"):
        split_pages((), rules)
