"""Many inputs that end at once: the process ends when its work does, and stops when told to."""

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import command, environment


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many")
    for number in range(1500):
        (made / f"{number:04}.txt").write_text(f"không phải bản quét {number}")
    return made


def test_nothing_lingers_when_the_work_is_done(folder: Path, tmp_path: Path, sohoa: Any) -> None:
    some = tmp_path / "some"
    some.mkdir()
    for path in sorted(folder.iterdir())[:150]:
        (some / path.name).write_bytes(path.read_bytes())
    done = sohoa("digitize", some, "--archive", tmp_path / "archive", "--json", timeout_s=120)
    assert json.loads(done.stdout.splitlines()[-1])["states"]["refused"] == 150
    assert "Event" not in done.stderr
    assert "prefect" not in done.stderr.lower()


def test_stopping_does_not_go_through_the_rest(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    process = subprocess.Popen(
        command("digitize", folder, "--archive", archive),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    deadline = time.monotonic() + 100
    while not (archive / "sohoa.db").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    # A bound against going through the rest, not a measure: that would take minutes.
    out, words = process.communicate(timeout=60)
    assert process.returncode == 130, out + words
    assert words.count("[") < 1500
    assert "Traceback" not in words
