"""The document's number (ô 3): what its blank can say, weighed by what else is known."""

from __future__ import annotations

from pipeline.model.blanks import BlankReading
from pipeline.model.record import Candidate
from pipeline.steps.record.weighing import (
    Printed,
    Weighed,
    Weight,
    candidates,
    chances_of,
    with_printed,
)

PRINTED_TRUST = 0.97
"""How often the reader of print is right about digits that were printed…"""
WRITTEN_TRUST = 0.5
"""… and about those of a hand, when it takes them for print."""
FILE_NAME = 2.0
"""A number in the file's name is the weakest of hints."""
NO_NUMBER = 1e-6


def number_candidates(
    blank: BlankReading, printed: Printed | None, file_name: str | None = None
) -> tuple[Candidate, ...]:
    """The numbers that the blank can say, best first; "" when it was left empty.

    `printed` is what the reader of print saw in it, `file_name` the number in the file's name.
    """
    trust = WRITTEN_TRUST if blank.written else PRINTED_TRUST
    chances = with_printed(chances_of(blank), printed, trust)
    known = sum(chances.values())
    weighed = []
    for text, chance in chances.items():
        one = Weighed(text, chance)
        if printed is not None and printed.text == text:
            one = one.by(Weight(1.0, "printed"))
        if text.isdigit():
            one = one.by(_no_number(text)).by(_file_name(text, file_name))
        weighed.append(one)
    return candidates(weighed, max(0.0, 1.0 - known))


def _no_number(text: str) -> Weight | None:
    """Numbers begin at 01 each year (NĐ 30/2020, Phụ lục I)."""
    return Weight(NO_NUMBER, "no_number") if int(text) == 0 else None


def _file_name(text: str, named: str | None) -> Weight | None:
    return Weight(FILE_NAME, "file_name") if text.lstrip("0") == named else None
