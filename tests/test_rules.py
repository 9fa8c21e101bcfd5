"""The rules are data: a typo in them is refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.rules import default_rules, load_rules, rules_of
from pipeline.settings import configs_dir, load_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in configs_dir().glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_the_rules_of_the_program_are_valid(folder: Path) -> None:
    assert load_rules(folder) == default_rules()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("title_bottom", "title_botom", "zones.title_bottom"),
        ("title_bottom = 0.52", "title_bottom = 5", "zones.title_bottom"),
        ("number_word = '^", "number_word = '(", "patterns.number_word"),
    ],
)
def test_a_typo_is_named(folder: Path, old: str, new: str, key: str) -> None:
    path = folder / "rules.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsInvalid) as caught:
        load_rules(folder)
    assert caught.value.params["key"] == key


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_rules(tmp_path)
    assert "kinds.toml" in str(caught.value.params["file"])


def test_an_office_adds_its_units_kinds_and_places(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text(
        '[[office.units]]\nname = "Phòng Quản trị mạng"\nabbreviations = ["QTM"]\n'
        '[[office.kinds]]\nname = "Phiếu kiểm nghiệm"\n[office]\nplaces = ["Khu công nghệ cao"]\n'
        'positions = ["TRƯỞNG TRẠM KIỂM DỊCH"]\n',
        encoding="utf-8",
    )
    rules = rules_of(load_settings(path).office)
    assert rules.organ[0].abbreviations == ("QTM",)
    assert rules.kind[0].name == "Phiếu kiểm nghiệm"
    assert rules.organs.places[0] == "Khu công nghệ cao"
    assert "TRƯỞNG TRẠM KIỂM DỊCH" in rules.signer.titles
    assert set(default_rules().kind) < set(rules.kind)


def test_a_typo_in_an_offices_unit_is_named(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text('[[office.units]]\nname = "Phòng A"\nabreviation = ["PA"]\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(path)
    assert caught.value.params["key"] == "office.units.0.abreviation"
