"""A record and its references survive the way to JSON and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box
from pipeline.model.record import (
    FIELD_NAMES,
    Evidence,
    Field,
    Record,
    record_from_json,
    record_to_json,
)
from pipeline.model.reference import Reference, Relation

words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
optional = st.none() | words
evidence = st.builds(Evidence, st.integers(1, 9), words, st.just(Box(1, 2, 3, 4)), st.floats(0, 1))
references = st.builds(
    Reference,
    relation=st.sampled_from(Relation),
    kind=words,
    code=words,
    title=optional,
    date=optional,
    issuer=optional,
    clause=optional,
    confidence=st.integers(0, 100).map(lambda percent: percent / 100),
    evidence=st.lists(evidence, max_size=2).map(tuple),
)


@given(st.lists(references, max_size=3).map(tuple))
def test_a_record_comes_back_from_json(cited: tuple[Reference, ...]) -> None:
    record = Record(
        type=Field("Quyết định", 0.9), to=Field(("Sở A", "Sở B"), 0.8), references=cited
    )
    assert record_from_json(record_to_json(record)) == record


def test_references_are_no_field() -> None:
    cited = Reference(Relation.BASIS, "Luật", None, title="Lưu trữ")
    names = [name for name, _ in Record(references=(cited,)).items()]
    assert tuple(names) == FIELD_NAMES
    assert "references" not in names


def test_a_record_of_an_older_version_has_no_references() -> None:
    data = record_to_json(Record(type=Field("Luật", 1.0)))
    del data["references"]
    assert record_from_json(data).references == ()


def test_a_reference_names_something() -> None:
    with pytest.raises(ValueError, match="code or a title"):
        Reference(Relation.BASIS, "Luật", None)
