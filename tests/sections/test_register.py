"""The registers and the people of an office, as its settings name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.entry import Direction
from pipeline.model.person import Role
from pipeline.sections.register import person_of
from pipeline.settings import default_settings, load_settings

PEOPLE = """
[[people]]
name = "lan"
roles = ["clerk", "keeper"]
[[people]]
name = "binh"
roles = ["staff"]
unit = "Phòng  Một"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "office.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_books_of_the_decree_are_there() -> None:
    books = default_settings().registers
    assert books.book("den").direction is Direction.INCOMING
    assert books.book_for(Direction.OUTGOING).key == "di"
    assert books.secret_books == {"den-mat", "di-mat"}


def test_a_book_that_is_not_there_is_not_told_of_the_secret_ones() -> None:
    with pytest.raises(NotFound) as caught:
        default_settings().registers.book("so-9")
    assert caught.value.params == {"book": "so-9", "known": "den, di"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[people]]\nname = "lan"\nroles = ["boss"]\n', "people.0.roles.0"),
        ('[[people]]\nname = "lan"\nroles = []\n', "people.0.roles"),
        (PEOPLE + '[[people]]\nname = "lan"\nroles = ["staff"]\n', "people"),
        (
            '[registers]\nbooks = [{ key = "a/b", title = "x", direction = "in" }]\n',
            "registers.books.0.key",
        ),
        ("[registers]\ndays_of = []\n", "registers.days_of"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(written(tmp_path, text))
    assert caught.value.params["key"] == key


def test_where_nobody_is_named_whoever_comes_may_do_what_one_may() -> None:
    assert person_of((), "anyone").roles == set(Role)


def test_where_people_are_named_others_are_strangers(tmp_path: Path) -> None:
    people = load_settings(written(tmp_path, PEOPLE)).people
    assert person_of(people, "binh").unit == "Phòng Một"
    with pytest.raises(SettingsInvalid):
        person_of(people, "nobody")
