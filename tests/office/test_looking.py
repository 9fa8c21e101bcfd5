"""What is seen and what is taken away stands in the history, once for a while."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.errors import ArchiveBusy
from pipeline.office.looking import AGAIN, Looks
from pipeline.register.audit import Trail
from pipeline.register.audit_log import LogCriteria
from pipeline.register.entries import Look
from pipeline.register.store import Register, open_register
from tests.stack_archive import NOW

ID = "0123456789abcdef"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path) as opened:
        yield opened


def _told(register: Register) -> list[tuple[str, str, str, str | None]]:
    return [
        (one.who, one.what, one.object_id, one.new) for one in register.trail.events(LogCriteria())
    ]


def test_a_view_is_written_once_a_session_and_a_while(register: Register) -> None:
    looks = Looks()
    assert looks.viewed("s1", "lan", ID, NOW)
    looks.write(register.trail)
    later = NOW + AGAIN - timedelta(seconds=1)
    assert not looks.viewed("s1", "lan", ID, later)
    assert looks.viewed("s2", "lan", ID, later)
    assert looks.viewed("s1", "lan", ID, NOW + AGAIN)
    looks.write(register.trail)
    assert _told(register) == [("lan", "viewed", ID, None)] * 3
    assert register.trail.audit().findings == ()


def test_what_is_taken_away_is_written_first(register: Register) -> None:
    looks = Looks()
    for _ in range(3):
        looks.downloaded(register.trail, "s1", "lan", ID, "pdf", NOW)
    looks.downloaded(register.trail, "s1", "lan", ID, "alto", NOW)
    looks.exported(register.trail, "lan", "xlsx", 12, NOW)
    assert _told(register) == [
        ("lan", "downloaded", ID, "pdf"),
        ("lan", "downloaded", ID, "alto"),
        ("lan", "exported", "xlsx", "12"),
    ]


class Locked(Trail):
    def __init__(self) -> None:
        """Nothing can be written to it."""

    def note(self, looks: Sequence[Look]) -> None:
        raise ArchiveBusy("register_busy", {"path": "sohoa.db"})


def test_what_could_not_be_written_still_waits(register: Register) -> None:
    looks = Looks()
    looks.viewed("s1", "lan", ID, NOW)
    with pytest.raises(ArchiveBusy):
        looks.write(Locked())
    with pytest.raises(ArchiveBusy):
        looks.downloaded(Locked(), "s1", "lan", ID, "pdf", NOW)
    looks.write(register.trail)
    looks.downloaded(register.trail, "s1", "lan", ID, "pdf", NOW)
    assert [what for _, what, _, _ in _told(register)] == ["viewed", "downloaded"]


def test_nothing_is_shown_that_nobody_could_note() -> None:
    looks = Looks()
    for number in range(10_000):
        looks.viewed("s1", "lan", str(number), NOW)
    with pytest.raises(ArchiveBusy, match="looks_waiting"):
        looks.viewed("s1", "lan", "another", NOW)
