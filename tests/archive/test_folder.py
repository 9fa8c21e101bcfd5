import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import ArchiveBusy, ArchiveUnusable

HOLD = """
import sys
from pathlib import Path
from pipeline.archive.folder import ArchiveFolder
with ArchiveFolder(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_so(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ArchiveBusy) as caught, ArchiveFolder(tmp_path).writing():
            pass
        assert caught.value.params == {"archive": str(tmp_path)}
        holder.kill()
    with ArchiveFolder(tmp_path).writing():
        pass


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path)
    folder.prepare()
    (folder.temporary / "sohoa-page-x").mkdir()
    (folder.temporary / "sohoa-page-x" / "page.pgm").write_bytes(b"half")
    (folder.temporary / "123-half").write_bytes(b"half")
    with folder.writing():
        assert list(folder.temporary.iterdir()) == []


def test_secrets_and_readings_are_for_the_owner_only(tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path)
    folder.prepare()
    for place in (folder.quarantine, folder.pages, folder.temporary):
        assert place.stat().st_mode & 0o777 == 0o700


def test_a_file_is_written_whole_and_replaces(tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path)
    folder.prepare()
    place = tmp_path / "pages" / "ab" / "x.json"
    folder.write(place, b"one")
    folder.write(place, b"two")
    assert place.read_bytes() == b"two"
    assert list(folder.temporary.iterdir()) == []


def test_a_file_in_place_of_the_archive_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "archive"
    blocked.write_bytes(b"")
    with pytest.raises(ArchiveUnusable) as caught:
        ArchiveFolder(blocked).prepare()
    assert caught.value.code == "no_access"


def test_no_space_is_said_as_such(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.fail("/dev/full is part of Linux")
    folder = ArchiveFolder(tmp_path)
    folder.prepare()
    made = folder.temporary / f"{os.getpid()}-x-y"
    made.symlink_to("/dev/full")
    with pytest.raises(ArchiveUnusable) as caught:
        folder.write(tmp_path / "x" / "y", b"data" * 5000)
    assert caught.value.code == "no_space"
