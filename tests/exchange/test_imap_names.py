"""Names of mailboxes, as IMAP writes them and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exchange.imap_names import from_imap, quoted, to_imap


@pytest.mark.parametrize(
    ("name", "written"),
    [("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"), ("A & B", "A &- B")],
)
def test_names_are_written_as_the_standard_writes_them(name: str, written: str) -> None:
    """The first is the example of RFC 3501, 5.1.3."""
    assert to_imap(name) == written


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_name_comes_back_and_is_ascii_on_the_way(name: str) -> None:
    assert to_imap(name).isascii()
    assert from_imap(to_imap(name)) == name


@given(st.text())
def test_no_name_ends_the_argument_that_it_is_in(name: str) -> None:
    name = name.encode("utf-8", "ignore").decode()
    inside = quoted(name)[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
    assert not any(ord(char) < 0x20 for char in inside)
