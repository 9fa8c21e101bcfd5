"""Whoever is no keeper is told the same by every command there is, with and without secrets.

The commands are those of the parser: one that is new is asked too, and an argument that is new
has to be given what is typed for it here.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pipeline.cli
from pipeline.cli import main
from tests.cli.an_office_with_a_secret import RARE, made, plain
from tests.cli.every_command import Leaf, leaves, lines
from tests.cli.test_secret import SECRET, SHA

NOT_ASKED = {
    "serve": "runs until it is stopped; its routes have a test of their own",
    "watch": "runs until it is stopped; what it takes is digitised as by digitize",
    "digitize": "whoever has the sheet learns that it is here (tests/flows/test_secrets.py)",
    "evaluate": "reads scans, not the archive's register",
    "train": "reads scans, not the archive's register",
    "quality": "reads scans, not the archive's register",
    "separators": "draws a sheet; knows no archive",
}
VALUES = {
    "document_id": (SECRET, SECRET[:4], "den-mat/2026/#-1", "mo1"),
    "document_ids": (SECRET, "mo1"),
    "what": (SECRET, "mo1"),
    "name": (SECRET, "den-mat/2026/#-1", "mo1", "hoa"),
    "entry": ("den-mat/2026/#-1", "den-mat/2026/1", "-1", "1"),
    "book": ("den-mat", "den"),
    "document": (SECRET, "mo1"),
    "like": (SECRET, "mo1"),
    "after": ("den-mat/2026/#-1",),
    "query": ("mật", "hiếm", "kế hoạch"),
    "code": ("AAAA-AAAA-AAAA-AAAA", "1/KH-A"),
    "issuer": ("SỞ A",),
    "batch": ("mo1",),
    "type": ("Thông báo",),
    "cites": ("1/KH-A",),
    "date_from": ("2026",),
    "date_to": ("2026",),
    "date": ("2026-11-23", "5/11/2026"),
    "urgency": ("Khẩn",),
    "seal": ("1:0123456789ab",),
}
TYPED = ("1", "2026-11-23", "in", "paper", "04", "open", "newest")
"""For what must be a number, a day, a word of a list: what fits is typed."""


class _Values(dict[str, tuple[str, ...]]):
    """What an argument of a person's own words is given."""

    def __missing__(self, dest: str) -> tuple[str, ...]:
        return ("x",)


def _of(leaf: Leaf, folder: Path) -> _Values:
    """What is typed for the arguments of a command."""
    made = _Values(VALUES)
    for action in leaf.parser._actions:
        if action.type is Path:
            name = "box" if action.dest in ("inbox", "folder") else "thing.xlsx"
            made[action.dest] = (str(folder / name),)
        elif action.type is not None:
            made[action.dest] = TYPED
    return made


@pytest.fixture
def told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path, tuple[str, ...]], str]:
    """What a command tells a clerk, without what is another at each run."""
    for found in pkgutil.iter_modules(pipeline.cli.__path__):
        module = importlib.import_module(f"pipeline.cli.{found.name}")
        if hasattr(module, "who"):
            monkeypatch.setattr(module, "who", lambda: "an")
    monkeypatch.setattr("getpass.getpass", lambda *_: "x")
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def run(folder: Path, typed: tuple[str, ...]) -> str:
        where = ["--archive", str(folder / "archive"), "--lang", "en"]
        monkeypatch.setenv("SOHOA_SETTINGS", str(folder / "office.toml"))
        try:
            code = main([*typed, *where])
        except SystemExit as error:
            code = int(str(error.code))
        captured = capsys.readouterr()
        return f"{code} " + plain(captured.out + captured.err, folder)

    return run


def _asked() -> Iterator[Leaf]:
    for leaf in leaves():
        if leaf.words[0] not in NOT_ASKED:
            yield leaf


def test_every_command_is_asked_or_has_its_reason() -> None:
    assert set(NOT_ASKED) <= {leaf.words[0] for leaf in leaves()}


def test_others_are_told_the_same_by_every_command(
    tmp_path: Path, told: Callable[[Path, tuple[str, ...]], str]
) -> None:
    without = made(tmp_path / "without", with_secret=False)
    with_secret = made(tmp_path / "with", with_secret=True)
    for leaf in _asked():
        understood = False
        json = ("--json",) if any(one.dest == "json" for one in leaf.parser._actions) else ()
        ways = zip(
            lines(leaf, _of(leaf, without)),
            lines(leaf, _of(leaf, with_secret)),
            strict=True,
        )
        for open_one, secret in ways:
            answer = told(with_secret, secret)
            assert answer == told(without, open_one), open_one
            understood |= not answer.startswith("2 usage")
            assert RARE not in answer or RARE in open_one, open_one
            assert SHA not in answer
        if json:
            assert told(with_secret, (*secret, *json)) == told(without, (*open_one, *json)), (
                open_one
            )
        assert understood, leaf.words
