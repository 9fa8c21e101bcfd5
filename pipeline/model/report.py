"""What an office reports of its registers over a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model.entry import Channel, SignatureState


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is of: that which arrived, or went out, from `first` to `last`."""

    first: date
    last: date
    """Both inclusive, days at the office."""
    on: date
    """How far the work on it is, as seen on this day; what is due before it and open is overdue."""
    unit: str | None = None
    """Only what was handed to this unit."""
    issuer: str | None = None
    without_books: frozenset[str] = frozenset()
    """Books that whoever asks may not see."""
    top: int = 20
    """So many issuers are named, the others are counted together."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one name; None is unknown."""

    name: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """Those that are most, and the others together."""

    first: tuple[Count, ...]
    others: int = 0
    """Documents of names that are not among the first."""
    other_names: int = 0

    @property
    def total(self) -> int:
        return sum(one.count for one in self.first) + self.others


@dataclass(frozen=True, slots=True)
class Spread:
    """Days: of how many, the median, and what nine of ten stay within; None of none."""

    count: int
    median: float | None
    p90: int | None
    total: int = 0
    """All of them added up."""


@dataclass(frozen=True, slots=True)
class Work:
    """How far what arrived is; each is in one of these, but for overdue, which are open."""

    done_on_time: int
    done_late: int
    done_without_term: int
    refused: int
    recalled: int
    open: int
    """Not completed, refused or recalled."""
    open_overdue: int
    """Of those, the ones that were to be completed before the day of the report."""

    @property
    def done(self) -> int:
        return self.done_on_time + self.done_late + self.done_without_term


@dataclass(frozen=True, slots=True)
class Refusals:
    """What was refused of what arrived."""

    count: int
    lacks: tuple[tuple[Count, str], ...]
    """What was missing, how often, and the clause that asks for it; one paper may lack several."""
    issuers: Ranked
    resubmitted: int
    """Of these, those that came again."""
    days_between: Spread
    """From the refusal of one to the arrival of the next try."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Documents that came on paper and electronically too."""

    both: int
    ahead: Spread
    """The electronic form was first: days that work did not wait for paper."""
    waited: Spread
    """The paper was first: days until the electronic form came."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document counts as what its first form was, paper or electronic, once."""

    asked: Asked
    channels: tuple[tuple[Channel, int], ...]
    """Incoming, by the channel of the first form."""
    dossiers: int
    """Of these, dossiers of the one-stop counter; the others are documents."""
    paper_classes: tuple[Count, ...]
    """Incoming on paper, by the key of the class; None: nobody has said it yet."""
    should_be_electronic: Ranked
    """Those of no class whose issuer has exchange, by issuer."""
    kinds_in: tuple[Count, ...]
    """Incoming documents, without dossiers."""
    kinds_out: tuple[Count, ...]
    issuers: Ranked
    """Of incoming documents."""
    signatures: tuple[tuple[SignatureState, int], ...]
    """Of what came electronically, the worst state of an entry's signatures."""
    work: Work
    refusals: Refusals
    completion: Spread
    """Days from arrival to completion."""
    meetings: Meetings

    @property
    def incoming(self) -> int:
        return sum(count for _, count in self.channels)

    @property
    def paper(self) -> int:
        return dict(self.channels).get(Channel.PAPER, 0)

    @property
    def electronic(self) -> int:
        return self.incoming - self.paper

    @property
    def outgoing(self) -> int:
        return sum(one.count for one in self.kinds_out)

    @property
    def signed(self) -> int:
        """Electronic arrivals with a digital signature, whatever it is worth."""
        return sum(count for state, count in self.signatures if state is not SignatureState.NONE)


def share(part: int, whole: int) -> float | None:
    """Percent; None of nothing."""
    return None if whole == 0 else 100 * part / whole
