"""Bounded child processes: untrusted bytes are decoded where a crash, a flood or a hang is cheap.

A child serves jobs over a pair of pipes, one JSON line each way. It dies with its parent
(PR_SET_PDEATHSIG), has a limit on address space and on bytes written, and is killed and
replaced when a job is over its deadline.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import queue
import resource
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.errors import ERRORS, EngineFailed, SohoaError

log = logging.getLogger(__name__)

Job = Callable[..., dict[str, Any]]
_PR_SET_PDEATHSIG = 1
_HOME = str(Path(__file__).parents[2])
"""Where this package is imported from."""


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What a child may use."""

    address_bytes: int
    file_bytes: int
    temporary: Path
    """Its folder for temporary files."""
    nice: int = 0
    """How much it stands back when others want the processor too, as in `nice(2)`."""


class Child:
    """One child process. Not for use by two threads at a time."""

    def __init__(self, module: str, limits: ChildLimits) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([_HOME, os.environ.get("PYTHONPATH", "")]),
            "TMPDIR": str(limits.temporary),
            "OMP_THREAD_LIMIT": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "2",
        }
        bounds = (os.getpid(), limits.address_bytes, limits.file_bytes, limits.nice)
        arguments = [str(bound) for bound in bounds]
        self._process = subprocess.Popen(
            # -P: the current folder may be one of scans, and is no place to import from.
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._answer = b""

    def call(self, job: str, arguments: Mapping[str, Any], timeout_s: float) -> dict[str, Any]:
        """The job's result.

        Raises:
            EngineFailed: "worker_timeout" or "worker_crashed"; the child is dead then.
            SohoaError: what the job itself raised.
        """
        request = json.dumps({"job": job, "arguments": dict(arguments)}) + "\n"
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(request.encode())
            self._process.stdin.flush()
        except OSError as error:
            raise self._crashed(job) from error
        answer = json.loads(self._line(job, time.monotonic() + timeout_s, timeout_s))
        if "trace" in answer:
            log.error("unexpected in job %s\n%s", job, answer["trace"])
        if "error" in answer:
            raise ERRORS[answer["error"]](answer["code"], answer["params"])
        result: dict[str, Any] = answer["result"]
        return result

    def end(self) -> None:
        """Ends the child at once, from any thread; what it started dies with it."""
        self._process.kill()
        self._process.wait()

    def kill(self) -> None:
        """Ends the child and closes its pipes; only for the thread that uses it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue

    def _line(self, job: str, deadline: float, timeout_s: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._answer:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self.kill()
                raise EngineFailed("worker_timeout", {"job": job, "seconds": round(timeout_s)})
            chunk = os.read(descriptor, 1 << 16)
            if not chunk:
                raise self._crashed(job)
            self._answer += chunk
        line, _, self._answer = self._answer.partition(b"\n")
        return line

    def _crashed(self, job: str) -> EngineFailed:
        self.kill()
        return EngineFailed("worker_crashed", {"job": job, "status": self._process.returncode})


class ChildPool:
    """As many children as `size`, each replaced when it dies; jobs wait for a free one."""

    def __init__(self, module: str, size: int, limits: ChildLimits) -> None:
        self._module = module
        self._limits = limits
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._closed = False
        # A child dies with the thread that started it, so one lasting thread starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="child-starter")
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="child")
        self._free: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
        for _ in range(size):
            self._free.put(self._starter.submit(self._start).result())

    def submit(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float
    ) -> Future[dict[str, Any]]:
        """The job's result to come; errors as in `Child.call`, and "interrupted" once closed."""
        try:
            return self._threads.submit(self._call, job, arguments, timeout_s)
        except RuntimeError:  # closed
            failed: Future[dict[str, Any]] = Future()
            failed.set_exception(EngineFailed("interrupted"))
            return failed

    def close(self) -> None:
        """Kills every child; jobs in flight and jobs waiting fail as interrupted."""
        with self._lock:
            self._closed = True
            children, self._children = self._children, set()
        for child in children:
            child.end()
        for _ in range(self._free.qsize()):
            idle = self._free.get()
            if idle is not None:
                idle.kill()
            self._free.put(None)
        self._threads.shutdown(wait=False)
        self._starter.shutdown(wait=False)

    def _call(self, job: str, arguments: Mapping[str, Any], timeout_s: float) -> dict[str, Any]:
        child = self._free.get()
        alive = False
        try:
            if self._closed:
                raise EngineFailed("interrupted")
            if child is None:
                child = self._replacement()
            result = child.call(job, arguments, timeout_s)
            alive = True
            return result
        except EngineFailed as error:
            alive = error.code not in ("worker_timeout", "worker_crashed")
            if self._closed:
                raise EngineFailed("interrupted") from error
            raise
        except SohoaError:
            alive = True
            raise
        finally:
            self._free.put(child if alive else None)
            if child is not None and not alive:
                with self._lock:
                    self._children.discard(child)

    def _replacement(self) -> Child:
        try:
            return self._starter.submit(self._start).result()
        except RuntimeError as error:  # closed in the meantime
            raise EngineFailed("interrupted") from error

    def _start(self) -> Child:
        child = Child(self._module, self._limits)
        with self._lock:
            self._children.add(child)
        return child


def serve(jobs: Mapping[str, Job]) -> None:
    """A child's main loop: jobs from stdin, answers to stdout, until stdin ends."""
    parent, address_bytes, file_bytes, nice = (int(argument) for argument in sys.argv[1:5])
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    # The programs that this process starts look whether it is still there (engines/bin).
    os.environ["SOHOA_WORKER"] = str(os.getpid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (address_bytes, address_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(nice)
    # What a library prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        _answer(answers, _run(jobs, json.loads(line)))


def _run(jobs: Mapping[str, Job], request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"result": jobs[request["job"]](**request["arguments"])}
    except SohoaError as error:
        return {"error": type(error).__name__, "code": error.code, "params": error.params}
    except MemoryError:
        return {"error": "EngineFailed", "code": "worker_memory", "params": {"job": request["job"]}}
    except Exception as error:  # the outermost layer of this process
        params = {"job": request["job"], "why": f"{type(error).__name__}: {error}"}
        trace = traceback.format_exc()
        return {"error": "EngineFailed", "code": "worker_error", "params": params, "trace": trace}


def _answer(answers: IO[str], answer: Mapping[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
