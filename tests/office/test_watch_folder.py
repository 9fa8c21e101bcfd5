"""What lies in a watched folder, and when it is taken."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from pipeline.errors import ArchiveBusy
from pipeline.office.watch_folder import BROKEN, DONE, Waits, WatchFolder

WAITS = Waits(settle_s=5, broken_s=100)
PNG = Path("samples/files/06-to-trinh.png")


@pytest.fixture
def folder(tmp_path: Path) -> WatchFolder:
    (tmp_path / "scans").mkdir()
    return WatchFolder(tmp_path / "scans", WAITS)


def _names(folder: WatchFolder, now_s: float) -> list[str]:
    return [name for name, _ in folder.look(now_s)[0]]


def test_a_file_is_taken_when_nobody_writes_to_it_any_more(folder: WatchFolder) -> None:
    data = PNG.read_bytes()
    path = folder.root / "a.png"
    path.write_bytes(data[:-9])
    assert folder.look(0) == ([], 1)
    # It stood still, but lacks its end.
    assert folder.look(6) == ([], 1)
    path.write_bytes(data)
    assert folder.look(7) == ([], 1)
    assert folder.look(11.9) == ([], 1)
    assert _names(folder, 12) == ["a.png"]


def test_one_that_is_cut_off_is_told_of_in_the_end(folder: WatchFolder) -> None:
    (folder.root / "a.png").write_bytes(PNG.read_bytes()[:-9])
    folder.look(0)
    assert _names(folder, 99) == []
    assert _names(folder, 100) == ["a.png"]


def test_one_without_a_known_end_waits_twice_as_long(folder: WatchFolder) -> None:
    (folder.root / "a.txt").write_text("x", encoding="ascii")
    folder.look(0)
    assert _names(folder, 9) == []
    assert _names(folder, 10) == ["a.txt"]


def test_a_settled_file_that_is_written_again_waits_again(folder: WatchFolder) -> None:
    path = shutil.copy(PNG, folder.root / "a.png")
    folder.look(0)
    assert _names(folder, 5) == ["a.png"]
    os.utime(path, (1, 1))
    assert _names(folder, 6) == []
    assert _names(folder, 11) == ["a.png"]


def test_another_file_of_the_same_size_and_time_is_another(folder: WatchFolder) -> None:
    path = Path(shutil.copy2(PNG, folder.root / "a.png"))
    folder.look(0)
    shutil.copy2(path, folder.root / ".b")
    os.replace(folder.root / ".b", path)
    assert _names(folder, 5) == []
    assert _names(folder, 10) == ["a.png"]


def test_what_is_on_its_way_and_what_is_put_away_is_no_scan(folder: WatchFolder) -> None:
    for name in (
        "a.png.part",
        ".a.png.12",
        "a.PNG.FilePart",
        "a.png~",
        "Thumbs.db",
        f"{DONE}/2026-11-24/a.png",
        f"{BROKEN}/b.png",
    ):
        (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PNG, folder.root / name)
    (folder.root / "link.png").symlink_to(PNG.resolve())
    os.mkfifo(folder.root / "pipe.png")
    assert folder.look(0) == ([], 0)


def test_names_are_told_apart_as_bytes_and_by_folder(folder: WatchFolder) -> None:
    (folder.root / "Phòng").mkdir()
    names = ["A.png", "a.png", "Phòng/a.png"]
    names += [unicodedata.normalize(form, "ệ.png") for form in ("NFC", "NFD")]
    for name in names:
        shutil.copy(PNG, folder.root / name)
    (folder.root / os.fsdecode(b"\xd0\xff.png")).write_bytes(PNG.read_bytes())
    folder.look(0)
    assert set(_names(folder, 5)) == {*names, os.fsdecode(b"\xd0\xff.png")}


def test_what_is_put_away_overwrites_nothing(folder: WatchFolder) -> None:
    for text in ("one", "two"):
        (folder.root / "a.txt").write_text(text, encoding="ascii")
        folder.put("a.txt", BROKEN, f"why {text}")
    broken = folder.root / BROKEN
    told = {path.name: path.read_text(encoding="utf-8").strip() for path in broken.iterdir()}
    assert told == {
        "a.txt": "one",
        "a.txt.ly-do.txt": "why one",
        "a (2).txt": "two",
        "a (2).txt.ly-do.txt": "why two",
    }


def test_a_second_watcher_is_refused_by_whatever_way_it_comes(folder: WatchFolder) -> None:
    link = folder.root.with_name("link")
    link.symlink_to(folder.root)
    again = WatchFolder(link, WAITS)
    with folder.held(), pytest.raises(ArchiveBusy, match="watched_already"), again.held():
        pass
    with folder.held():
        pass


def test_a_folder_that_is_gone_is_no_empty_one(folder: WatchFolder) -> None:
    shutil.copy(PNG, folder.root / "a.png")
    folder.look(0)
    folder.root.rename(folder.root.with_name("away"))
    with pytest.raises(FileNotFoundError):
        folder.look(1)
    with pytest.raises(FileNotFoundError), folder.opened("a.png"):
        pass
    folder.root.with_name("away").rename(folder.root)
    assert _names(folder, 5) == ["a.png"]


def test_a_share_that_is_not_mounted_is_no_empty_folder(folder: WatchFolder) -> None:
    shutil.copy(PNG, folder.root / "a.png")
    with folder.held():
        folder.look(0)
        away = folder.root.rename(folder.root.with_name("away"))
        folder.root.mkdir()
        with pytest.raises(FileNotFoundError):
            folder.look(1)
        with pytest.raises(FileNotFoundError):
            folder.mark("a.png")
        folder.root.rmdir()
        away.rename(folder.root)
        assert _names(folder, 5) == ["a.png"]
