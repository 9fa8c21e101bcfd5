"""People are told through real gateways; what fails is tried again and never lost."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.exchange.gateways import tell
from pipeline.model.entry import Channel, Described, Direction, NewEntry, NewForm
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.office.announcing import Announced, Outcome, announce, note_days
from pipeline.register.store import Register, open_register
from pipeline.settings import Settings, default_settings
from pipeline.steps.office.working_days import Calendar
from tests.exchange import http_server, smtp_server

DAY = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
SUBJECT = "Về việc thu hồi đất của ông Mẫu"
CALENDAR = Calendar(frozenset(), frozenset(), frozenset({2026}))
PASSWORD = "matkhau-bi-mat"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path) as opened:
        yield opened


def settings_with(**gateway: Any) -> Settings:
    table = default_settings().as_json()
    one = {"name": "văn thư", "url_env": "VANTHU_URL", "roles": ["clerk", "keeper"], **gateway}
    table["announcements"]["gateways"] = [one]
    return Settings.model_validate(table)


def arrive(register: Register, urgency: str | None = "Hỏa tốc", **more: Any) -> None:
    described = Described(
        code_number="12", code_notation="CV-UBND", subject=SUBJECT, urgency=urgency
    )
    form = NewForm(Channel.EMAIL, DAY)
    new = replace(NewEntry(Direction.INCOMING, "den", described, form), **more)
    facts = {"urgency": urgency} if urgency else {}
    notices = (NewNotice(NoticeKind.URGENT_ARRIVAL, facts),) if urgency else ()
    register.entries.arrive(new, DAY, "an", notices=notices)


def outcomes(announced: Announced) -> list[Outcome]:
    return [message.outcome for message in announced.messages]


def test_a_flash_arrival_is_mailed_at_night_without_its_subject(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(register)
    with smtp_server.running() as mailbox:
        url = f"mailto://127.0.0.1:{mailbox.port}/?from=a@example.vn&to=b@example.vn&mode=insecure"
        monkeypatch.setenv("VANTHU_URL", url)
        assert outcomes(announce(register, settings_with(), NIGHT, tell)) == [Outcome.SENT]
        assert outcomes(announce(register, settings_with(), NIGHT, tell)) == []
    (raw,) = mailbox.messages
    message = email.message_from_string(raw, policy=email.policy.default)
    assert "Văn bản khẩn vừa đến" in str(message["Subject"])
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "den/2026/1 · 12/CV-UBND · Hỏa tốc"


def test_what_can_wait_waits_for_the_morning(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(register, "Khẩn")
    with http_server.running() as receiver:
        monkeypatch.setenv("VANTHU_URL", f"json://127.0.0.1:{receiver.port}/")
        assert outcomes(announce(register, settings_with(), NIGHT, tell)) == [Outcome.QUIET]
        assert receiver.taken == []
        morning = NIGHT + timedelta(hours=12)
        assert outcomes(announce(register, settings_with(), morning, tell)) == [Outcome.SENT]
    (taken,) = receiver.taken
    assert taken["message"] == "den/2026/1 · 12/CV-UBND · Khẩn"


def test_a_dead_gateway_loses_nothing_and_its_address_is_not_told(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(register)
    settings = settings_with()
    with http_server.running() as receiver:
        address = f"json://thu:{PASSWORD}@127.0.0.1:{receiver.port}/"
        monkeypatch.setenv("VANTHU_URL", address)
        receiver.status = 503
        first = announce(register, settings, DAY, tell)
        assert outcomes(first) == [Outcome.FAILED]
        (trouble,) = register.notices.troubles()
        assert (trouble.gateway, trouble.notices, trouble.tries) == ("văn thư", 1, 1)
        assert PASSWORD not in f"{trouble.failure}{first.messages[0].failure}"
        receiver.status = 200
        soon, later = DAY + timedelta(seconds=59), DAY + timedelta(seconds=60)
        assert outcomes(announce(register, settings, soon, tell)) == [Outcome.LATER]
        assert outcomes(announce(register, settings, later, tell)) == [Outcome.SENT]
        assert len(receiver.taken) == 1
    assert register.notices.troubles() == ()
    assert register.notices.count()[0] == 0


def test_one_of_two_gateways_has_it_once_while_the_other_is_tried_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(register)
    table = settings_with().as_json()
    other = {**table["announcements"]["gateways"][0], "name": "lãnh đạo", "url_env": "LANHDAO_URL"}
    table["announcements"]["gateways"].append(other)
    settings = Settings.model_validate(table)
    with http_server.running() as good:
        monkeypatch.setenv("VANTHU_URL", f"json://127.0.0.1:{good.port}/")
        monkeypatch.delenv("LANHDAO_URL", raising=False)
        first = announce(register, settings, DAY, tell)
        assert sorted(outcomes(first)) == [Outcome.FAILED, Outcome.SENT]
        with http_server.running() as mended:
            monkeypatch.setenv("LANHDAO_URL", f"json://127.0.0.1:{mended.port}/")
            later = DAY + timedelta(hours=2)
            assert outcomes(announce(register, settings, later, tell)) == [Outcome.SENT]
        assert (len(good.taken), len(mended.taken)) == (1, 1)


def test_a_dry_run_sends_and_writes_nothing(register: Register) -> None:
    arrive(register)

    def never(*_: str) -> None:
        raise AssertionError

    (message,) = announce(register, settings_with(), DAY, never, dry_run=True).messages
    assert message.outcome is Outcome.WOULD_SEND
    assert message.lines == ("den/2026/1 · 12/CV-UBND · Hỏa tốc",)
    (waiting,) = register.notices.waiting()
    assert waiting.deliveries == {}


def test_of_a_secret_entry_not_even_its_key_is_told(register: Register) -> None:
    said: list[str] = []
    arrive(register, book="den-mat")

    def hear(_gateway: str, _url: str, title: str, body: str) -> None:
        said.extend((title, body))

    announced = announce(register, settings_with(url_env="PATH"), DAY, hear)
    # The rule names clerks; that the gateway reaches a keeper too lets it through.
    assert outcomes(announced) == [Outcome.SENT]
    assert [word for word in ("den-mat", "2026", "12/CV", SUBJECT) if word in "".join(said)] == []
    clerks = settings_with(url_env="PATH", name="khác", roles=["clerk"])
    assert announce(register, clerks, DAY, hear).messages == ()


def test_due_days_are_announced_once_each(register: Register) -> None:
    today = date(2026, 3, 2)
    for due in (today - timedelta(days=1), today, today + timedelta(days=1), date(2026, 3, 5)):
        arrive(register, None, due_on=due, unit="Phòng A")
    settings = settings_with(units=["Phòng A"], url_env="PATH")
    assert note_days(register, settings, CALENDAR, DAY) == 3
    assert note_days(register, settings, CALENDAR, DAY) == 0
    said: dict[str, str] = {}

    def hear(_gateway: str, _url: str, title: str, body: str) -> None:
        said[title] = body

    announce(register, settings, DAY, hear)
    assert said == {
        "Văn bản quá hạn": "den/2026/1 · 12/CV-UBND · Phòng A · hạn 01/03/2026",
        "Văn bản sắp hết hạn (2)": "den/2026/2 · 12/CV-UBND · Phòng A · hạn 02/03/2026\n"
        "den/2026/3 · 12/CV-UBND · Phòng A · hạn 03/03/2026",
    }
    # The day after, what was due soon is overdue; what was overdue stays said.
    assert note_days(register, settings, CALENDAR, DAY + timedelta(days=1)) == 1


def test_many_lines_are_counted(register: Register) -> None:
    for _ in range(35):
        arrive(register)
    bodies: list[str] = []

    def hear(_gateway: str, _url: str, _title: str, body: str) -> None:
        bodies.append(body)

    announce(register, settings_with(url_env="PATH"), DAY, hear)
    lines = bodies[0].splitlines()
    assert (len(lines), lines[-1]) == (31, "… và 5 việc nữa")


def test_what_somebody_else_is_sending_is_left_alone(register: Register) -> None:
    arrive(register)
    (waiting,) = register.notices.waiting()
    register.notices.claim("văn thư", [waiting.notice.id], DAY, DAY + timedelta(minutes=10))

    def never(*_: str) -> None:
        raise AssertionError

    settings = settings_with(url_env="PATH")
    assert outcomes(announce(register, settings, DAY, never)) == [Outcome.LATER]


def test_without_gateways_everything_waits(register: Register) -> None:
    arrive(register)
    assert announce(register, default_settings(), DAY, tell) == Announced(())
    assert register.notices.count()[0] == 1


def test_what_no_gateway_reaches_is_counted_and_settled(register: Register) -> None:
    arrive(register)
    settings = settings_with(roles=[], people=["binh"], url_env="PATH")
    assert announce(register, settings, DAY, tell).nobody == 1
    assert register.notices.count()[0] == 0
