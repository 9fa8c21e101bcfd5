"""Every page of the workbench: accessible, light in bytes, under a strict policy; none left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from pipeline.archive.folder import ArchiveFolder
from pipeline.model.access import EVERYTHING
from pipeline.model.account import AccountRole, NewAccount
from pipeline.model.entry import Channel, Described, Direction, NewEntry, NewForm
from pipeline.office.acceptance import draw_sample
from pipeline.office.bench import Bench
from pipeline.office.door import OfficeDoor
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from pipeline.web.workbench.opening import HEADERS, ROUTERS
from tests.browser.seat import OFFICE, PHONE, Seat, seated
from tests.browser.serving import serving
from tests.stack_archive import NOW
from tests.web.routes import routes_of
from tests.web.shelf import Paper, fill
from tests.web.workbench.test_review_pages import paper

DOCUMENT, ENTRY = "dai1", "1"
LONG = "Về việc tăng cường quản lý văn thư, lưu trữ và số hóa hồ sơ trên địa bàn tỉnh " * 4
PAGES = {
    "/": ("/",),
    "/sign-in": ("/sign-in",),
    "/receipt": ("/receipt",),
    "/signed-in": ("/signed-in",),
    "/account": ("/account",),
    "/account/password": ("/account/password",),
    "/people": ("/people",),
    "/people/new": ("/people/new",),
    "/people/of/{name}": ("/people/of/minh",),
    "/audit": ("/audit",),
    "/search": ("/search", "/search?q=quan+ly+van+thu&counts=1", "/search?q=qqqqq"),
    "/documents/{document_id}": (f"/documents/{DOCUMENT}?q=van+thu",),
    "/documents/{document_id}/text": (f"/documents/{DOCUMENT}/text",),
    "/intake": ("/intake",),
    "/intake/batches/{name:path}": (f"/intake/batches/{DOCUMENT}",),
    "/intake/pages/{document_id}": (f"/intake/pages/{DOCUMENT}",),
    "/review": ("/review",),
    "/review/{question}": ("/review/number",),
    "/review/acceptance": ("/review/acceptance",),
    "/review/acceptance/{sample_id:int}": ("/review/acceptance/1",),
    "/register": ("/register",),
    "/register/new": ("/register/new",),
    "/register/print": ("/register/print",),
    "/register/{entry_id:int}": (f"/register/{ENTRY}",),
    "/register/{entry_id:int}/refuse": (f"/register/{ENTRY}/refuse",),
    "/matches": ("/matches",),
    "/reports": ("/reports",),
}
"""Path of a route → where it is visited."""
NO_PAGES = {
    "/static/{digest}/{name}": "a file that pages load",
    "/sign-in/oidc": "leads to the office's login",
    "/sign-in/oidc/back": "leads back from it",
    "/search/facets": "a part",
    "/search/complete": "a part",
    "/search/export.{kind}": "a file",
    "/documents/{document_id}/similar": "a part",
    "/documents/{document_id}/neighbours": "a part",
    "/documents/{document_id}/hits": "JSON",
    "/documents/{document_id}/pages/{number}/words": "JSON",
    "/documents/{document_id}/pages/{number}/tiles/{level}/{column}-{row}.jpg": "a picture",
    "/documents/{document_id}/files/document.pdf": "a file",
    "/documents/{document_id}/files/document.alto.xml": "a file",
    "/documents/{document_id}/files/document.txt": "a file",
    "/documents/{document_id}/files/fields.json": "a file",
    "/documents/{document_id}/files/fields.csv": "a file",
    "/intake/now": "a part",
    "/review/undo": "leads to what was answered last",
    "/review/crop/{document_id}/{number}": "a picture",
    "/review/words/{document_id}/{number}": "JSON",
    "/register/{entry_id:int}/slip.{kind}": "a file",
}
"""Paths that a browser does not show by themselves, and why."""
PUBLIC = ("/sign-in", "/receipt")
MOST_BYTES = 300_000
"""Of script and style together, unpacked; packed it is less."""
_LOADED = """() => performance.getEntriesByType("resource")
    .filter(one => /\\.(js|css)$/.test(new URL(one.name).pathname))
    .map(one => [one.name, one.encodedBodySize, one.decodedBodySize])"""
_WIDER = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An office with something on each page."""
    long = Paper(DOCUMENT, "quản lý văn thư lưu trữ", subject=LONG, code="1/KH-UBND", issuer="Sở A")
    root = fill(tmp_path_factory.mktemp("every") / "archive", [long, paper(1), paper(2)]).root
    with open_register(root) as register:
        described = Described(type="Công văn", code_number="7", issuer="Sở A", subject=LONG)
        new = NewEntry(Direction.INCOMING, "den", described, NewForm(Channel.PAPER, NOW))
        register.entries.arrive(new, NOW, "vanthu")
        rules = default_settings()
        draw_sample(Bench(ArchiveFolder(root), register, rules, "vanthu", lambda: NOW), DOCUMENT, 1)
        minh = NewAccount("minh", "Trần Minh", frozenset({AccountRole.READER}), EVERYTHING, "")
        OfficeDoor(register, default_settings().workbench).admit(minh, "", NOW, "root")
    with serving(root) as url:
        yield url


def test_no_page_is_left_out() -> None:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    asked = {found.path for found in routes_of(app) if "GET" in found.methods}
    assert {path for path in asked if not path.startswith("/api/")} == {*PAGES, *NO_PAGES}
    assert not set(PAGES) & set(NO_PAGES)


def test_the_policy_allows_nothing_inline() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [
        (OFFICE, "light", "vi"),
        (OFFICE, "dark", "en"),
        (PHONE, "light", "en"),
        (PHONE, "dark", "vi"),
    ],
)
def test_every_page(
    browser: Browser,
    url: str,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
    language: str,
) -> None:
    wrong = []
    for path, visits in PAGES.items():
        name = "" if path in PUBLIC else "all"
        with seated(browser, url, name, size=size, scheme=scheme, language=language) as seat:
            for number, visited in enumerate(visits):
                wrong += [f"{visited}: {one}" for one in _wrong(seat, visited)]
                plain = path.strip("/").translate(str.maketrans("/{}:", "----")) or "front"
                seat.shot(f"every-{plain}-{number}-{language}-{scheme}-{size[0]}")
    assert wrong == []


def _wrong(seat: Seat, path: str) -> list[str]:
    answer = seat.page.goto(f"{seat.url}{path}")
    assert answer is not None
    seat.page.wait_for_load_state("networkidle")
    headers = answer.all_headers()
    lost = [name for name, value in HEADERS.items() if headers.get(name.lower()) != value]
    found = [*seat.violations(), *(f"the header {name}" for name in lost)]
    if answer.status >= 400 or "html" not in headers["content-type"]:
        found.append(f"{answer.status} {headers['content-type']}")
    loaded: list[Any] = seat.page.evaluate(_LOADED)
    assert loaded, f"{path} has no style, or nothing was measured"
    if (heavy := sum(plain for _, _, plain in loaded)) > MOST_BYTES:
        found.append(f"{heavy} bytes of script and style")
    if (wide := seat.page.evaluate(_WIDER)) > 0:
        found.append(f"{wide} px wider than the window")
    found += seat.trouble
    seat.trouble.clear()
    return found
