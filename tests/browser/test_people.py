"""One's account, people and the history, as a browser shows them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.seat import OFFICE, PHONE, seated


@pytest.mark.parametrize("size", [OFFICE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(
    browser: Browser, workbench_url: str, scheme: str, size: tuple[int, int]
) -> None:
    dark = scheme == "dark"
    with seated(browser, workbench_url, size=size, scheme="dark" if dark else "light") as seat:
        for path in ("/account", "/account/password", "/people", "/people/new", "/audit"):
            seat.goto(path)
            seat.shot(f"people{path.replace('/', '-')}-{scheme}-{size[0]}")
            assert seat.violations() == [], path


def test_somebody_is_added_with_the_keyboard_alone(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "admin") as seat:
        seat.goto("/people/new")
        seat.page.get_by_label("Tên đăng nhập").focus()
        seat.page.keyboard.type("hoa.tran")
        seat.page.keyboard.press("Tab")
        seat.page.keyboard.type("Trần Thị Hoa")
        seat.page.keyboard.press("Tab")
        seat.page.keyboard.press("Space")
        seat.page.keyboard.press("Enter")
        expect(seat.page.get_by_role("heading", name="Trần Thị Hoa")).to_be_visible()
        seat.shot("people-given")
        assert seat.violations() == []
        seat.page.get_by_role("link", name="Đã trao").click()
        seat.page.get_by_role("link", name="Trần Thị Hoa").click()
        expect(seat.page.get_by_label("người đọc")).to_be_checked()
        seat.shot("people-one")
        assert seat.violations() == []
