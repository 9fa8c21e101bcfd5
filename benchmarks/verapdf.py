"""veraPDF, the judge of PDF/A, over many files in one Java process."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.options import ROOT, NotMeasured

LAUNCHER = ROOT / "tests" / "verapdf" / "Validate.java"


def failures(files: Sequence[Path], jar: Path) -> dict[str, str]:
    """Files that are not PDF/A-2u, by name, with the rules they break.

    Raises:
        NotMeasured: there is no JDK or no veraPDF.
    """
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        raise NotMeasured("veraPDF needs a JDK (make test installs it)")
    if not jar.is_file():
        raise NotMeasured(f"there is no {jar} (make test fetches it)")
    done = subprocess.run(
        [java, "-XX:+UseSerialGC", "-cp", str(jar), str(LAUNCHER)],
        input="".join(f"2u\t{path.resolve()}\n" for path in files),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [line.partition("\t") for line in done.stdout.splitlines()]
    return {
        path.name: f"{verdict} {rules}".strip()
        for path, (verdict, _, rules) in zip(files, answers, strict=True)
        if verdict != "true"
    }
