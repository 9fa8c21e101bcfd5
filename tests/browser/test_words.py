"""A misread word corrected from the page of its document, by keys alone; what goes wrong on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Route, expect

from pipeline.archive.folder import ArchiveFolder
from pipeline.indexing import catch_up
from pipeline.model.access import Access, Holding
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from tests.browser.seat import OFFICE, PHONE, Seat, seated
from tests.browser.serving import serving
from tests.web.shelf import Paper, fill

READ, RIGHT = "khuốch", "khuếch"
GUESSES = {READ: (RIGHT, "khuých"), "thưở": ()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    text = f"công văn về việc\n{READ} đại âm thanh\nlưu văn thưở"
    paper = Paper("1aaa", text, Holding(Access.OPEN, ""), subject="âm thanh", guesses=GUESSES)
    return fill(tmp_path / "archive", [paper]).root


@pytest.fixture
def url(root: Path) -> Iterator[str]:
    with serving(root) as url:
        yield url


def _opened(seat: Seat) -> None:
    """The page, with the words to be corrected."""
    seat.goto("/documents/1aaa")
    seat.page.wait_for_selector(".sheet img[data-ready]")
    seat.page.keyboard.press("e")
    expect(seat.page.locator("button.word.unsure")).to_have_count(2)


def _found(seat: Seat, root: Path, word: str) -> bool:
    with open_register(root) as register:
        catch_up(ArchiveFolder(root), register, default_settings())
    seat.goto("/search")
    seat.page.keyboard.press("/")
    seat.page.keyboard.type(f'"{word}"')
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_url("**q=**")
    seat.page.wait_for_load_state("networkidle")
    return seat.page.locator('a[href*="/documents/1aaa"]').count() > 0


def test_a_word_is_corrected_found_and_taken_back_by_keys(
    browser: Browser, url: str, root: Path
) -> None:
    with seated(browser, url, "archivist") as seat:
        _opened(seat)
        page, press = seat.page, seat.page.keyboard.press
        expect(page.locator("[data-words-note]")).to_contain_text("2 từ")
        expect(page.locator("button.word:focus")).to_have_text(READ)
        press("Tab")
        expect(page.locator("button.word:focus")).to_have_text("thưở")
        press("ArrowUp")
        press("ArrowLeft")
        press("ArrowLeft")
        expect(page.locator("button.word:focus")).to_have_text(READ)
        press("Enter")
        expect(page.locator("[data-word-form]")).to_be_visible()
        expect(page.locator("[data-choice]")).to_have_count(2)
        press("1")
        expect(page.locator("[data-words-note]")).to_contain_text(f"“{READ}” → “{RIGHT}”")
        expect(page.locator("button.word.person")).to_have_text(RIGHT)
        expect(page.locator("button.word:focus")).to_have_text(RIGHT)
        expect(page.locator(".sheet .text")).to_contain_text(RIGHT)
        assert _found(seat, root, RIGHT)
        assert not _found(seat, root, READ)
    with seated(browser, url, "archivist") as seat:
        seat.goto("/documents/1aaa")
        seat.page.keyboard.press("e")
        word = seat.page.locator("button.word.unsure")
        expect(word).to_have_text("thưở")
        seat.page.keyboard.press("Enter")
        expect(seat.page.locator("#word-text")).to_be_focused()
        seat.page.keyboard.type("thư ở")
        seat.page.keyboard.press("Enter")
        expect(seat.page.locator("button.word.person")).to_have_text([RIGHT, "thư", "ở"])
        seat.page.keyboard.press("u")
        expect(seat.page.locator("[data-words-note]")).to_contain_text("trở lại “thưở”")
        expect(word).to_have_text("thưở")
        seat.page.keyboard.press("Escape")
        expect(seat.page.locator("button.word")).to_have_count(0)
        expect(seat.page.locator("[data-words-mode]")).to_be_focused()


@pytest.mark.parametrize(
    ("size", "scheme", "language"), [(OFFICE, "light", "vi"), (PHONE, "dark", "en")]
)
def test_it_is_accessible(
    browser: Browser,
    url: str,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
    language: str,
) -> None:
    with seated(browser, url, "archivist", size=size, scheme=scheme, language=language) as seat:
        _opened(seat)
        assert seat.violations() == []
        seat.page.keyboard.press("Enter")
        seat.page.wait_for_function(
            "() => document.querySelector('[data-word-crop]').naturalWidth > 0"
        )
        seat.shot(f"words-{scheme}-{size[0]}")
        assert seat.violations() == []
        assert seat.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_was_typed_stays_when_it_cannot_be_saved(browser: Browser, url: str) -> None:
    def gone(route: Route) -> None:
        route.abort("internetdisconnected")

    with seated(browser, url, "archivist") as seat:
        _opened(seat)
        page, typed = seat.page, seat.page.locator("#word-text")
        page.locator("button.word", has_text="âm").click()
        expect(typed).to_be_focused()
        page.keyboard.type("ấm")
        page.route("**/review/word/**", gone)
        page.keyboard.press("Enter")
        expect(page.locator("[data-word-wrong]")).to_contain_text("Mất kết nối")
        page.unroute("**/review/word/**")
        page.route("**/review/word/**", lambda route: route.fulfill(status=401))
        page.keyboard.press("Enter")
        expect(page.locator("[data-word-wrong]")).to_contain_text("Phiên làm việc đã hết")
        expect(page.locator("#sign-in-again")).to_be_visible()
        page.keyboard.press("Escape")
        page.unroute("**/review/word/**")
        expect(typed).to_have_value("ấm")
        with seated(browser, url, "all") as other:
            _opened(other)
            other.page.locator("button.word", has_text="âm").click()
            other.page.keyboard.type("hầm")
            other.page.keyboard.press("Enter")
            expect(other.page.locator("button.word.person")).to_have_text("hầm")
        typed.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-word-wrong]")).to_contain_text("“hầm”")
        expect(page.locator("[data-word-now]")).to_contain_text("hầm")
        expect(typed).to_have_value("ấm")
        page.keyboard.press("Enter")
        expect(page.locator("button.word.person")).to_have_text("ấm")
        # The browser tells of what was not answered, or refused.
        seat.trouble.clear()
