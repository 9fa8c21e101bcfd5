"""How long a person waits for `sohoa --help`."""

from __future__ import annotations

import statistics
import sys

from benchmarks.options import Options
from benchmarks.process import SOHOA, must
from benchmarks.report import Part, table, target

TARGET_S = 0.4
TIMES = 10


def measure(_: Options) -> Part:
    """Median of ten, in turn with a Python that does nothing."""
    help_s, python_s = [], []
    for _turn in range(TIMES):
        python_s.append(must([sys.executable, "-c", "pass"]).cost.wall_s)
        help_s.append(must([*SOHOA, "--help"]).cost.wall_s)
    help_median, python_median = statistics.median(help_s), statistics.median(python_s)
    rows = [
        ("sohoa --help", help_median, min(help_s), max(help_s)),
        ("python -c pass", python_median, min(python_s), max(python_s)),
    ]
    met = help_median < TARGET_S
    return Part(
        "start: seconds until the answer",
        (
            *table(("", "median", "least", "most"), rows),
            f"under {TARGET_S} s: {target(met)}",
        ),
        {"help_s": help_median, "python_s": python_median, "target_s": TARGET_S, "met": met},
    )
