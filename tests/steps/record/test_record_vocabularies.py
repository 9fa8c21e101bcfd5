"""Set phrases, offices and places as vocabularies: each spells itself, none hides another."""

from __future__ import annotations

import pytest

from pipeline.places import default_places
from pipeline.rules import Rules
from pipeline.steps.record.vocabularies import (
    office_vocabulary,
    place_vocabulary,
    text_vocabulary,
)


def test_no_two_phrases_are_one_without_their_marks(rules: Rules) -> None:
    vocabulary = text_vocabulary(rules)
    hidden = [
        phrase
        for phrase in rules.spelling.phrases
        if any(word is None or word.remarked for word in vocabulary.restore(phrase.split()))
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("read", "spelt"),
    [
        ("UY BAN NHAN DAN XA TAN HIEP A", "ỦY BAN NHÂN DÂN XÃ TÂN HIỆP A"),
        ("SƠ Y TÊ", "SỞ Y TẾ"),
        ("SƠ GIAO DUC VÀ ĐAO TAO", "SỞ GIÁO DỤC VÀ ĐÀO TẠO"),
    ],
)
def test_a_headers_marks_come_back(rules: Rules, read: str, spelt: str) -> None:
    words = office_vocabulary(rules).restore(read.split())
    assert " ".join(word.text for word in words if word is not None) == spelt


def test_two_communes_that_differ_in_marks_alone_are_left_as_read(rules: Rules) -> None:
    names = {place.short for place in default_places() if place.level == "Xã"}
    pair = ("Xuân Canh", "Xuân Cảnh")
    assert names.issuperset(pair)
    for name in pair:
        restored = office_vocabulary(rules).restore(["XÃ", *name.upper().split()])
        assert restored[1:] == (None,) * len(name.split())


def test_a_text_names_a_province_with_its_level(rules: Rules) -> None:
    words = text_vocabulary(rules).restore(["trên", "địa", "bàn", "tinh", "Kiên", "Giang"])
    assert [word.text for word in words if word is not None][-3:] == ["tỉnh", "Kiên", "Giang"]
    assert place_vocabulary(rules).restore(["Kiên", "Giang"])[0] is not None
