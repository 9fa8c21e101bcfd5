import os
from pathlib import Path

import pytest

from pipeline.errors import NotFound, ScanRejected, SettingsInvalid
from pipeline.intake import find_inputs, fingerprint
from pipeline.register.entries import Source

ELSEWHERE = Path("/nonexistent/archive")


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_folders_files_and_patterns_each_file_once(tmp_path: Path) -> None:
    box = tmp_path / "hộp 1"
    touch(box / "b.pdf", box / "a.tif", box / "sâu" / "c.png", box / ".DS_Store", box / "Thumbs.db")
    touch(tmp_path / "d.pdf")
    names = [
        s.name
        for s in find_inputs([str(box), str(box / "a.tif"), str(tmp_path / "*.pdf")], ELSEWHERE)
    ]
    assert names == ["a.tif", "b.pdf", "sâu/c.png", "d.pdf"]


def test_names_are_evidence_only(tmp_path: Path) -> None:
    odd = tmp_path / "two\nlines.pdf"
    touch(odd)
    broken = os.fsencode(tmp_path) + b"/latin\xe9.pdf"
    Path(os.fsdecode(broken)).write_bytes(b"x")
    names = {s.name for s in find_inputs([str(tmp_path)], ELSEWHERE)}
    assert names == {"two\nlines.pdf", "latin\\xe9.pdf"}
    paths = [s.path for s in find_inputs([str(tmp_path)], ELSEWHERE)]
    assert all(os.path.exists(path) for path in paths)


def test_nothing_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        find_inputs([str(tmp_path / "none" / "*.pdf")], ELSEWHERE)
    assert caught.value.code == "no_such_input"


@pytest.mark.parametrize("make", ["folder", "pipe", "dangling", "long"])
def test_what_is_no_file_is_rejected(tmp_path: Path, make: str) -> None:
    path = tmp_path / "x"
    if make == "folder":
        path.mkdir()
    elif make == "pipe":
        os.mkfifo(path)
    elif make == "dangling":
        path.symlink_to(tmp_path / "nowhere")
    else:
        path.write_bytes(b"123456")
    with pytest.raises(ScanRejected) as caught:
        fingerprint(Source(str(path), "x"), max_bytes=5)
    codes = {
        "folder": "folder_not_entered",
        "pipe": "not_a_file",
        "dangling": "gone",
        "long": "too_large",
    }
    assert caught.value.code == codes[make]


def test_an_archive_never_takes_in_itself(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    touch(tmp_path / "a.pdf", archive / "sohoa.db", archive / "masters" / "b.pdf")
    touch(tmp_path / "other" / "sohoa.db", tmp_path / "other" / "c.pdf")
    assert [s.name for s in find_inputs([str(tmp_path)], archive)] == ["a.pdf"]
    with pytest.raises(SettingsInvalid) as caught:
        find_inputs([str(archive / "masters" / "b.pdf")], archive)
    assert caught.value.code == "inside_archive"


def test_what_a_message_brought_is_taken_from_where_it_waits(tmp_path: Path) -> None:
    waiting = tmp_path / "messages" / "files" / "ab" / "c.pdf"
    touch(tmp_path / "sohoa.db", waiting, tmp_path / "messages" / "ab" / "d.edxml")
    assert [s.name for s in find_inputs([str(waiting)], tmp_path)] == ["c.pdf"]
    with pytest.raises(SettingsInvalid, match="inside_archive"):
        find_inputs([str(tmp_path / "messages" / "ab" / "d.edxml")], tmp_path)


def test_a_folder_that_is_not_entered_is_an_input_that_is_refused(tmp_path: Path) -> None:
    touch(tmp_path / "box" / "a.pdf", tmp_path / "elsewhere" / "b.pdf")
    (tmp_path / "box" / "link").symlink_to(tmp_path / "elsewhere")
    found = find_inputs([str(tmp_path / "box")], ELSEWHERE)
    assert sorted(s.name for s in found) == ["a.pdf", "link"]


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        find_inputs([str(tmp_path)], ELSEWHERE)
    assert caught.value.code == "no_inputs"
