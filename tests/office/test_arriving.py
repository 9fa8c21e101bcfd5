"""Arrival: what an entry takes from a record, what stays to be looked at, what comes only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipeline.errors import NotAllowed, NotFound, SettingsInvalid
from pipeline.model.entry import (
    Channel,
    Criteria,
    Described,
    Direction,
    Lack,
    Matter,
    NewForm,
    SignatureState,
    Status,
)
from pipeline.model.record import Field, Record, State
from pipeline.model.scan import PageOrigin
from pipeline.office.arriving import Coming, arrive, arrive_batch, arrive_inputs
from pipeline.office.channels import channel_of
from pipeline.office.described import told_by
from pipeline.office.doubles import doubles
from pipeline.office.registry import Registry
from pipeline.register.entries import Document, Input, Source
from pipeline.register.entry_book import EntryBook
from tests.office.conftest import NOW, RECORD, DeskOf
from tests.register.test_register import DOCUMENT, registered


def coming(desk: Registry, **more: Any) -> Coming:
    book = desk.settings.registers.book("den")
    return replace(Coming(book, NOW), **more)


def test_a_record_becomes_an_entry(desk: Registry, document: Document) -> None:
    arrival = arrive(desk, coming(desk), document)
    entry = arrival.entry
    assert entry.key == "den/2026/1"
    assert entry.described == Described(
        type="Quyết định",
        code_number="012",
        code_notation="QĐ-UBND",
        issued_on="2026-02-??",
        issuer="UBND huyện Mẫu",
        subject="Về việc thu hồi đất",
        urgency="Khẩn",
        page_amount=document.page_count,
        to_places="Sở Y tế; Công an tỉnh; Như trên",
    )
    assert entry.unsure == ("code_number",)
    assert entry.due_on == date(2026, 3, 9)
    assert (arrival.new, arrival.due_sure) == (True, True)
    assert [form.document_id for form in entry.forms] == [document.id]
    assert list(desk.register.entries.differences()) == []


def test_a_document_is_entered_once(desk: Registry, document: Document) -> None:
    first = arrive(desk, coming(desk), document)
    again = arrive(desk, coming(desk), document)
    assert not again.new
    assert again.entry == first.entry
    assert [one.entry.id for one in arrive_batch(desk, coming(desk), document.batch)] == [
        first.entry.id
    ]
    assert desk.register.entries.last_numbers() == {("den", 2026): 1}


def test_two_who_enter_the_same_document_make_one_entry(desk: Registry, document: Document) -> None:
    new_form = arrive(desk, coming(desk), document).entry.forms[0]
    entry = arrive(desk, coming(desk, typed={"subject": "Khác"})).entry
    form = NewForm(Channel.PAPER, NOW, document_id=new_form.document_id)
    with pytest.raises(NotAllowed) as caught:
        desk.register.entries.add_form(entry.id, form, NOW, "ai")
    assert caught.value.code == "document_entered"


def test_a_batch_that_was_broken_off_is_entered_whole(desk: Registry, document: Document) -> None:
    inputs = [
        Input(1, 2, Source("/b.pdf", "b.pdf"), sha, State.DUPLICATE, None, ())
        for sha in (None, document.sha256)
    ]
    (arrival,) = arrive_inputs(desk, coming(desk), inputs)
    assert arrival.new
    assert [one.new for one in arrive_inputs(desk, coming(desk), inputs)] == [False]


def test_who_comes_second_gets_the_entry_of_who_came_first(
    desk: Registry, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = arrive(desk, coming(desk), document).entry
    asked = iter([None, first])
    monkeypatch.setattr(EntryBook, "of_document", lambda *_: next(asked))
    again = arrive(desk, coming(desk), document)
    assert (again.new, again.entry) == (False, first)


def test_what_goes_out_may_take_its_number_from_the_register(desk: Registry) -> None:
    book = desk.settings.registers.book_for(Direction.OUTGOING)
    typed = {"code_notation": "UBND-VX", "subject": "Trả lời"}
    out = replace(coming(desk, typed=typed), book=book, own_number=True)
    codes = [arrive(desk, out).entry.described.code for _ in range(10)]
    assert (codes[0], codes[9]) == ("01/UBND-VX", "10/UBND-VX")
    found = desk.register.entries.entries(Criteria(code="1/UBND-VX"))
    assert [entry.number for entry in found] == [1]
    assert list(desk.register.entries.differences()) == []


@pytest.mark.parametrize(
    ("issued_on", "issuer", "told"),
    [
        ("2026-01-05", "UBND HUYỆN MẪU", True),
        ("2026-??-??", "Ubnd huyện Mẫu", True),
        (None, "UBND huyện Mẫu", True),
        ("2025-12-30", "UBND huyện Mẫu", False),
        ("2026-01-05", "UBND huyện Khác", False),
    ],
)
def test_a_number_of_the_same_office_and_year_is_told(
    desk: Registry, issued_on: str | None, issuer: str, told: bool
) -> None:
    said = {"code_number": "5", "code_notation": "UBND-VX", "issuer": "UBND huyện Mẫu"}
    first = arrive(desk, coming(desk, typed=said | {"issued_on": "2026-01-05"})).entry
    date = {"issued_on": issued_on} if issued_on else {}
    other = arrive(desk, coming(desk, typed=said | {"code_number": "05", "issuer": issuer} | date))
    assert [one.id for one in doubles(desk, other.entry)] == ([first.id] if told else [])


def test_what_is_typed_is_sure(desk: Registry, document: Document) -> None:
    entry = arrive(desk, coming(desk, typed={"code_number": "12"}), document).entry
    assert entry.described.code == "12/QĐ-UBND"
    assert entry.unsure == ()


def test_half_a_number_is_not_taken(document: Document) -> None:
    half = replace(RECORD, number=Field("1??", 0.4, review=True))
    told = told_by(replace(document, record=half))
    assert told.described.code_number is None
    assert "code_number" in told.unsure


@pytest.mark.parametrize(
    ("code", "number", "notation"),
    [
        ("30/2020/NĐ-CP", "30", "NĐ-CP"),
        ("14514-CV/VPTW", "14514", "CV/VPTW"),
        ("5/BNV", "5", "BNV"),
    ],
)
def test_codes_are_cited_as_they_are(
    document: Document, code: str, number: str, notation: str
) -> None:
    record = Record(code=Field(code), number=Field(number), notation=Field(notation))
    assert told_by(replace(document, record=record)).described.code == code


def test_what_is_held_has_no_number_until_it_is_received(desk: Registry) -> None:
    entry = arrive(desk, coming(desk, receive=False, typed={"subject": "Thư"})).entry
    assert (entry.key, entry.status) == (f"den/2026/#{entry.id}", Status.ARRIVED)


def test_a_quarantined_document_has_another_way(desk: Registry, document: Document) -> None:
    with pytest.raises(NotFound):
        arrive(desk, coming(desk), replace(document, state=State.QUARANTINED))


def test_a_dossier_comes_without_a_term(desk: Registry) -> None:
    dossier = coming(
        desk, channel=Channel.COUNTER, matter=Matter.DOSSIER, typed={"subject": "Hồ sơ"}
    )
    entry = arrive(desk, dossier).entry
    assert entry.due_on is None
    assert entry.paper_class is None
    assert entry.unsure == ()


def test_what_goes_out_has_no_term_and_no_class_of_paper(desk: Registry) -> None:
    book = desk.settings.registers.book_for(Direction.OUTGOING)
    entry = arrive(desk, replace(coming(desk, typed={"subject": "Trả lời"}), book=book)).entry
    assert (entry.key, entry.due_on, entry.unsure) == ("di/2026/1", None, ())


def test_an_urgent_one_waits_to_be_announced_and_a_secret_one_does_not(
    desk: Registry,
) -> None:
    urgent = coming(desk, typed={"urgency": "Hỏa tốc"})
    secret = replace(urgent, book=desk.settings.registers.book("den-mat"))
    arrive(desk, urgent)
    arrive(desk, secret)
    assert notices(desk) == [("urgent_arrival", {"urgency": "Hỏa tốc"})]


def notices(desk: Registry) -> list[tuple[str, dict[str, str]]]:
    from sqlalchemy import select

    from pipeline.register.office_schema import notices

    with desk.register.entries.acting(NOW, "ai") as act:
        rows = act.connection.execute(select(notices).order_by(notices.c.id)).all()
    return [(row.kind, row.facts) for row in rows]


def test_a_class_of_paper_that_there_is_not_is_refused(desk: Registry) -> None:
    with pytest.raises(SettingsInvalid):
        arrive(desk, coming(desk, paper_class="nothing"))


def test_only_what_was_refused_is_followed(desk: Registry) -> None:
    first = arrive(desk, coming(desk, receive=False, typed={"subject": "Thư"})).entry
    with pytest.raises(NotAllowed):
        arrive(desk, coming(desk, after=first))
    lack = Lack("signature", "Chữ ký", "NĐ 30/2020, Điều 8")
    refused = desk.register.entries.refuse(first.id, (lack,), NOW, "ai")
    assert arrive(desk, coming(desk, after=refused)).entry.earlier_id == first.id


def test_only_clerks_enter(desk_of: DeskOf) -> None:
    desk = desk_of("lan")
    assert arrive(desk, coming(desk)).entry.number == 1
    with pytest.raises(NotAllowed) as caught:
        arrive(desk_of("binh"), coming(desk))
    assert caught.value.params == {"who": "binh", "roles": "clerk"}


def test_a_year_without_holidays_is_said(desk: Registry) -> None:
    late = replace(coming(desk), arrived_at=datetime(2026, 12, 30, 3, tzinfo=UTC))
    assert not arrive(desk, late).due_sure
    given = replace(late, due_on=date(2027, 1, 8))
    assert arrive(desk, given).due_sure


@pytest.mark.parametrize(
    ("origin", "signatures", "channel"),
    [
        (PageOrigin.RENDERED, SignatureState.TRUSTED, Channel.AXIS),
        (PageOrigin.RENDERED, SignatureState.NONE, Channel.PAPER),
        (PageOrigin.IMAGE, SignatureState.TRUSTED, Channel.PAPER),
    ],
)
def test_a_signed_file_that_was_never_paper_came_electronically(
    desk: Registry, origin: PageOrigin, signatures: SignatureState, channel: Channel
) -> None:
    pages = tuple(replace(page, origin=origin) for page in DOCUMENT.pages)
    registered(desk.register, replace(DOCUMENT, state=State.ACCEPTED, record=RECORD, pages=pages))
    document = replace(desk.register.document(DOCUMENT.id), signatures=signatures)
    assert channel_of(desk, document) is channel
    entry = arrive(desk, coming(desk), document).entry
    assert entry.channel is channel


def test_what_a_clerk_says_goes_before_what_the_file_tells(
    desk: Registry, document: Document
) -> None:
    signed = replace(document, signatures=SignatureState.TRUSTED)
    entry = arrive(desk, coming(desk, channel=Channel.EMAIL), signed).entry
    assert entry.channel is Channel.EMAIL
