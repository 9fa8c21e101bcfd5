"""Who is told of what, and when nobody is disturbed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.announcement_rules import default_announcements
from pipeline.model.entry import Channel, Described, Direction, Entry, Matter, Status
from pipeline.model.notice import Notice, NoticeKind
from pipeline.model.person import Role
from pipeline.sections.announcements import AnnouncementRule, Gateway
from pipeline.steps.office.announcing import Told, is_quiet, told_through, wait_s

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ENTRY = Entry(
    1,
    Direction.INCOMING,
    "den",
    2026,
    1,
    NOW,
    Channel.EMAIL,
    Matter.DOCUMENT,
    Status.ASSIGNED,
    Described(urgency="Hỏa tốc"),
    unit="Phòng Tài chính",
    assignee="binh",
)
CLERKS = Gateway(name="văn thư", url_env="A", roles=(Role.CLERK,))
UNIT = Gateway(name="phòng", url_env="B", units=("Phòng Tài chính",))
BINH = Gateway(name="binh", url_env="C", people=("binh",))
KEEPER = Gateway(name="giữ mật", url_env="D", roles=(Role.KEEPER,))
ALL = (CLERKS, UNIT, BINH, KEEPER)
RULES = default_announcements().rules


def told(kind: NoticeKind, entry: Entry | None = ENTRY, *, secret: bool = False) -> dict[str, Told]:
    notice = Notice(1, NOW, kind, None, {})
    return told_through(notice, entry, secret=secret, rules=RULES, gateways=ALL)


def test_a_flash_document_is_told_to_clerks_unit_and_assignee_at_any_hour() -> None:
    assert told(NoticeKind.URGENT_ARRIVAL) == {
        "văn thư": Told(quiet=False),
        "phòng": Told(quiet=False),
        "binh": Told(quiet=False),
    }


def test_a_merely_urgent_one_waits_for_the_morning() -> None:
    urgent = replace(ENTRY, described=Described(urgency="Khẩn"), unit="", assignee="")
    assert told(NoticeKind.URGENT_ARRIVAL, urgent) == {"văn thư": Told(quiet=True)}


@pytest.mark.parametrize("kind", NoticeKind)
def test_of_what_is_secret_only_keepers_are_told_and_nothing_is_shown(kind: NoticeKind) -> None:
    show = AnnouncementRule(
        key="all", kind=kind, to=tuple(f"role:{role}" for role in Role), show=("subject",)
    )
    notice = Notice(1, NOW, kind, 1, {})
    found = told_through(notice, ENTRY, secret=True, rules=(show,), gateways=ALL)
    assert found == {"giữ mật": Told(quiet=True)}


def test_quarantine_is_secret_by_itself() -> None:
    assert set(told(NoticeKind.QUARANTINED, None)) == {"giữ mật"}


def test_a_rule_may_name_a_gateway_and_what_is_shown() -> None:
    rule = AnnouncementRule(
        key="mine", kind=NoticeKind.ASSIGNED, to=("gateway:phòng",), show=("issuer",)
    )
    notice = Notice(1, NOW, NoticeKind.ASSIGNED, None, {})
    found = told_through(notice, None, secret=False, rules=(rule,), gateways=ALL)
    assert found == {"phòng": Told(quiet=True, show=frozenset({"issuer"}))}


@pytest.mark.parametrize("to", ["role:king", "clerk", "gateway:", "unit:A"])
def test_a_recipient_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        AnnouncementRule(key="mine", kind=NoticeKind.ASSIGNED, to=(to,))


@pytest.mark.parametrize(
    ("hour", "quiet"), [(13, True), (14, True), (22, True), (23, True), (0, False), (12, False)]
)
def test_quiet_hours_go_over_midnight_at_the_office(hour: int, quiet: bool) -> None:
    # 20:00 in Hà Nội is 13:00 UTC, and 06:30 is 23:30.
    at = datetime(2026, 3, 2, hour, tzinfo=UTC)
    assert is_quiet(at, time(20), time(6, 30)) is quiet


@given(st.times(), st.times(), st.integers(0, 24 * 60))
def test_every_moment_is_in_the_hours_or_in_the_others(
    first: time, last: time, minutes: int
) -> None:
    moment = NOW + timedelta(minutes=minutes)
    if first != last:
        assert is_quiet(moment, first, last) is not is_quiet(moment, last, first)
    assert not is_quiet(moment, first, first)


def test_each_failure_doubles_the_wait_up_to_the_longest() -> None:
    waits = [wait_s(tries, 60.0, 3600.0) for tries in (1, 2, 3, 7, 10_000)]
    assert waits == [60.0, 120.0, 240.0, 3600.0, 3600.0]
    assert timedelta(seconds=waits[-1]) == timedelta(hours=1)
