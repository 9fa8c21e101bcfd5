"""Several processes at one register, some killed: no number is lost, and none given twice."""

from __future__ import annotations

from pathlib import Path

from benchmarks.register_clerks import at_once


def test_processes_that_are_killed_leave_no_gap_and_no_double(
    tmp_path: Path, address: str | None
) -> None:
    told = at_once(tmp_path, address, total=400, clerks=8, kills=3, seed=5)
    assert (told.numbers, told.gaps, told.doubles, told.faults) == (400, 0, 0, 0)
    assert len(told.times) > 300
