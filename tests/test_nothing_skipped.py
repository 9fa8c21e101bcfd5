"""The law of conftest.py: on CI a run fails when it skipped what CI should have run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPED = """
import pytest

def test_fine(): pass

{mark}
def test_absent(): pytest.skip("nothing here")
"""
EXCUSED = "@pytest.mark.may_skip_in_ci"


@pytest.mark.parametrize(
    ("ci", "mark", "passes"),
    [("true", "", False), ("true", EXCUSED, True), ("", "", True)],
    ids=["ci", "ci-excused", "at-home"],
)
def test_a_skip_fails_only_on_ci(tmp_path: Path, ci: str, mark: str, passes: bool) -> None:
    here = Path(__file__).resolve()
    shutil.copy(here.with_name("conftest.py"), tmp_path)
    (tmp_path / "test_one.py").write_text(SKIPPED.format(mark=mark))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", here.parent.parent / "pyproject.toml", tmp_path],
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
    )
    assert "1 passed, 1 skipped" in done.stdout
    assert (done.returncode == 0) is passes
    assert ("test_absent: Skipped: nothing here" in done.stdout) is not passes


def test_nothing_leaves_this_machine() -> None:
    with pytest.raises(PermissionError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 9))
