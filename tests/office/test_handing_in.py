"""Files on their way in: whole or not at all, under names that nobody else has."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import NotAllowed, NotFound
from pipeline.office.handing_in import Upload, handed_in, plain_name, put_away
from pipeline.register.intake_jobs import Job, NewJob
from pipeline.register.store import Register, open_register
from tests.stack_archive import NOW

MANY = 30


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    made = ArchiveFolder(tmp_path / "archive")
    made.prepare()
    return made


@pytest.fixture
def register(archive: ArchiveFolder) -> Iterator[Register]:
    with open_register(archive.root) as found:
        yield found


@pytest.fixture
def job(register: Register) -> Job:
    return register.intake.add(NewJob("hộp 1", "lan"), NOW)


def brought(archive: ArchiveFolder, job: Job, name: str, data: bytes) -> Upload:
    upload = Upload(archive, job, name, 1_000)
    upload.write(data)
    return upload


def test_files_of_one_name_that_come_at_once_are_all_kept(archive: ArchiveFolder, job: Job) -> None:
    together = Barrier(MANY)

    def keep(number: int) -> str:
        upload = brought(archive, job, "a.pdf", b"%d" % number)
        together.wait(timeout=30)
        return upload.keep(lambda: True)[0]

    with ThreadPoolExecutor(MANY) as pool:
        names = set(pool.map(keep, range(MANY)))
    assert names == {"a.pdf", *(f"a ({number}).pdf" for number in range(2, MANY + 1))}
    assert set(handed_in(archive, job)) == names
    folder = archive.uploads / str(job.id)
    assert sorted(int((folder / name).read_bytes()) for name in names) == list(range(MANY))


def test_what_arrives_after_the_batch_began_is_refused(archive: ArchiveFolder, job: Job) -> None:
    upload = brought(archive, job, "a.pdf", b"late")
    with pytest.raises(NotAllowed) as refused:
        upload.keep(lambda: False)
    upload.drop()
    assert refused.value.code == "intake_closed"
    assert [path for path in archive.uploads.rglob("*") if path.is_file()] == []


def test_a_job_that_nobody_began_is_dropped(
    archive: ArchiveFolder, register: Register, job: Job
) -> None:
    brought(archive, job, "a.pdf", b"x").keep(lambda: True)
    register.intake.drop(job.id)
    put_away(archive, job)
    assert not (archive.uploads / str(job.id)).exists()
    with pytest.raises(NotFound):
        register.intake.job(job.id)
    # Its name is free again; nothing of it is left to be put away.
    again = register.intake.add(NewJob("hộp 1", "lan"), NOW)
    put_away(archive, again)
    register.intake.wait(again.id)
    with pytest.raises(NotAllowed):
        register.intake.drop(again.id)
    with pytest.raises(NotFound):
        register.intake.drop(again.id + 100)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\scan\\a.pdf", "a.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("a\n\x00b.pdf", "ab.pdf"),
        ("…/", "tep"),
        ("", "tep"),
        ("đơn.pdf", "đơn.pdf"),
        ("đ" * 300 + ".pdf", "đ" * 88 + ".pdf"),
    ],
)
def test_a_name_is_never_a_path(name: str, kept: str) -> None:
    assert plain_name(name) == kept
