"""Hits are counted as a person counts them: neighbours on a line are one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.marking import runs

TEXT = "Sở Y tế báo cáo\nvề y tế, Y\ntế xã"


def _said(*words: str) -> list[str]:
    spans, at = [], 0
    for word in words:
        start = TEXT.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return [TEXT[start:end] for start, end in runs(spans, TEXT)]


def test_neighbours_are_one() -> None:
    assert _said("Y", "tế", "báo") == ["Y tế báo"]
    assert _said("Sở", "tế") == ["Sở", "tế"]
    assert _said("y", "tế", "Y") == ["y tế", "Y"]


def test_each_line_has_its_own() -> None:
    assert _said("cáo\nvề") == ["cáo", "về"]
    assert _said("Y\ntế xã") == ["Y", "tế xã"]


@given(
    st.text("ab \n", max_size=30).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.sets(st.integers(0, max(len(text) - 1, 0)), max_size=10 if text else 0),
        )
    )
)
def test_nothing_is_lost_and_nothing_but_blanks_is_added(made: tuple[str, set[int]]) -> None:
    text, wanted = made
    found = runs([(at, at + 1) for at in wanted], text)
    covered = [at for start, end in found for at in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {at for at in wanted if text[at] != "\n"} <= set(covered)
    assert all(text[at] == " " for at in set(covered) - wanted)
