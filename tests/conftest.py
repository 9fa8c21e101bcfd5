"""What every test may ask for, and the law that CI skips nothing it should have run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

import pytest
from hypothesis import HealthCheck, settings

from tests.elasticsearch import server as elasticsearch

ROOT = Path(__file__).resolve().parent.parent
VERAPDF_JAR = ROOT / ".venv" / "share" / "verapdf.jar"
LOOPBACK = ("127.", "::1", "localhost")

# Before anything imports Prefect: its database belongs in a folder of this run, not at home,
# and no server of the person who runs the tests is used.
_prefect_home = tempfile.TemporaryDirectory(prefix="sohoa-prefect-", ignore_cleanup_errors=True)
os.environ["PREFECT_HOME"] = _prefect_home.name
os.environ.pop("PREFECT_API_URL", None)

# Nothing is timed, and CI tries the same examples every time.
settings.register_profile(
    "sohoa",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sohoa")


class Validation(TypedDict):
    compliant: bool
    fails: dict[str, int]
    """Rule ("6.2.11.5-1": clause and test number) → how often it failed."""


class VeraPdf:
    """The real veraPDF, kept warm in one Java process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def check(self, path: Path, flavour: str = "2u") -> Validation:
        """Raises: RuntimeError when veraPDF cannot read the file or has died."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{flavour}\t{path.resolve()}\n")
        stdin.flush()
        verdict, _, rest = stdout.readline().rstrip("\n").partition("\t")
        if verdict not in ("true", "false"):
            raise RuntimeError(f"veraPDF on {path}: {rest or 'no answer'}")
        rows = (row.split("=") for row in rest.split(",") if row)
        return {"compliant": verdict == "true", "fails": {rule: int(n) for rule, n in rows}}


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real documents, which is not part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real documents are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def verapdf() -> Iterator[VeraPdf]:
    """The judge of PDF/A. `make test` installs what it needs."""
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        pytest.skip("veraPDF needs a JDK: make test installs it")
    if not VERAPDF_JAR.is_file():
        pytest.skip(f"no {VERAPDF_JAR}: make test fetches it")
    source = Path(__file__).with_name("verapdf") / "Validate.java"
    command = [java, "-XX:+UseSerialGC", "-cp", str(VERAPDF_JAR), str(source)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        yield VeraPdf(process)


@pytest.fixture(scope="session")
def elasticsearch_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[elasticsearch.Server]:
    """A real Elasticsearch, for all tests together: each takes index names of its own."""
    if why := elasticsearch.missing():
        pytest.skip(why)
    server = elasticsearch.Server(tmp_path_factory.mktemp("elasticsearch"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew instead of compared."""
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture(scope="session")
def samples_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of all samples, and beside it `summary.json`. Not to be changed by a test."""
    archive = tmp_path_factory.mktemp("samples") / "archive"
    files = ROOT / "samples" / "files"
    arguments = ["digitize", str(files), "--archive", str(archive), "--batch", "mẫu", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        capture_output=True,
        text=True,
        timeout=280,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (archive.parent / "summary.json").write_text(done.stdout.splitlines()[-1])
    return archive


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="write golden files anew instead of comparing"
    )


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_stay_on_this_machine)
    if os.environ.get("CI") == "true":
        config.pluginmanager.register(NothingSkipped())


def _stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise PermissionError(f"a test tried to reach {address}: nothing leaves this machine")


def pytest_unconfigure() -> None:
    _prefect_home.cleanup()


class NothingSkipped:
    """Fails a run that skipped a test without the marker `may_skip_in_ci`."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        excused = "may_skip_in_ci" in report.keywords or hasattr(report, "wasxfail")
        if report.skipped and not excused:
            self.skipped.append(f"{report.nodeid}: {report.longrepr[2]}")  # type: ignore[index]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(f"{report.nodeid}: skipped as a whole")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("skipped, though CI must run it", red=True)
            for line in self.skipped:
                terminalreporter.line(line)
