import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import EngineFailed, ScanRejected

JOBS = """
import os, sys, time, subprocess
from pipeline.engines.child import serve
from pipeline.errors import ScanRejected

def add(a, b):
    print("noise on stdout")
    return {"sum": a + b, "pid": os.getpid()}

def reject(name):
    raise ScanRejected("empty_file", {"name": name})

def hang():
    time.sleep(600)

def crash():
    os.abort()

def swell():
    return {"size": len(bytearray(1 << 40))}

def confuse():
    raise ZeroDivisionError("by zero")

def offspring():
    path = os.path.join(os.environ["PROGRAMS"], "tesseract")
    os.environ["PATH"] = os.environ["TMPDIR"] + os.pathsep + os.environ["PATH"]
    return {"pid": subprocess.Popen([path, "600"]).pid}

if __name__ == "__main__":
    serve({f.__name__: f for f in (add, reject, hang, crash, swell, confuse, offspring)})
"""
LIMITS = (1_500_000_000, 10_000_000)


@pytest.fixture
def jobs_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "strange_jobs.py").write_text(JOBS)
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(root)]))
    return "strange_jobs"


@pytest.fixture
def pool(jobs_module: str, tmp_path: Path) -> Iterator[ChildPool]:
    pool = ChildPool(jobs_module, 1, ChildLimits(*LIMITS, tmp_path))
    yield pool
    pool.close()


def test_answers_come_back_and_noise_does_not(pool: ChildPool) -> None:
    assert pool.submit("add", {"a": 1, "b": 2}, 30).result()["sum"] == 3


def test_an_error_of_ours_crosses_the_border(pool: ChildPool) -> None:
    with pytest.raises(ScanRejected) as caught:
        pool.submit("reject", {"name": "á\n.pdf"}, 30).result()
    assert (caught.value.code, caught.value.params) == ("empty_file", {"name": "á\n.pdf"})


@pytest.mark.parametrize(
    ("job", "code", "timeout_s"),
    [
        ("hang", "worker_timeout", 0.5),
        ("crash", "worker_crashed", 30),
        ("swell", "worker_memory", 30),
        ("confuse", "worker_error", 30),
    ],
)
def test_a_broken_job_is_named_and_the_next_one_works(
    pool: ChildPool, job: str, code: str, timeout_s: float
) -> None:
    pool.submit("add", {"a": 0, "b": 0}, 30).result()
    with pytest.raises(EngineFailed) as caught:
        pool.submit(job, {}, timeout_s).result()
    assert caught.value.code == code
    assert pool.submit("add", {"a": 1, "b": 2}, 30).result()["sum"] == 3


def test_closing_fails_what_is_running_as_interrupted(pool: ChildPool) -> None:
    pool.submit("add", {"a": 0, "b": 0}, 30).result()
    running = pool.submit("hang", {}, 60)
    time.sleep(0.3)
    pool.close()
    with pytest.raises(EngineFailed) as caught:
        running.result(timeout=10)
    assert caught.value.code == "interrupted"


PARENT = """
import sys, time
from pathlib import Path
from pipeline.engines.child import ChildLimits, ChildPool
pool = ChildPool("strange_jobs", 1, ChildLimits(1_500_000_000, 10_000_000, Path(sys.argv[1])))
print(pool.submit("add", {"a": 0, "b": 0}, 30).result()["pid"], flush=True)
print(pool.submit("offspring", {}, 30).result()["pid"], flush=True)
time.sleep(600)
"""


@pytest.mark.usefixtures("jobs_module")
def test_children_and_their_programs_die_with_a_killed_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A "tesseract" that only sleeps, started through the wrapper like the real one.
    sleeper = tmp_path / "tesseract"
    sleeper.write_text('#!/bin/sh\nexec sleep "$1"\n')
    sleeper.chmod(0o755)
    programs = Path(__file__).parents[2] / "pipeline" / "engines" / "bin"
    monkeypatch.setenv("PROGRAMS", str(programs))
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pids = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(_alive(pid) for pid in pids)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while any(_alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in pids)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
