"""Subjects in the encodings of before Unicode."""

from __future__ import annotations

import pytest

from pipeline.exchange.mail_message import read_mail
from pipeline.office.mail_subject import UNSURE, subject_of
from tests.exchange.test_mail_message import LIMITS, TCVN3, headed


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        (TCVN3, "Công văn số 12"),
        (b"=?iso-8859-1?Q?Co=E2ng_va=EAn_so=E1_12?=", "Công văn số 12"),
        ("Công văn".encode(), "Công văn"),
        (b"Soci\xe9t\xe9", "Société" + UNSURE),
    ],
)
def test_a_subject_is_converted_where_that_is_sure_and_else_flagged(
    subject: bytes, read: str
) -> None:
    assert subject_of(read_mail(headed(subject), LIMITS)) == read
