"""Coming in, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.seat import OFFICE, PHONE, seated
from tests.web.workbench.desk import PASSWORD


@pytest.mark.parametrize("language", ["vi", "en"])
def test_one_signs_in_with_the_keyboard_alone(
    browser: Browser, workbench_url: str, language: str
) -> None:
    with seated(browser, workbench_url, "", language=language) as seat:
        seat.goto("/signed-in")
        seat.page.keyboard.type("admin")
        seat.page.keyboard.press("Tab")
        seat.page.keyboard.type("wrong")
        seat.page.keyboard.press("Enter")
        expect(seat.page.get_by_role("alert")).to_be_visible()
        # A browser reports the 422 as an error of the page; it is the answer that was wanted.
        assert all("422" in told for told in seat.trouble)
        seat.trouble.clear()
        seat.shot(f"sign-in-wrong-{language}")
        seat.page.keyboard.type(PASSWORD)
        seat.page.keyboard.press("Enter")
        seat.page.wait_for_url("**/signed-in")
        expect(seat.page.get_by_role("link", name="Bà admin")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_the_door_is_accessible(
    browser: Browser, workbench_url: str, scheme: str, size: tuple[int, int]
) -> None:
    assert scheme in ("light", "dark")
    with seated(
        browser, workbench_url, "", size=size, scheme="dark" if scheme == "dark" else "light"
    ) as seat:
        seat.goto("/sign-in")
        seat.shot(f"sign-in-{scheme}-{size[0]}")
        assert seat.violations() == []


def test_keys_are_told(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "") as seat:
        seat.goto("/sign-in")
        seat.page.locator("h1").click()
        seat.page.keyboard.press("?")
        expect(seat.page.locator("#keys")).to_be_visible()
        assert seat.violations() == []
        seat.page.keyboard.press("Escape")
        expect(seat.page.locator("#keys")).to_be_hidden()
