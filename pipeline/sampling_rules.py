"""How many documents of a batch are checked, and how many may be wrong, kept as data."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from pipeline.errors import SettingsInvalid
from pipeline.model.sample import Plan
from pipeline.sections.file import read_section
from pipeline.sections.section import Section
from pipeline.settings import configs_dir

Level = Literal["I", "II", "III"]
_MAY_BE_WRONG = (1, 2, 3, 5, 7, 10, 14, 21)
_FIRST_WITH_SOME = 3
"""Letters after the one whose sample may have none wrong."""


class Lot(Section):
    """Letters of lots of at most `most` documents."""

    most: int = Field(gt=1)
    I: str  # noqa: E741
    II: str
    III: str


class SamplingRules(Section):
    """See `configs/sampling.toml`."""

    lot: tuple[Lot, ...] = Field(min_length=1)
    size: dict[str, int]
    none_wrong: dict[str, str]

    def plan(self, documents: int, aql: str, level: Level) -> Plan:
        """The plan for a lot (ISO 2859-1, single sampling, normal inspection).

        A sample as large as its lot is all of it.

        Raises: SettingsInvalid: there is no such AQL, or the lot is too large for the tables.
        """
        letters = tuple(self.size)
        if aql not in self.none_wrong:
            known = ", ".join(self.none_wrong)
            raise SettingsInvalid("sampling_aql", {"aql": aql, "known": known})
        lot = next((one for one in self.lot if documents <= one.most), None)
        if lot is None:
            raise SettingsInvalid("sampling_lot", {"documents": documents})
        asked = letters.index(getattr(lot, level))
        at, accept = _followed(asked, letters.index(self.none_wrong[aql]))
        at = min(at, len(letters) - 1)
        return Plan(documents, min(self.size[letters[at]], documents), accept, aql, level)


def _followed(asked: int, none_wrong: int) -> tuple[int, int]:
    """(letter, wrong ones that are accepted), arrows of the table followed."""
    step = asked - none_wrong
    if step <= 1:
        return none_wrong, 0
    step = max(step, _FIRST_WITH_SOME)
    last = len(_MAY_BE_WRONG) - 1
    row = min(step - _FIRST_WITH_SOME, last)
    return none_wrong + _FIRST_WITH_SOME + row, _MAY_BE_WRONG[row]


@cache
def default_sampling() -> SamplingRules:
    """Raises: SettingsInvalid."""
    return read_section(configs_dir() / "sampling.toml", SamplingRules)
