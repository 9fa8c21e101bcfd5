"""The command itself, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "files"

Sohoa = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run_sohoa(*arguments: str | Path, timeout_s: float = 280) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        env=environment(),
        check=False,
    )


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.fixture(scope="session")
def sohoa() -> Sohoa:
    return run_sohoa


@pytest.fixture(scope="session")
def long_sohoa() -> Sohoa:
    return partial(run_sohoa, timeout_s=880)


@pytest.fixture(scope="session")
def samples_records(samples_archive: Path) -> dict[str, dict[str, Any]]:
    """Source name → record of the first document, of the archive of all samples."""
    rows = json_lines(run_sohoa("records", "--json", "--archive", samples_archive).stdout)
    return {row["source_name"]: row for row in reversed(rows)}


@pytest.fixture(scope="session")
def samples_truth() -> dict[str, dict[str, Any]]:
    lines = (ROOT / "samples" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["file"]: row for row in map(json.loads, lines)}
