"""One clerk of several: enters documents until a register has so many, some of them in vain.

    python -m benchmarks.register_worker FOLDER TOTAL SEED

The address of a server is in SOHOA_BENCH_REGISTER; without it the register is a file. Prints how
long each arrival took, seconds, a line each.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from pipeline.model.entry import Channel, Described, Direction, NewEntry, NewForm
from pipeline.register.entry_acts import arrive
from pipeline.register.office_schema import counters
from pipeline.register.receipts import new_receipt
from pipeline.register.store import Register, open_register

URL_ENV = "SOHOA_BENCH_REGISTER"
BOOK = "den"
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
_IN_VAIN = 0.1


class GivenUp(Exception):
    """What was begun is taken back."""


def incoming(number: int) -> NewEntry:
    described = Described(
        type="Công văn",
        code_number=str(number % 9000 + 1),
        code_notation="UBND-VX",
        issued_on="2026-02-27",
        issuer=f"Ủy ban nhân dân xã {number % 300}",
        subject=f"Về việc trả lời kiến nghị số {number}",
        urgency="Khẩn" if number % 50 == 0 else None,
    )
    return NewEntry(Direction.INCOMING, BOOK, described, NewForm(Channel.AXIS, NOW))


def enter(register: Register, chance: random.Random, total: int) -> bool:
    """One arrival, or one that is given up half way; whether there is more to do."""
    with register.entries.acting(NOW, f"văn thư {os.getpid()}") as act:
        act.stand_in_line()
        of_it = (counters.c.book == BOOK, counters.c.year == NOW.year)
        given = act.connection.scalar(select(counters.c.last).where(*of_it)) or 0
        if given >= total:
            return False
        arrive(act, incoming(given), new_receipt(), receive=True)
        if chance.random() < _IN_VAIN:
            raise GivenUp
    return True


def main(folder: Path, total: int, seed: int) -> None:
    chance = random.Random(seed)
    with open_register(folder, os.environ.get(URL_ENV)) as register:
        more = True
        while more:
            begun = time.perf_counter()
            try:
                more = enter(register, chance, total)
            except GivenUp:
                continue
            print(f"{time.perf_counter() - begun:.6f}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
