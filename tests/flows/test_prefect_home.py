"""Prefect finds a place for its database on a machine where it never ran, and for any user."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT

ASK = "import os, pipeline.flows; print(os.environ['PREFECT_HOME'])"


@pytest.mark.parametrize("cache", ["new/cache", "/proc/nope"])
def test_the_folder_is_made_or_another_one_is_taken(tmp_path: Path, cache: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PREFECT_HOME"}
    environment |= {
        "XDG_CACHE_HOME": str(tmp_path / cache),
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, env=environment, check=True
    )
    home = Path(done.stdout.strip())
    assert home.is_dir()
    assert home.is_relative_to(tmp_path)
