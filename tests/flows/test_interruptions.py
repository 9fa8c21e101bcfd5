"""Killed, stopped, started twice, out of space: nothing lost, nothing doubled, nothing left."""

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import SAMPLES, command, environment

NAMES = ("01-cong-van.pdf", "03-thong-bao.jpg", "09-chi-thi-trang-nguoc.pdf", "14-ban-trung.pdf")
KEPT = ("incoming", "masters", "pages", "documents", "quarantine")
MOMENTS = int(os.environ.get("SOHOA_KILLS", "4"))
"""How often a run is killed; SOHOA_KILLS=20 takes all samples, 31 pages, instead of a few."""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    for name in NAMES if "SOHOA_KILLS" not in os.environ else os.listdir(SAMPLES):
        shutil.copy(SAMPLES / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def undisturbed(inputs: Path, tmp_path_factory: pytest.TempPathFactory, sohoa: Any) -> Path:
    archive = tmp_path_factory.mktemp("undisturbed") / "archive"
    done = sohoa("digitize", inputs, "--archive", archive, "--batch", "b")
    assert done.returncode == 0, done.stderr
    return archive


def start(inputs: Path, archive: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("digitize", inputs, "--archive", archive, "--batch", "b", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def contents(archive: Path) -> dict[str, Any]:
    """Everything that must be the same however often the run was broken off."""
    with closing(sqlite3.connect(archive / "sohoa.db")) as register:
        documents = register.execute(
            "select id, state, reasons, record, pdf_sha256, alto_sha256 from documents order by id"
        ).fetchall()
        ends = register.execute(
            "select source_name, sha256, state, document_id from inputs order by position"
        ).fetchall()
        outbox = register.execute("select count(*) from outbox").fetchone()
    files = {
        str(path.relative_to(archive)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(archive.rglob("*"))
        if path.is_file()
        and path.relative_to(archive).parts[0]
        in ("incoming", "masters", "pages", "documents", "quarantine")
    }
    return {"documents": documents, "inputs": ends, "outbox": outbox, "files": files}


def readings(archive: Path) -> dict[Path, int]:
    """Each page reading on disk and when it was written."""
    return {path: path.stat().st_mtime_ns for path in (archive / "pages").rglob("*.json")}


def processes_of(archive: Path) -> list[str]:
    """Command lines of processes that work on this archive."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                environ = (entry / "environ").read_bytes()
                cmdline = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(archive).encode() in environ + cmdline:
                found.append(cmdline.replace(b"\0", b" ").decode())
    return found


def gone(archive: Path) -> bool:
    deadline = time.monotonic() + 10
    while processes_of(archive) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes_of(archive)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_and_run_again_it_is_as_if_undisturbed(
    moment: int, inputs: Path, undisturbed: Path, tmp_path: Path, sohoa: Any
) -> None:
    archive = tmp_path / "archive"
    process = start(inputs, archive)
    # At a number of finished pages rather than of seconds: it is the same on any machine.
    pages = 31 if "SOHOA_KILLS" in os.environ else 4
    wanted = random.Random(moment).uniform(0, pages + 1)
    deadline = time.monotonic() + 120
    while len(readings(archive)) < int(wanted) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(wanted % 1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert gone(archive), processes_of(archive)
    before = readings(archive)

    again = sohoa("digitize", inputs, "--archive", archive, "--batch", "b")
    assert again.returncode == 0, again.stderr
    assert contents(archive) == contents(undisturbed)
    after = readings(archive)
    assert all(after[path] == written for path, written in before.items())
    assert list((archive / "tmp").iterdir()) == []
    assert sohoa("verify", "--archive", archive).returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_how_to_go_on(
    number: signal.Signals, inputs: Path, undisturbed: Path, tmp_path: Path, sohoa: Any
) -> None:
    archive = tmp_path / "archive"
    process = start(inputs, archive)
    deadline = time.monotonic() + 120
    while not readings(archive) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    _, words = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in words
    assert "--batch b" in words
    assert gone(archive), processes_of(archive)
    assert list((archive / "tmp").iterdir()) == []
    sohoa("digitize", inputs, "--archive", archive, "--batch", "b")
    assert contents(archive) == contents(undisturbed)


def test_a_second_run_on_the_same_archive_is_refused(
    inputs: Path, tmp_path: Path, sohoa: Any
) -> None:
    archive = tmp_path / "archive"
    first = start(inputs, archive)
    deadline = time.monotonic() + 60
    while not (archive / "sohoa.db").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    second = sohoa("digitize", inputs, "--archive", archive)
    assert second.returncode == 4
    assert str(archive) in second.stderr
    out, _ = first.communicate(timeout=200)
    assert first.returncode == 0
    assert json.loads(out.splitlines()[-1])["states"]["duplicate"] == 1


@pytest.mark.may_skip_in_ci
def test_a_full_disk_is_said_and_the_rest_is_done_later(
    inputs: Path, undisturbed: Path, tmp_path: Path, sohoa: Any
) -> None:
    mount = tmp_path / "small"
    mount.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2000k", "tmpfs", str(mount)],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip("mounting a small disk needs root")
    try:
        archive = mount / "archive"
        full = sohoa("digitize", inputs, "--archive", archive, "--batch", "b")
        assert full.returncode == 5, full.stderr
        assert str(archive) in full.stderr
        # Without the reserve the disk really fills up, at whatever is being written then.
        settings = tmp_path / "no-reserve.toml"
        settings.write_text("[limits]\nmin_free_bytes = 0\n")
        full = sohoa(
            "digitize", inputs, "--archive", archive, "--batch", "b", "--settings", settings
        )
        assert full.returncode == 5, full.stderr
        assert "Traceback" not in full.stderr
        subprocess.run(["mount", "-o", "remount,size=400m", str(mount)], check=True)
        again = sohoa("digitize", inputs, "--archive", archive, "--batch", "b")
        assert again.returncode == 0, again.stderr
        assert contents(archive) == contents(undisturbed)
    finally:
        subprocess.run(["umount", str(mount)], check=True)
