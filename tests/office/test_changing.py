"""Changes by people: a due day that followed from what a document is follows it on."""

from __future__ import annotations

from datetime import date

from pipeline.model.entry import Status
from pipeline.model.notice import NoticeKind
from pipeline.office.arriving import Coming, arrive
from pipeline.office.changing import change
from pipeline.office.registry import Registry
from tests.office.conftest import NOW


def test_a_due_day_by_the_rules_follows_urgency_and_type(desk: Registry) -> None:
    entry = arrive(desk, Coming(desk.settings.registers.book("den"), NOW)).entry
    assert entry.due_on == date(2026, 3, 16)
    entry = change(desk, entry, {"urgency": "Hỏa tốc"})
    assert entry.due_on == date(2026, 3, 5)
    assert change(desk, entry, {"urgency": None}).due_on == date(2026, 3, 16)


def test_a_due_day_that_somebody_gave_stays(desk: Registry) -> None:
    coming = Coming(desk.settings.registers.book("den"), NOW, due_on=date(2026, 4, 1))
    entry = change(desk, arrive(desk, coming).entry, {"urgency": "Khẩn"})
    assert entry.due_on == date(2026, 4, 1)
    entry = change(desk, entry, {"type": "Giấy mời", "due_on": date(2026, 3, 20)})
    assert entry.due_on == date(2026, 3, 20)


def test_an_urgency_that_is_typed_later_is_told_once(desk: Registry) -> None:
    entry = arrive(desk, Coming(desk.settings.registers.book("den"), NOW)).entry
    entry = change(desk, entry, {"subject": "x"})
    assert desk.register.notices.waiting() == ()
    entry = change(desk, entry, {"urgency": "Hỏa tốc"})
    change(desk, entry, {"urgency": "Hỏa tốc"})
    (told,) = desk.register.notices.waiting()
    assert told.notice.kind is NoticeKind.URGENT_ARRIVAL
    assert told.notice.facts == {"urgency": "Hỏa tốc"}


def test_a_secret_or_finished_entry_tells_no_urgency(desk: Registry) -> None:
    secret = arrive(desk, Coming(desk.settings.registers.book("den-mat"), NOW)).entry
    change(desk, secret, {"urgency": "Khẩn"})
    done = arrive(desk, Coming(desk.settings.registers.book("den"), NOW)).entry
    desk.register.entries.move(done.id, Status.DONE, NOW, "ai")
    change(desk, desk.register.entries.by_id(done.id), {"urgency": "Khẩn"})
    assert desk.register.notices.waiting() == ()
