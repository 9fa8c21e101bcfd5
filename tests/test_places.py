"""The table of places: every line is cut into names that its provinces hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.places import Place, load_places


def test_a_line_gives_its_commune_and_what_it_was_made_of(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(
        "# comment\nTỉnh A\tXã B\tC > Huyện D: Xã E, Thị trấn G; A > Huyện H: Xã I\n"
        "\tĐặc khu K\tC > Huyện K: \n",
        encoding="utf-8",
    )
    places = load_places(path)
    assert Place("Tỉnh", "A", ("A",)) in places
    assert Place("Xã", "B", ("A",)) in places
    assert Place("", "C", ("C", "A")) in places
    assert Place("Thị trấn", "G", ("C", "A")) in places
    assert Place("Xã", "I", ("A",)) in places
    assert Place("Huyện", "K", ("C", "A")) in places
    assert len(places) == len(set(places)) == 11


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_places(tmp_path / "places.tsv")
    assert "places.tsv" in str(caught.value.params["file"])
