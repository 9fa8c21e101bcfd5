"""Two offices that differ in nothing but a secret: one has it in quarantine, and it came again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from pipeline.exchange.edxml.writer import write
from pipeline.office.exchange_in import Outcome, receive
from pipeline.office.exchange_out import queue_statuses
from tests.cli.test_secret import MASTER, OPEN, PEOPLE, quarantine_in
from tests.exchange.edxml.made import a_message, partner
from tests.office.exchange_room import Clock, office
from tests.web.shelf import fill

RARE = "điều hiếm có"
"""In the subject of the message that brought the secret."""


def made(folder: Path, *, with_secret: bool) -> Path:
    """An office that exchanges messages."""
    (folder / "box").mkdir(parents=True)
    archive = fill(folder / "archive", OPEN)
    (folder / "office.toml").write_text(PEOPLE, encoding="utf-8")
    with office(archive.root, Clock()) as room:
        receive(room, write(a_message(), partner()), "folder")
        queue_statuses(room)
        if with_secret:
            quarantine_in(archive)
            again = "H53.19,2026/11/21,216/SYT-VP"
            header = replace(a_message().header, subject=RARE, document_id=again)
            file = replace(a_message().attachments[0], content=MASTER)
            secret = a_message(header=header, attachments=(file,))
            assert receive(room, write(secret, partner()), "folder").outcome is Outcome.HELD
    return folder


_VARIES = (
    (r"\b[0-9a-f]{64}\b", "HASH"),
    (r"sign-in: \S+|\"password\": \"[^\"]*\"", "PASSWORD"),
    (r'[\d.]+ GB free|"free_bytes": \d+', "FREE"),
    (r"\d{4}-\d\d-\d\dT[\d:.+Z]+|\d\d:\d\d(:\d\d)?( \d\d/\d\d/\d{4})?", "TIME"),
    (r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){2,3}\b", "RECEIPT"),
    (r"[\d.]+ ?(s|ms)\b|\"seconds\": [\d.]+", "TAKEN"),
)


def plain(text: str, folder: Path) -> str:
    """Without what is another at each run."""
    text = text.replace(str(folder), "FOLDER")
    for pattern, name in _VARIES:
        text = re.sub(pattern, name, text)
    return text
