"""Announcements that wait, on each database."""

from __future__ import annotations

from datetime import timedelta

from pipeline.model.notice import GatewayTrouble, NewNotice, NoticeKind
from pipeline.register.store import Register
from tests.register.test_entry_book import NOW, coming

LATER = NOW + timedelta(minutes=1)
URGENT = NewNotice(NoticeKind.URGENT_ARRIVAL, {"urgency": "Khẩn"})


def test_what_is_announced_waits_with_its_entry_until_it_is_settled(register: Register) -> None:
    entry = register.entries.arrive(coming(), NOW, "an", notices=(URGENT,))
    register.notices.add([(None, NewNotice(NoticeKind.QUARANTINED))], NOW)
    first, second = register.notices.waiting()
    assert (first.entry, second.entry) == (entry, None)
    assert first.notice.facts == {"urgency": "Khẩn"}
    assert register.notices.count(secrets=True) == (2, NOW)
    # Of what is in quarantine nobody else is told that it waits.
    assert register.notices.count() == (1, NOW)
    register.notices.settle([first.notice.id, second.notice.id], NOW)
    assert register.notices.waiting() == ()
    assert register.notices.count(secrets=True) == (0, None)


def test_what_one_sends_nobody_else_does(register: Register) -> None:
    register.entries.arrive(coming(), NOW, "an", notices=(URGENT, URGENT))
    ids = [waiting.notice.id for waiting in register.notices.waiting()]
    assert register.notices.claim("sms", ids, NOW, LATER) == {ids[0]: 1, ids[1]: 1}
    assert register.notices.claim("sms", ids, NOW, LATER) == {}
    assert register.notices.claim("mail", ids[:1], NOW, LATER) == {ids[0]: 1}
    register.notices.delivered("sms", ids[:1], NOW)
    # What was not said to be sent or to have failed is taken up again.
    assert register.notices.claim("sms", ids, LATER, LATER) == {ids[1]: 2}


def test_a_gateway_in_trouble_is_named_until_all_is_sent(register: Register) -> None:
    register.entries.arrive(coming(), NOW, "an", notices=(URGENT,))
    (waiting,) = register.notices.waiting()
    ids = [waiting.notice.id]
    register.notices.claim("sms", ids, NOW, LATER)
    register.notices.failed("sms", ids, "503", LATER)
    assert register.notices.troubles() == (GatewayTrouble("sms", 1, 1, "503"),)
    register.notices.claim("sms", ids, LATER, LATER)
    register.notices.delivered("sms", ids, LATER)
    assert register.notices.troubles() == ()


def test_many_are_told_in_parts(register: Register) -> None:
    register.notices.add([(None, URGENT)] * 1201, NOW)
    some = register.notices.waiting()
    assert len(some) == 500
    rest = register.notices.waiting(some[-1].notice.id)
    ids = [waiting.notice.id for waiting in (*some, *rest)]
    assert len(register.notices.claim("sms", ids, NOW, LATER)) == 1000
    register.notices.settle(ids, NOW)
    assert register.notices.count() == (201, NOW)
