"""Classes of paper and parts of documents as data: what is wrong in them is named."""

import re
from pathlib import Path

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.office_rules import (
    SHOULD_BE_ELECTRONIC,
    completeness_rules,
    default_completeness,
    default_paper,
    load_completeness,
    load_paper,
)
from pipeline.rules import default_rules
from pipeline.settings import configs_dir, load_settings

CLAUSE = re.compile(r"^(thực tiễn$|(NĐ|QĐ) \d+/\d{4}/[A-ZĐ]+-[A-Z]+\w*)")


def test_the_four_classes_have_names_and_a_clause() -> None:
    classes = default_paper().classes
    assert [one.key for one in classes] == ["penalty", "invitation", "draft", "paper_only"]
    assert all(CLAUSE.match(one.clause) for one in classes)


def test_every_part_rests_on_a_clause_or_on_practice() -> None:
    assert all(CLAUSE.match(part.clause) for part in default_completeness().parts)


def test_types_that_rules_name_are_known() -> None:
    known = {kind.name for kind in default_rules().kind} | {default_rules().letter}
    named = {
        kind for part in default_completeness().parts for kind in (*part.kinds, *part.except_kinds)
    }
    assert named - known == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("paper.toml", 'key = "draft"', 'kye = "draft"', "classes.2.key"),
        ("paper.toml", "{ secret = true }", "{ }", "signs"),
        ("completeness.toml", 'field = "number"', 'field = "nummer"', "nummer"),
        ("completeness.toml", 'field = "number"', "", "parts"),
        ("completeness.toml", '"seal", "digital_signature"', '"sael"', "sael"),
        ("completeness.toml", "sure = 0.9", "sure = 9", "sure"),
        ("completeness.toml", "[completeness]", "[completeness", "completeness.toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, file: str, old: str, new: str, named: str) -> None:
    text = (configs_dir() / file).read_text(encoding="utf-8")
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    load = load_paper if file == "paper.toml" else load_completeness
    with pytest.raises(SettingsInvalid) as failure:
        load(tmp_path)
    assert named in str(failure.value)


def test_an_office_replaces_a_part_and_adds_one(tmp_path: Path) -> None:
    own = """
[[completeness.parts]]
key = "seal"
name = { vi = "Dấu", en = "Seal" }
clause = "thực tiễn"
remedy = { vi = "Đóng dấu.", en = "Seal it." }
kinds = ["Quyết định"]
marks = ["seal"]
[[completeness.parts]]
key = "own"
name = { vi = "Phiếu", en = "Slip" }
clause = "thực tiễn"
remedy = { vi = "Gửi phiếu.", en = "Send it." }
words = ["phiếu kiểm soát"]
"""
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    rules = completeness_rules(load_settings(tmp_path / "own.toml"))
    assert rules.part("seal").kinds == ("Quyết định",)
    assert [part.key for part in rules.parts][-1] == "own"
    assert len(rules.parts) == len(default_completeness().parts) + 1


def test_what_there_is_not_is_answered_with_what_there_is() -> None:
    with pytest.raises(SettingsInvalid) as failure:
        default_completeness().part("sael")
    assert "seal" in str(failure.value)
    with pytest.raises(SettingsInvalid) as failure:
        default_paper().check_key("papr")
    assert SHOULD_BE_ELECTRONIC in str(failure.value)


def test_every_class_has_words_in_both_languages() -> None:
    rules = default_paper()
    assert rules.name(SHOULD_BE_ELECTRONIC).vi == "Lẽ ra phải gửi điện tử"
    assert rules.name("draft").en == "Draft sent for comment"
    assert rules.name("gone").vi == "gone"
