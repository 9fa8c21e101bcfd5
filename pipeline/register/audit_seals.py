"""A history against the seals that were noted of it: what fits itself may still be another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from collections.abc import Sequence as Seq

from pipeline.model.seal import Seal
from pipeline.register.audit_faults import Fault, Finding


def against_seals(
    seals: Seq[Seal], number: int, hashes: Mapping[int, str], found: Set[str]
) -> Iterator[Finding]:
    """What the seals tell of a history of `number` events.

    `hashes`: those of events that a seal names; `found`: of the seals without a number, those
    that an event has the hash of.
    """
    for seal in seals:
        if seal.events is None and seal.hash not in found:
            yield Finding(Fault.UNSEALED, number, number, seal=seal)
    fitting = 0
    longest: Seal | None = None
    for count, seal in sorted(
        ((seal.events, seal) for seal in seals if seal.events is not None), key=lambda pair: pair[0]
    ):
        if count > number:
            longest = seal
        elif count in hashes and not hashes[count].startswith(seal.hash):
            # What was rewritten up to here is not looked for beyond.
            yield Finding(Fault.REWRITTEN, fitting + 1, count, seal=seal)
            break
        elif count in hashes:
            fitting = count
    if longest is not None and longest.events is not None:
        yield Finding(Fault.CUT, number + 1, longest.events, seal=longest)
