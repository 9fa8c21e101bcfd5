"""Whatever comes from outside is read, or refused with a reason; never more than that."""

from __future__ import annotations

import random
from datetime import date

import pytest

from pipeline.errors import ScanRejected
from pipeline.exchange.edxml.model import DocumentMessage
from pipeline.exchange.edxml.reader import Read, read
from pipeline.exchange.edxml.writer import write
from tests.exchange.edxml import mutations
from tests.exchange.edxml.made import MOST, a_message, partner

WHOLE = write(a_message(), partner())


def opened(data: bytes, most: int = MOST) -> Read:
    return read(data, lambda _organ: partner(), most)


@pytest.mark.parametrize("damage", mutations.DAMAGES, ids=lambda damage: damage.__name__)
def test_each_misfortune_is_read_or_refused(damage: mutations.Damage) -> None:
    refused = []
    for seed in range(10):
        try:
            opened(damage(WHOLE, random.Random(seed)))
        except ScanRejected as error:
            refused.append(error.code)
    assert all(code.startswith("edxml_") for code in refused)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (mutations.laughing, "edxml_doctype"),
        (mutations.outside, "edxml_doctype"),
        (mutations.huge_attribute, "edxml_too_long"),
        (mutations.deep, "edxml_too_deep"),
        (mutations.many, "edxml_too_many"),
        (mutations.no_base64, "edxml_base64"),
        (mutations.bomb, "edxml_zip_bomb"),
        (mutations.cut, "edxml_malformed"),
        (mutations.noise, "edxml_malformed"),
    ],
)
def test_the_reason_is_named(damage: mutations.Damage, code: str) -> None:
    with pytest.raises(ScanRejected) as caught:
        opened(damage(WHOLE, random.Random(3)))
    assert caught.value.code == code


def test_a_file_in_a_zip_with_a_path_is_only_its_content() -> None:
    message = opened(mutations.slipped(WHOLE, random.Random(1))).message
    assert isinstance(message, DocumentMessage)
    assert message.attachments[0].content == b"%PDF-1.4"
    assert message.attachments[0].name == "công văn.pdf"


def test_nothing_is_included_from_elsewhere() -> None:
    message = opened(mutations.included(WHOLE, random.Random(1))).message
    assert isinstance(message, DocumentMessage)
    assert message.header.subject == "V/v báo cáo công tác tháng 11"


def test_a_message_larger_than_allowed_is_not_looked_at() -> None:
    with pytest.raises(ScanRejected, match="edxml_too_big"):
        opened(WHOLE, len(WHOLE) - 1)


def test_utf_16_is_xml_too() -> None:
    text = WHOLE.decode().replace("encoding='UTF-8'", "encoding='UTF-16'")
    assert opened(text.encode("utf-16")).message == a_message()


def test_other_prefixes_orders_spellings_and_dates_are_read() -> None:
    text = WHOLE.decode().replace("edXML:", "e:").replace("xmlns:edXML", "xmlns:e")
    text = text.replace("2026/11/20</", "2026-11-20T00:00:00</")
    head, subject, rest = text.partition("<e:Subject>V/v báo cáo công tác tháng 11</e:Subject>")
    text = head + rest.replace("</e:MessageHeader>", f"{subject}</e:MessageHeader>")
    found = opened(text.encode())
    assert found.message == a_message()
    assert found.remarks == ()


def test_what_nobody_knows_is_said() -> None:
    text = WHOLE.replace(b"<edXML:Subject>", b"<edXML:Secret>x</edXML:Secret><edXML:Subject>", 1)
    (remark,) = opened(text).remarks
    assert remark.code == "edxml_unknown"
    assert str(remark.params["element"]).endswith("/MessageHeader/Secret")


def test_a_value_that_cannot_be_read_is_unknown_and_said() -> None:
    found = opened(
        WHOLE.replace(b"<edXML:PromulgationDate>2026/11/20", b"<edXML:PromulgationDate>32/13/20")
    )
    assert isinstance(found.message, DocumentMessage)
    assert found.message.header.promulgation_date is None
    assert [remark.code for remark in found.remarks] == ["edxml_value"]


def test_a_raw_file_of_a_partner_who_sends_zips_is_kept_as_it_is() -> None:
    found = read(write(a_message(), partner(attachments="raw")), lambda _: partner(), MOST)
    assert found.message == a_message()
    assert {remark.code for remark in found.remarks} == {"edxml_raw"}


def test_a_file_that_is_named_and_not_there_is_missed() -> None:
    start = WHOLE.index(b"<Attachment>")
    end = WHOLE.index(b"</Attachment>") + len(b"</Attachment>")
    with pytest.raises(ScanRejected) as caught:
        opened(WHOLE[:start] + WHOLE[end:])
    assert caught.value.params == {"name": "công văn.pdf"}


@pytest.mark.parametrize("written", ["2026-11-20", "2026/11/20 00:00:00", "20/11/2026"])
def test_dates_as_senders_write_them(written: str) -> None:
    changed = WHOLE.replace(b"PromulgationDate>2026/11/20", b"PromulgationDate>" + written.encode())
    message = opened(changed).message
    assert isinstance(message, DocumentMessage)
    assert message.header.promulgation_date == date(2026, 11, 20)
