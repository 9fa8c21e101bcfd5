"""Receipts over HTTP: status and dates, for whoever has the code, and not too often."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.entry import Channel, Described, Direction, NewEntry, NewForm
from pipeline.register.store import open_register
from pipeline.web.throttle import Throttle
from tests.web.shelf import asked, fill

NOW = datetime(2026, 3, 5, 3, tzinfo=UTC)


def test_a_sender_learns_status_and_dates(tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive", ())
    with open_register(archive.root) as register:
        said = Described(subject="Bí mật của người gửi", issuer="UBND huyện Mẫu")
        new = NewEntry(Direction.INCOMING, "den", said, NewForm(Channel.COUNTER, NOW))
        receipt = register.entries.arrive(new, NOW, "lan").receipt
    with asked(archive, tmp_path) as client:
        answer = client.get(f"/api/v1/receipts/{receipt}", headers={"accept-language": "en"})
        assert answer.json() == {
            "status": "03",
            "words": "received",
            "arrived_on": "2026-03-05",
            "received_on": "2026-03-05",
            "done_on": None,
        }
        wrong = [client.get(f"/api/v1/receipts/{code}") for code in ("AAAA", receipt[:-1], "%00")]
        assert {one.status_code for one in wrong} == {404}
        assert len({one.text for one in wrong}) == 1
        codes = [client.get("/api/v1/receipts/A").status_code for _ in range(40)]
        assert codes[-1] == 429
        assert client.get(f"/api/v1/receipts/{receipt}").status_code == 429


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 30)), max_size=60))
def test_nobody_asks_more_often_than_is_let(asks: list[tuple[str, float]]) -> None:
    now = 0.0
    throttle = Throttle(3, 60.0, lambda: now)
    let: dict[str, list[float]] = {}
    for address, later in asks:
        now += later
        began = let.get(address, [])
        if throttle.allows(address):
            let[address] = [*began, now]
    for times in let.values():
        # Two windows may meet: never more than twice as many within one.
        for start in times:
            assert sum(start <= one < start + 60.0 for one in times) <= 6
