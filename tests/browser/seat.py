"""Somebody in front of the browser: what they see, what is wrong with it, and a picture of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pipeline.web.workbench.visiting import LANGUAGE, SESSION

OFFICE, PHONE = (1366, 768), (390, 844)
ARTEFACTS = Path(os.environ.get("SOHOA_SCREENSHOTS", ".screenshots"))
"""Where pictures of the pages are kept, to be looked at."""


@dataclass
class Seat:
    page: Page
    url: str
    trouble: list[str] = field(default_factory=list)
    """What the browser complained of: errors of scripts, things that the policy forbade."""

    def goto(self, path: str) -> None:
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status < 400, (path, answer.status)
        self.page.wait_for_load_state("networkidle")

    def shot(self, name: str) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        # Hiding the caret would take a style that the policy forbids.
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", caret="initial")

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the page as it is now."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]


@contextmanager
def seated(
    browser: Browser,
    url: str,
    name: str = "all",
    *,
    size: tuple[int, int] = OFFICE,
    scheme: Literal["light", "dark"] = "light",
    language: str = "vi",
) -> Iterator[Seat]:
    """Somebody signed in as `name`; nobody where that is empty. What troubles the browser fails."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="vi-VN",
        accept_downloads=True,
    )
    context.add_cookies([{"name": LANGUAGE, "value": language, "url": url}])
    if name:
        context.add_cookies([{"name": SESSION, "value": name, "url": url}])
    seat = Seat(context.new_page(), url)
    seat.page.on("pageerror", lambda error: seat.trouble.append(str(error)))
    seat.page.on(
        "console",
        lambda told: seat.trouble.append(told.text) if told.type == "error" else None,
    )
    try:
        yield seat
    finally:
        context.close()
    assert seat.trouble == []
