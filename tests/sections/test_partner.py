"""Of a partner's address: whether what is sent there can be read on the way."""

from __future__ import annotations

import pytest

from tests.exchange.edxml.made import partner


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        ("http://van-ban.example.vn/x", True),
        ("http://10.0.0.7:8080/x", True),
        ("https://van-ban.example.vn/x", False),
        ("http://127.0.0.1:8080/x", False),
        ("http://[::1]:8080/x", False),
        ("http://localhost/x", False),
        ("", False),
    ],
)
def test_only_tls_or_this_machine_is_not_readable(url: str, readable: bool) -> None:
    assert partner(transport="http", url=url).readable_on_the_way is readable
    assert not partner(transport="folder", url=url).readable_on_the_way
