"""What is written is what is read, for every message and every partner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from pipeline.errors import NotAllowed
from pipeline.exchange.edxml.model import Message, Organ
from pipeline.exchange.edxml.reader import read
from pipeline.exchange.edxml.writer import write
from pipeline.sections.partner import Partner
from tests.exchange.edxml.made import MOST, a_message, messages, partner, partners


@settings(max_examples=300)
@given(messages, partners())
@example(a_message(), partner())
def test_what_is_written_is_what_is_read(message: Message, partner: Partner) -> None:
    done = read(write(message, partner), lambda _organ: partner, MOST)
    assert done.message == message


@given(messages, partners())
def test_nothing_that_we_write_is_strange_to_us(message: Message, partner: Partner) -> None:
    done = read(write(message, partner), lambda _organ: partner, MOST)
    assert done.remarks == ()


def test_the_same_message_is_always_the_same_bytes() -> None:
    assert write(a_message(), partner()) == write(a_message(), partner())


def test_an_attachment_of_twenty_megabytes_goes_through() -> None:
    one = a_message().attachments[0]
    message = a_message(attachments=(replace(one, content=bytes(range(256)) * 80_000),))
    sent = write(message, partner(attachments="raw"))
    assert read(sent, lambda _: partner(attachments="raw"), MOST).message == message


@pytest.mark.parametrize(
    ("element", "change"),
    [
        ("Subject", {"subject": "x" * 501}),
        ("CodeNumber", {"code_number": "1" * 12}),
        ("CodeNotation", {"code_notation": "a" * 31}),
        ("OrganName", {"sender": Organ("G22", "x" * 201)}),
        ("OrganId", {"sender": Organ("H" * 36)}),
    ],
)
def test_what_a_field_cannot_hold_is_refused_by_name(
    element: str, change: dict[str, object]
) -> None:
    message = a_message()
    longer = replace(message, header=replace(message.header, **change))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed) as caught:
        write(longer, partner())
    assert caught.value.params["element"] == element


def test_a_message_to_nobody_is_not_written() -> None:
    message = a_message()
    with pytest.raises(NotAllowed, match="edxml_no_receiver"):
        write(replace(message, header=replace(message.header, to=())), partner())
