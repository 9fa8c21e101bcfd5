"""`sohoa watch`: from a folder that scanners drop files into to documents of the archive."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.watch_bench import Work, rehearse
from pipeline.cli import main
from pipeline.office.watch_folder import BROKEN, DONE, LOCK

SAMPLES = Path("samples/files")
SETTINGS = "[watch]\nsettle_s = 0.3\nlook_s = 0.1\nbroken_s = 0.6\n"
Told = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def typed(tmp_path: Path) -> list[str]:
    (tmp_path / "scans").mkdir()
    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    words = ["watch", tmp_path / "scans", "--archive", tmp_path / "archive"]
    return [*map(str, words), "--settings", str(tmp_path / "settings.toml"), "--once"]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def _lying(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != LOCK
    }


def test_every_file_ends_where_its_state_says(typed: list[str], tmp_path: Path, told: Told) -> None:
    scans = tmp_path / "scans"
    for place, name in (
        ("a.jpg", "03-thong-bao.jpg"),
        # Names that differ only in case or in how they are composed are different files.
        ("A.jpg", "10-huong-dan-lech.jpg"),
        (unicodedata.normalize("NFD", "Quyết định.png"), "06-to-trinh.png"),
        (unicodedata.normalize("NFC", "Quyết định.png"), "03-thong-bao.jpg"),
        ("secret.pdf", "15-cong-van-dau-mat.pdf"),
    ):
        shutil.copy(SAMPLES / name, scans / place)
    cut_off = (SAMPLES / "01-cong-van.pdf").read_bytes()[:9_000]
    (scans / "half.pdf").write_bytes(cut_off)
    (scans / "notes.txt").write_text("no scan", encoding="ascii")
    (scans / "coming.pdf.part").write_bytes(cut_off)
    secret = (scans / "secret.pdf").read_bytes()
    dropped = _lying(scans)

    assert main([*typed, "--json"]) == 1
    events = told()
    assert events[0]["event"] == "begun"
    assert sum(one["count"] for one in events if one["event"] == "taken") == 7
    left = _lying(scans)
    assert left.pop("coming.pdf.part") == cut_off
    reasons = {name: left.pop(name).decode() for name in tuple(left) if ".ly-do" in name}
    assert set(reasons) == {f"{BROKEN}/half.pdf.ly-do.txt", f"{BROKEN}/notes.txt.ly-do.txt"}
    assert all(reasons.values())
    expected = {}
    for name, data in dropped.items():
        if name in ("half.pdf", "notes.txt"):
            expected[f"{BROKEN}/{name}"] = data
        elif name not in ("secret.pdf", "coming.pdf.part"):
            (place,) = (one for one in left if one.startswith(DONE) and one.endswith(f"/{name}"))
            expected[place] = data
    assert left == expected
    # What bears a secrecy stamp lies nowhere but behind the lock.
    assert [one["name"] for one in events if one["event"] == "locked"] == ["secret.pdf"]
    quarantine = tmp_path / "archive" / "quarantine"
    assert secret in [path.read_bytes() for path in quarantine.glob("*.pdf")]
    assert list((tmp_path / "archive" / "uploads").iterdir()) == []

    # Nothing is left to take; a scan that comes again is a duplicate, and goes away too.
    shutil.copy(SAMPLES / "03-thong-bao.jpg", scans / "again.jpg")
    assert main([*typed, "--json"]) == 0
    (ended,) = (one for one in told() if one["event"] == "ended")
    assert {state: count for state, count in ended["states"].items() if count} == {"duplicate": 1}
    assert not (scans / "again.jpg").exists()


def test_what_is_to_stay_stays_and_is_taken_once(
    typed: list[str], tmp_path: Path, told: Told
) -> None:
    scans = tmp_path / "scans"
    for name in ("03-thong-bao.jpg", "06-to-trinh.png"):
        shutil.copy(SAMPLES / name, scans)
    before = _lying(scans)
    assert main([*typed, "--keep", "--json"]) == 0
    assert [one["event"] for one in told()] == ["begun", "taken", "ended", "over"]
    assert _lying(scans) == before
    # Touched by a backup, say: the same bytes are known.
    (scans / "06-to-trinh.png").touch()
    assert main([*typed, "--keep", "--json"]) == 0
    assert [one["event"] for one in told()] == ["begun", "over"]
    assert main([*typed, "--keep"]) == 0


def test_a_folder_that_cannot_be_watched_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    for folder, why in ((tmp_path / "none", "no such folder"), (tmp_path, "holds it")):
        assert main(["watch", str(folder), "--archive", str(archive), "--lang", "en"]) == 2
        assert why in capsys.readouterr().err


def test_a_share_that_goes_and_comes_back(typed: list[str], tmp_path: Path) -> None:
    scans, away = tmp_path / "scans", tmp_path / "away"
    typed.remove("--once")
    command = [sys.executable, "-m", "pipeline", *typed, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watcher:
        assert watcher.stdout is not None
        events = map(json.loads, watcher.stdout)
        try:
            assert next(events)["event"] == "begun"
            scans.rename(away)
            assert next(events)["event"] == "gone"
            # Another empty folder in its place: what a mount point looks like.
            scans.mkdir()
            assert next(events)["event"] == "not_mounted"
            shutil.copy(SAMPLES / "06-to-trinh.png", away)
            # In one stroke, over the empty one.
            away.rename(scans)
            assert [next(events)["event"] for _ in range(3)] == ["back", "taken", "ended"]
            watcher.send_signal(signal.SIGTERM)
            assert next(events)["event"] == "over"
            assert watcher.wait(60) == 0
        finally:
            watcher.terminate()
    assert [Path(name).parts[0] for name in _lying(scans)] == [DONE]


def test_a_slow_writer_and_a_watcher_that_is_killed(tmp_path: Path) -> None:
    """`make bench-watch` does the same with 1,000 files."""
    found = rehearse(tmp_path, Work(16, 3, pause_s=2.0, seed=4, limit_s=300, idle_s=0.1))
    assert (found.lost, found.doubled, found.altered, found.left) == ((), (), (), ())
    assert found.once == found.dropped == 16
