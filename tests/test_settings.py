"""Settings cross into the reading processes as JSON and come out the same."""

import json
from pathlib import Path

from pipeline.settings import Settings, default_settings, load_settings

OWN = """
[[paper.classes]]
key = "old"
name = { vi = "Cũ", en = "Old" }
clause = "thực tiễn"
signs = [{ before = 2018-09-06 }]
[registers]
books = [{ key = "den", title = "Sổ đến", direction = "in" }]
days_off = [2027-11-20]
[[people]]
name = "lan"
roles = ["clerk", "keeper"]
"""


def test_the_defaults_come_out_the_same() -> None:
    settings = default_settings()
    assert Settings.model_validate(json.loads(json.dumps(settings.as_json()))) == settings


def test_what_an_office_adds_comes_out_the_same(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    settings = load_settings(tmp_path / "own.toml")
    assert Settings.model_validate(json.loads(json.dumps(settings.as_json()))) == settings
