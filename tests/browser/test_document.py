"""Reading a document: by keyboard alone, its words copied, its fields shown where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from pipeline.register.store import open_register
from tests.browser.seat import OFFICE, PHONE, Seat, seated

WORD = "quyết định"


@pytest.fixture(scope="module")
def longest(samples_archive: Path) -> str:
    """The document of the samples that has most pages."""
    with open_register(samples_archive) as register:
        return max(register.documents(), key=lambda one: (one.page_count, one.id)).id


def _opened(seat: Seat, path: str) -> None:
    seat.goto(path)
    seat.page.wait_for_selector(".sheet img[data-ready]")


def _page(seat: Seat) -> str:
    return seat.page.locator("[data-page-number]").input_value()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_the_page_is_accessible(
    browser: Browser,
    workbench_url: str,
    longest: str,
    scheme: Literal["light", "dark"],
    size: tuple[int, int],
) -> None:
    with seated(browser, workbench_url, size=size, scheme=scheme) as seat:
        _opened(seat, f"/documents/{longest}?q={WORD}")
        seat.shot(f"document-{scheme}-{size[0]}")
        assert seat.violations() == []
        seat.goto(f"/documents/{longest}/text")
        assert seat.violations() == []


def test_one_reads_with_the_keyboard_alone(
    browser: Browser, workbench_url: str, longest: str
) -> None:
    with seated(browser, workbench_url) as seat:
        _opened(seat, f"/documents/{longest}")
        press, zoom = seat.page.keyboard.press, seat.page.locator("[data-zoom]")
        press("n")
        expect(seat.page.locator("[data-page-number]")).to_have_value("2")
        seat.page.wait_for_url("**page=2")
        press("p")
        expect(seat.page.locator("[data-page-number]")).to_have_value("1")
        wide = zoom.inner_text()
        press("+")
        expect(zoom).not_to_have_text(wide)
        press("0")
        expect(zoom).to_have_text(wide)
        press("f")
        expect(seat.page.get_by_role("button", name="Cả trang")).to_have_attribute(
            "aria-pressed", "true"
        )
        before = seat.page.locator(".sheet").first.bounding_box()
        press("r")
        after = seat.page.locator(".sheet").first.bounding_box()
        assert before is not None
        assert after is not None
        assert (before["width"] < before["height"]) != (after["width"] < after["height"])


def test_a_field_is_shown_where_it_was_read(
    browser: Browser, workbench_url: str, longest: str
) -> None:
    with seated(browser, workbench_url) as seat:
        _opened(seat, f"/documents/{longest}?page=2")
        spot = seat.page.locator("button.spot").first
        spot.focus()
        box = seat.page.locator(".box.evidence").first
        expect(box).to_be_visible()
        expect(box).to_be_in_viewport()
        assert _page(seat) == "1"
        seat.shot("document-evidence")


def test_hits_are_marked_and_one_goes_from_one_to_the_next(
    browser: Browser, workbench_url: str, longest: str
) -> None:
    with seated(browser, workbench_url) as seat:
        _opened(seat, f"/documents/{longest}?q={WORD}")
        told = seat.page.locator("[data-hits]")
        expect(told).to_contain_text("1 /")
        expect(seat.page.locator(".box.hit.current")).to_be_in_viewport()
        seat.page.keyboard.press("j")
        expect(told).to_contain_text("2 /")
        seat.page.keyboard.press("k")
        expect(told).to_contain_text("1 /")


def test_words_are_copied_with_their_blanks_and_lines(
    browser: Browser, workbench_url: str, longest: str
) -> None:
    with seated(browser, workbench_url) as seat:
        _opened(seat, f"/documents/{longest}")
        seat.page.wait_for_selector(".sheet .text span")
        copied = seat.page.evaluate(
            """() => {
                const layer = document.querySelector(".sheet .text");
                getSelection().selectAllChildren(layer);
                return getSelection().toString();
            }"""
        )
        page = seat.page.evaluate(
            f"fetch('/api/v1/documents/{longest}/pages/1').then((answer) => answer.json())"
        )
        assert copied.split("\n")[: len(page["lines"])] == [
            " ".join(word["text"] for word in line["words"]) for line in page["lines"]
        ]


def test_of_many_pages_only_those_in_sight_are_there(
    browser: Browser, workbench_url: str, longest: str
) -> None:
    with seated(browser, workbench_url, size=(1366, 420)) as seat:
        asked: list[str] = []
        seat.page.on("request", lambda request: asked.append(request.url))
        _opened(seat, f"/documents/{longest}")
        total = seat.page.locator("[data-thumb]").count()
        seen = {url.split("/pages/")[1].split("/")[0] for url in asked if "/words" in url}
        assert 0 < len(seen) < total


def test_what_was_taken_away_meanwhile_is_told(
    browser: Browser, workbench_url: str, longest: str
) -> None:
    with seated(browser, workbench_url) as seat:
        seat.page.route("**/tiles/**", lambda route: route.fulfill(status=404))
        seat.goto(f"/documents/{longest}")
        expect(seat.page.locator("#connection")).to_contain_text("không còn ở đây")
        seat.trouble.clear()
