"""What a message says and brings, however it was written."""

from __future__ import annotations

import struct
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ScanRejected
from pipeline.exchange.mail_message import read_mail
from pipeline.sections.mail import MailLimits

LIMITS = MailLimits(max_bytes=1_000_000, max_parts=100, max_depth=10, inline_pixels=800)


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\0" * 9


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Văn thư <vanthu@example.vn>"
    message["Subject"] = "Gửi văn bản số 12"
    message["Message-ID"] = "<1@example.vn>"
    message.set_content("Kính gửi")
    return message


def attach(message: EmailMessage, data: bytes, name: str, subtype: str = "pdf") -> None:
    message.add_attachment(data, maintype="application", subtype=subtype, filename=name)


def test_names_in_vietnamese_are_read_and_are_no_paths() -> None:
    message = letter()
    for name in ("Quyết định số 12.pdf", "../../etc/passwd", "C:\\tam\\thu.pdf", ".an"):
        attach(message, b"%PDF-1.4", name)
    mail = read_mail(message.as_bytes(), LIMITS)
    assert (mail.message_id, mail.sender) == ("1@example.vn", "vanthu@example.vn")
    assert mail.subject == "Gửi văn bản số 12"
    assert [one.name for one in mail.attachments] == [
        "Quyết định số 12.pdf",
        "passwd",
        "thu.pdf",
        "an",
    ]


def test_attachments_of_a_forwarded_message_are_found() -> None:
    inner, outer = letter(), letter()
    attach(inner, b"%PDF-1.4", "a.pdf")
    outer.add_attachment(inner)
    assert [one.data for one in read_mail(outer.as_bytes(), LIMITS).attachments] == [b"%PDF-1.4"]


@pytest.mark.parametrize(("side", "why"), [(200, "picture_of_text"), (1700, None)])
def test_a_logo_is_left_out_and_a_pasted_scan_is_not(side: int, why: str | None) -> None:
    message = letter()
    message.add_attachment(
        png(side, side // 2), maintype="image", subtype="png", disposition="inline"
    )
    (found,) = read_mail(message.as_bytes(), LIMITS).attachments
    assert found.left_out == why


@pytest.mark.parametrize(
    ("header", "value", "automatic"),
    [
        ("Auto-Submitted", "auto-replied", "auto_reply"),
        ("Auto-Submitted", "auto-generated", None),
        ("X-Failed-Recipients", "a@example.vn", "bounce"),
    ],
)
def test_answers_of_machines_are_told_from_documents(
    header: str, value: str, automatic: str | None
) -> None:
    message = letter()
    message[header] = value
    assert read_mail(message.as_bytes(), LIMITS).automatic == automatic


def test_too_many_parts_are_refused() -> None:
    message = letter()
    for number in range(101):
        attach(message, b"%PDF", f"{number}.pdf")
    with pytest.raises(ScanRejected):
        read_mail(message.as_bytes(), LIMITS)


def test_too_deep_a_message_is_refused() -> None:
    message = letter()
    for _ in range(12):
        outer = letter()
        outer.add_attachment(message)
        message = outer
    with pytest.raises(ScanRejected):
        read_mail(message.as_bytes(), LIMITS)
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
    )
    with pytest.raises(ScanRejected):
        read_mail(nested, LIMITS)


def test_a_head_of_megabytes_is_refused() -> None:
    with pytest.raises(ScanRejected):
        read_mail(b"Subject: " + b"a" * 2_000_000 + b"\n\n", LIMITS)


def test_broken_base64_and_unknown_charsets_are_read_as_far_as_they_go() -> None:
    data = (
        b"From: =?x-none?Q?a?= <a@example.vn>\nSubject: C\xabng v\xa8n\0\n"
        b"Content-Type: application/pdf; name*=nope''%E1%BB.pdf\n"
        b"Content-Transfer-Encoding: base64\n\n!!!JVBERi0xLjQ\n"
    )
    mail = read_mail(data, LIMITS)
    assert mail.sender == "a@example.vn"
    assert len(mail.attachments) == 1


@given(st.binary(max_size=2000))
def test_whatever_the_bytes_it_is_read_or_refused(data: bytes) -> None:
    with suppress(ScanRejected):
        assert read_mail(data, LIMITS).content


RAW = "Công văn số 12".encode()
TCVN3 = b"C\xabng v\xa8n s\xe8 12"


def headed(subject: bytes, name: bytes = b"a") -> bytes:
    head = b"Subject: " + subject + b'\nContent-Type: application/pdf; name="' + name + b'.pdf"'
    return head + b"\n\n%PDF"


def test_raw_utf8_in_heads_is_read() -> None:
    mail = read_mail(headed(RAW, RAW), LIMITS)
    assert (mail.subject, mail.unlabelled) == ("Công văn số 12", None)
    assert mail.attachments[0].name == "Công văn số 12.pdf"


@pytest.mark.parametrize(
    "subject",
    [
        TCVN3,
        b"=?iso-8859-1?Q?C=ABng_v=A8n_s=E8_12?=",
        b"=?x-viet-tcvn?Q?C=ABng_v=A8n?= =?x-viet-tcvn?Q?_s=E8_12?=",
    ],
)
def test_bytes_without_an_encoding_are_kept_for_who_can_judge_them(subject: bytes) -> None:
    mail = read_mail(headed(subject), LIMITS)
    assert mail.unlabelled == TCVN3
    assert mail.subject == TCVN3.decode("latin-1")


@pytest.mark.parametrize(
    "subject", [b"abc", b"=?utf-8?Q?C=C3=B4ng?=", b"=?windows-1258?Q?C=F4ng?=", b"=?x-none?Q?a?="]
)
def test_a_subject_that_says_its_encoding_is_not_judged_again(subject: bytes) -> None:
    assert read_mail(headed(subject), LIMITS).unlabelled is None
