"""The rules of the registers are data: what is wrong in them is refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.register_rules import load_holidays, load_office
from pipeline.settings import configs_dir


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("office.toml", "holidays.toml"):
        shutil.copy(configs_dir() / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('to = "03"', 'to = "99"', "moves.0.to"),
        ('who = ["clerk"]', "who = []", "moves.0.who"),
        ("reason = true", "raeson = true", "moves.1.raeson"),
        ("days = 0", "days = -1", "terms.0.days"),
        ('to = "02"\n', 'to = "02"\nnext = true\n', "moves"),
    ],
)
def test_a_wrong_rule_is_named(folder: Path, old: str, new: str, key: str) -> None:
    path = folder / "office.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsInvalid) as caught:
        load_office(folder)
    assert str(caught.value.params["key"]).startswith(key)


@pytest.mark.parametrize(
    ("old", "new"),
    [("2025-04-07", "2024-04-07"), ("year = 2027", "year = 2026"), ("2025-04-07", "2025-04-31")],
)
def test_a_wrong_holiday_is_refused(folder: Path, old: str, new: str) -> None:
    path = folder / "holidays.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsInvalid):
        load_holidays(folder)
