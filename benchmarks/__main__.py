"""`python -m benchmarks`: measures, prints tables and writes the figures as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence

from benchmarks import fields, flow, memory, ocr, reading, regions, stacks, start
from benchmarks.options import NotMeasured, Options, parse
from benchmarks.pages import blank_batch
from benchmarks.process import SOHOA, Cost, must, set_environment
from benchmarks.report import Part, machine

MEASURES: dict[str, Callable[[Options], Part]] = {
    "start": start.measure,
    "reading": reading.measure,
    "fields": fields.measure,
    "flow": flow.measure,
    "memory": memory.measure,
    "regions": regions.measure,
    "stacks": stacks.measure,
}


def main(arguments: Sequence[str]) -> int:
    """Exit 1 when a part that was asked for could not be measured."""
    if arguments and arguments[0] in ocr.VERBS:
        return ocr.main(arguments)
    options = parse(arguments)
    host = machine()
    set_environment(options.out)
    print(" · ".join(f"{name} {value}" for name, value in host.items()), flush=True)
    report: dict[str, object] = {"machine": host}
    if options.parts != ("start",):
        first = first_use(options)
        print(f"first batch on a machine: {first.wall_s:.1f} s (Prefect makes its database)")
        report["first_use_s"] = first.wall_s
    missing = 0
    for name in options.parts:
        try:
            part = MEASURES[name](options)
        except NotMeasured as reason:
            missing += 1
            print(f"\n{name}: not measured. {reason}", flush=True)
            report[name] = {"not_measured": str(reason)}
            continue
        print("\n".join(("", part.title, "-" * len(part.title), *part.lines)), flush=True)
        report[name] = part.figures
    path = options.out / "report.json"
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\nThe figures: {path}")
    return 1 if missing else 0


def first_use(options: Options) -> Cost:
    """Makes Prefect's database, as the first batch on a machine does, so that no later run pays."""
    folder = options.folder("first")
    batch = blank_batch(folder / "blank")
    cost = must([*SOHOA, "digitize", batch, "--archive", folder / "archive", "--json"]).cost
    shutil.rmtree(folder)
    return cost


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
