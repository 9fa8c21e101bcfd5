"""Searching in a real browser: by keyboard alone, by mouse, on a phone, in the dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.seat import OFFICE, PHONE, seated

STATES = {
    "start": "/search",
    "found": "/search?q=ke+hoach",
    "narrowed": "/search?q=ke+hoach&only=type:K%E1%BA%BF+ho%E1%BA%A1ch&from=2000",
    "nothing": "/search?q=%22zzz+kh%C3%B4ng+c%C3%B3%22",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("scheme", "size"), [("light", OFFICE), ("dark", OFFICE), ("light", PHONE)]
)
def test_every_state_is_accessible(
    browser: Browser, workbench_url: str, scheme: str, size: tuple[int, int], language: str
) -> None:
    dark = scheme == "dark"
    with seated(
        browser,
        workbench_url,
        size=size,
        scheme="dark" if dark else "light",
        language=language,
    ) as seat:
        for name, path in STATES.items():
            seat.goto(path)
            seat.shot(f"search-{name}-{scheme}-{size[0]}-{language}")
            assert seat.violations() == [], name
            # Nothing is to be scrolled sideways.
            assert seat.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        seat.page.locator("[data-opens=search-help]").first.click()
        expect(seat.page.locator("#search-help")).to_be_visible()
        seat.shot(f"search-help-{scheme}-{size[0]}-{language}")
        assert seat.violations() == []


def test_one_searches_with_the_keyboard_alone(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "reader") as seat:
        page, keys = seat.page, seat.page.keyboard
        seat.goto("/search")
        expect(page.get_by_role("combobox", name="Tìm văn bản")).to_be_focused()
        keys.type("uy ban")
        expect(page.get_by_role("option").first).to_be_visible()
        keys.press("ArrowDown")
        expect(page.get_by_role("option", selected=True)).to_have_count(1)
        seat.shot("search-suggestions")
        assert seat.violations() == []
        keys.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        expect(page.get_by_role("combobox", name="Tìm văn bản")).to_have_value("uy ban")
        keys.press("ArrowDown")
        expect(page.get_by_role("option", selected=True)).to_have_count(1)
        keys.press("Enter")
        page.wait_for_url(re.compile(r"/search\?q="))
        expect(page.locator(".hit").first).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="văn bản")).to_have_count(1)
        keys.press("Tab")
        page.get_by_role("heading", level=3).first.get_by_role("link").focus()
        keys.press("/")
        expect(page.get_by_role("combobox", name="Tìm văn bản")).to_be_focused()


def test_a_choice_asks_at_once_and_keeps_its_place(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "reader") as seat:
        page = seat.page
        seat.goto("/search?q=ke+hoach")
        before = page.locator(".found-head h2").inner_text()
        choice = page.locator("#facets input").first
        name = choice.get_attribute("value")
        choice.focus()
        page.keyboard.press("Space")
        page.wait_for_url(re.compile("only="))
        expect(page.locator(f'#facets input[value="{name}"]')).to_be_checked()
        page.wait_for_load_state("networkidle")
        expect(page.locator(f'#facets input[value="{name}"]')).to_be_focused()
        expect(page.locator(".limit")).to_have_count(1)
        page.locator(".limit").click()
        page.wait_for_url(re.compile(r"/search\?q=ke\+hoach$"))
        assert page.locator(".found-head h2").inner_text() == before


def test_a_wrong_date_is_marked_and_mended(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "reader") as seat:
        page = seat.page
        seat.goto("/search?q=ke+hoach")
        page.get_by_label("Từ ngày").fill("32/13")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("32/13")
        expect(page.get_by_label("Từ ngày")).to_have_attribute("aria-invalid", "true")
        seat.shot("search-wrong-date")
        assert seat.violations() == []
        page.get_by_label("Từ ngày").fill("2000")
        page.keyboard.press("Enter")
        expect(page.locator(".hit").first).to_be_visible()
        expect(page.get_by_label("Từ ngày")).not_to_have_attribute("aria-invalid", "true")


def test_a_search_is_kept_and_a_list_taken_away(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "reader") as seat:
        page = seat.page
        seat.goto("/search?q=ke+hoach")
        page.get_by_role("button", name="Lưu câu tìm").click()
        expect(page.get_by_label("Đặt tên")).to_be_focused()
        seat.shot("search-keep")
        assert seat.violations() == []
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("link", name="ke hoach", exact=True)).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="XLSX").click()
        assert download.value.suggested_filename == "van-ban-tim-duoc.xlsx"
        page.get_by_role("button", name="Bỏ câu tìm “ke hoach”").click()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("link", name="ke hoach", exact=True)).to_have_count(0)


def test_scripts_and_styles_stay_small(browser: Browser, workbench_url: str) -> None:
    with seated(browser, workbench_url, "reader") as seat:
        sizes: list[int] = []
        seat.page.on(
            "response",
            lambda answer: sizes.append(len(answer.body())) if "/static/" in answer.url else None,
        )
        seat.goto("/search?q=ke+hoach")
        assert 0 < sum(sizes) < 300_000
