"""How much of real blanks a network reads, by kind and half of the offices; totals only.

python -m notebooks.digit_reader.score BLANKS.jsonl NETWORK [--half "tuned on"] [--show]
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from notebooks.digit_reader.stored_blanks import read_crop
from pipeline.engines.digit_network import DigitReader, reader_at
from pipeline.model.blanks import DigitReading
from pipeline.steps.blank_reading import number_readings, part_readings, struck_chance

VALID = {
    "day": tuple(dict.fromkeys(f for n in range(1, 32) for f in (f"{n:02d}", str(n)))),
    "month": tuple(dict.fromkeys(f for n in range(1, 13) for f in (f"{n:02d}", str(n)))),
    "year": tuple(str(year) for year in range(1976, 2031)),
}
_SURE = 0.8
_FIGURES = ("blanks", "first", "first three", "sure", "sure and wrong", "struck")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("listed", type=Path, help="list that real_blanks wrote")
    parser.add_argument("network", type=Path, help="without suffix")
    parser.add_argument("--half", help="of benchmarks/offices; both where it is left out")
    parser.add_argument("--show", action="store_true", help="name what is wrong")
    arguments = parser.parse_args()
    rows = [json.loads(row) for row in arguments.listed.read_text("utf-8").splitlines()]
    chosen = [row for row in rows if arguments.half in (None, row["half"])]
    for group, figures in scores(chosen, reader_at(arguments.network), arguments.show).items():
        told = ", ".join(f"{name} {figures[name]}" for name in _FIGURES)
        print(f"{group}: {told}")


def scores(
    rows: Sequence[Mapping[str, str]], reader: DigitReader, show: bool
) -> dict[str, dict[str, int]]:
    """Half and kind → how many blanks are right among the first one and the first three."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_FIGURES, 0))
    for row in rows:
        (posterior,) = reader.read([read_crop(Path(row["file"]))])
        kind, truth = row["kind"], row["label"]
        if kind == "number":
            readings = number_readings(posterior)
        else:
            readings = _by_value(part_readings(posterior, VALID[kind]))
            truth = str(int(truth))
        texts = [reading.text for reading in readings]
        figures = found[f"{row['half']} {kind}"]
        sure = readings[0].chance >= _SURE
        figures["blanks"] += 1
        figures["first"] += texts[0] == truth
        figures["first three"] += truth in texts[:3]
        figures["sure"] += sure
        figures["sure and wrong"] += sure and texts[0] != truth
        figures["struck"] += struck_chance(posterior) > 0.5
        if show and texts[0] != truth:
            best = ", ".join(f"{one.text} {one.chance:.2f}" for one in readings[:3])
            print(row["id"], kind, truth, "|", best, f"| struck {struck_chance(posterior):.2f}")
    return dict(sorted(found.items()))


def _by_value(readings: Sequence[DigitReading]) -> list[DigitReading]:
    """The chances of 7 and 07 together."""
    sums: dict[str, float] = defaultdict(float)
    for reading in readings:
        sums[str(int(reading.text)) if reading.text else ""] += reading.chance
    best = sorted(sums.items(), key=lambda item: -item[1])
    return [DigitReading(text, chance) for text, chance in best]


if __name__ == "__main__":
    main()
