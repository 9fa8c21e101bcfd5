"""Bytes that lie in quarantine and come once more: nobody else learns that they are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.model.account import AccountRole
from pipeline.model.record import State
from pipeline.register.entries import Input, Outcome, Source
from pipeline.register.intake_jobs import JobState, NewJob
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.staff import Office, office

PAPERS = (Paper("1aaa", "cuộc họp", subject="lịch họp"), Paper("9aaa", "cuộc họp", secret=True))
BATCH = "hộp hai"


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    return fill(tmp_path / "archive", PAPERS)


@pytest.fixture
def desk(archive: ArchiveFolder, tmp_path: Path) -> Iterator[Office]:
    with office(archive, tmp_path) as made:
        for name in ("lan", "mai"):
            made.hire(name, AccountRole.ARCHIVIST, AccountRole.MANAGER)
        made.hire("giang", AccountRole.ARCHIVIST, AccountRole.MANAGER, AccountRole.KEEPER)
        _hand_in_again(made)
        yield made


def _hand_in_again(made: Office) -> None:
    """Lan's batch: an open file and a secret one, both here already, and one that is broken."""
    register = made.register
    job = register.intake.add(NewJob(BATCH, "lan"), NOW, JobState.WAITING)
    batch = register.begin_batch(BATCH, "other", new_name="x", now=NOW, who="lan")
    names = ("mo.png", "kin.png", "hong.png")
    entries = register.add_inputs(batch, [Source(f"/scans/{name}", name) for name in names])
    for entry, sha256 in zip(entries[:2], (_sha(made, "1aaa"), _sha(made, "9aaa")), strict=True):
        register.end_input(entry, Outcome(State.DUPLICATE, (), sha256), NOW, "lan")
    register.end_input(entries[2], Outcome(State.REFUSED), NOW, "lan")
    assert register.intake.begin(job.id)
    register.intake.end(job.id, JobState.DONE, NOW)


def _sha(made: Office, name: str) -> str:
    (found,) = [one for one in _inputs(made, name) if one.sha256]
    assert found.sha256 is not None
    return found.sha256


def _inputs(made: Office, batch: str) -> tuple[Input, ...]:
    return made.register.inputs(made.register.intake.batch(batch))


def seen(desk: Office, who: str) -> tuple[str, str]:
    """The batch page, and the row of the batch in the list."""
    desk.enter(who)
    listed = desk.client.get("/intake")
    page = desk.client.get(f"/intake/batches/{BATCH}")
    assert (listed.status_code, page.status_code) == (200, 200)
    return page.text, listed.text.partition(f">{BATCH}</a>")[2].partition("</tr>")[0]


@pytest.mark.parametrize("who", ["lan", "giang"])
def test_whoever_handed_it_in_and_keepers_are_told(desk: Office, who: str) -> None:
    page, row = seen(desk, who)
    assert "kin.png" in page
    assert "3 tệp" in page
    assert ("2 trùng" in row, '<td class="number">3</td>' in row) == (True, True)


def test_others_are_told_of_the_rest(desk: Office) -> None:
    page, row = seen(desk, "mai")
    assert ("mo.png" in page, "hong.png" in page, "kin.png" in page) == (True, True, False)
    assert ("2 tệp" in page, "3 tệp" in page) == (True, False)
    assert ("1 trùng" in row, '<td class="number">2</td>' in row) == (True, True)


def test_the_history_names_neither_the_file_nor_that_it_came_again(desk: Office) -> None:
    place = f"{BATCH}/{_inputs(desk, BATCH)[1].position}"
    for who, told in (("mai", False), ("giang", True)):
        desk.enter(who)
        pages = [
            desk.client.get("/audit", params=asked).text.partition("<tbody>")[2]
            for asked in ({}, {"kind": "master"}, {"kind": "input"}, {"secrets": "1"})
        ]
        found = [name for name in (_sha(desk, "9aaa"), place) if any(name in p for p in pages)]
        assert bool(found) is told, who
        assert any(_sha(desk, "1aaa") in page for page in pages)
