"""A hundred doubtful numbers, worked through by keys alone; what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from pipeline.register.store import open_register
from tests.browser.seat import PHONE, seated
from tests.browser.serving import serving
from tests.web.shelf import fill
from tests.web.workbench.test_review_pages import paper

HUNDRED = 100


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    papers = [paper(number) for number in range(1, HUNDRED + 21)]
    return fill(tmp_path_factory.mktemp("doubtful") / "archive", papers).root


@pytest.fixture(scope="module")
def url(doubtful: Path) -> Iterator[str]:
    with serving(doubtful) as url:
        yield url


def press(page: Page, key: str) -> None:
    """A key, and the next question is there."""
    before = page.locator("input[name=key]").input_value()
    page.keyboard.press(key)
    asked = "key => document.querySelector('input[name=key]')?.value !== key"
    page.wait_for_function(asked, arg=before)


def test_a_hundred_fields_without_the_mouse(browser: Browser, url: str, doubtful: Path) -> None:
    with seated(browser, url, "archivist") as seat:
        seat.goto("/review")
        assert seat.violations() == []
        seat.page.keyboard.press("Tab")
        seat.goto("/review/number")
        seat.shot("review")
        assert seat.violations() == []
        for number in range(HUNDRED):
            # One key a question where a candidate is right.
            press(seat.page, "Enter" if number % 2 else "2")
        expect(seat.page.get_by_text("còn 20")).to_be_visible()
    with open_register(doubtful) as register:
        said = register.corrections.last_of("archivist", 200)
    assert len(said) == HUNDRED
    assert {one.what for one in said} == {"number"}


def test_typing_putting_off_and_taking_back(browser: Browser, url: str) -> None:
    with seated(browser, url, "archivist", language="en") as seat:
        seat.goto("/review/number")
        page = seat.page
        document = page.locator("input[name=document]")
        first = document.input_value()
        page.keyboard.press("e")
        page.keyboard.type("4711")
        press(page, "Enter")
        expect(page.locator("#note")).to_contain_text("4711")
        press(page, "u")
        assert document.input_value() == first
        press(page, "s")
        assert document.input_value() != first
        press(page, "x")
        expect(page.locator("#note")).to_contain_text("cannot be read")


def test_a_lost_connection_loses_no_answer(browser: Browser, url: str, doubtful: Path) -> None:
    def gone(route: Route) -> None:
        route.abort("internetdisconnected")

    with seated(browser, url, "archivist") as seat:
        seat.goto("/review/number")
        page = seat.page
        document = page.locator("input[name=document]").input_value()
        page.route("**/review/number", gone)
        page.keyboard.press("e")
        page.keyboard.type("815")
        page.keyboard.press("Enter")
        expect(page.locator("#note")).to_contain_text("vẫn còn")
        expect(page.locator("#connection")).to_be_visible()
        assert page.locator("#value").input_value() == "815"
        seat.shot("review-offline")
        page.unroute("**/review/number")
        expect(page.locator("#note")).to_contain_text("815", timeout=15_000)
        seat.trouble.clear()
    with open_register(doubtful) as register:
        assert register.document(document).record.number.value == "815"
        assert (
            len([c for c in register.corrections.last_of("archivist", 300) if c.new == "815"]) == 1
        )


def test_an_expired_session_keeps_what_was_typed(browser: Browser, url: str) -> None:
    with seated(browser, url, "archivist") as seat:
        seat.goto("/review/number")
        page = seat.page
        seat.page.context.clear_cookies(name="sohoa_session")
        page.keyboard.press("e")
        page.keyboard.type("99")
        page.keyboard.press("Enter")
        expect(page.locator("#sign-in-again")).to_be_visible()
        page.keyboard.press("Escape")
        assert page.locator("#value").input_value() == "99"
        seat.trouble.clear()


def test_the_queue_on_a_phone_in_the_dark(browser: Browser, url: str) -> None:
    with seated(browser, url, "archivist", size=PHONE, scheme="dark") as seat:
        seat.goto("/review/number")
        seat.shot("review-phone")
        assert seat.violations() == []
        wide = seat.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
