"""Mailboxes that lie in a folder are read and never changed."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.errors import NotFound, SettingsInvalid
from pipeline.exchange.mail_folder import read_folder


def letter(number: int) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = f"<{number}@example.vn>"
    message.set_content(f"From {number}\n")
    return message


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files}


@pytest.mark.parametrize("kind", ["maildir", "mbox", "eml"])
def test_every_message_comes_and_nothing_is_changed(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "box"
    if kind == "eml":
        path.mkdir()
        for number in (1, 2):
            (path / f"{number}.eml").write_bytes(letter(number).as_bytes())
    else:
        kinds = {"maildir": mailbox.Maildir, "mbox": mailbox.mbox}
        box = kinds[kind](path)
        for number in (1, 2):
            box.add(letter(number))
        box.close()
    before = tree(tmp_path)
    found = list(read_folder(path, 10_000))
    assert sorted(b"<2@example.vn>" in raw.data for raw in found) == [False, True]
    assert tree(tmp_path) == before


def test_too_large_a_message_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"a" * 11)
    (raw,) = read_folder(tmp_path, 10)
    assert (raw.name, raw.data, raw.size) == ("a.eml", b"", 11)


def test_what_is_no_mailbox_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(read_folder(tmp_path / "none", 10))
    (tmp_path / "a.txt").write_bytes(b"hello")
    with pytest.raises(SettingsInvalid):
        list(read_folder(tmp_path / "a.txt", 10))
