"""A real browser and a real server, for the tests of a module."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Of a module: its event loop may not outlive the module's tests."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium: make test installs it")
    # Its sandbox wants a user that is not root.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def workbench_url(samples_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workbench over a copy of the samples' archive, which the module may change."""
    copy = tmp_path_factory.mktemp("workbench") / "archive"
    shutil.copytree(samples_archive, copy)
    with serving(copy) as url:
        yield url
