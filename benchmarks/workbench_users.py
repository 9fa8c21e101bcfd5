"""People at the workbench: each asks, opens what was found, looks around, and thinks between.

    python -m benchmarks.workbench_users FILE

`FILE` (JSON) says where the workbench is, who they are and how long they work; the seconds of every
answer are printed as JSON, by what was asked for. A process of its own, as browsers are.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import httpx

_LINK = re.compile(r'href="(/documents/([^"/?]+)\?[^"]*)"')
_KEYSTROKES = (6, 12, 18)
"""Letters after which what was typed so far is completed."""
_BETWEEN_KEYS_S = 0.4
_TILES = ((0, 0, 0), (2, 0, 0), (2, 1, 0), (2, 0, 1), (2, 1, 1), (2, 0, 2), (2, 1, 2))
"""Level, column and row: a thumbnail, and what a window shows of a page."""
_TRIES = 5
_AT_ONCE = 6
"""Connections of a browser to one server."""


@dataclass(slots=True)
class Log:
    """Seconds of each answer, by what was asked for, once it `counts`."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    counts: bool = False
    asked_again: int = 0
    """Times that the server was too busy."""

    def add(self, name: str, seconds: float) -> None:
        if self.counts:
            self.seconds.setdefault(name, []).append(seconds)


@dataclass(slots=True)
class Person:
    """One browser, one session."""

    browser: httpx.AsyncClient
    random: Random
    log: Log
    questions: list[str]
    think_s: float

    async def work(self, until: float) -> None:
        # Nobody begins at the same moment as all others.
        await asyncio.sleep(self.random.uniform(0, self.think_s))
        while time.monotonic() < until:
            question = self.random.choice(self.questions)
            await self.type(question)
            found = await self.get("search page", f"/search?q={quote(question)}")
            await self.get("facets", f"/search/facets?q={quote(question)}", part=True)
            links = _LINK.findall(unescape(found))
            await self.think()
            if links:
                await self.look(*self.random.choice(links[:10]))
                await self.think()

    async def type(self, question: str) -> None:
        for letters in _KEYSTROKES:
            if letters < len(question):
                typed = quote(question[:letters])
                await self.get("completion", f"/search/complete?q={typed}", part=True)
                await asyncio.sleep(_BETWEEN_KEYS_S)

    async def look(self, href: str, document: str) -> None:
        await self.get("document page", href)
        base = f"/documents/{document}/pages/1"
        await self.get("words of a page", f"{base}/words")
        tiles = [f"{base}/tiles/{level}/{column}-{row}.jpg" for level, column, row in _TILES]
        await asyncio.gather(*(self.get("tile, first", path) for path in tiles))
        # As somebody who comes back to the page; nothing is kept by these browsers.
        await self.think()
        await asyncio.gather(*(self.get("tile, warm", path) for path in tiles))

    async def get(self, name: str, path: str, *, part: bool = False) -> str:
        headers = {"HX-Request": "true"} if part else {}
        began = time.perf_counter()
        answer = await self.browser.get(path, headers=headers)
        for _ in range(_TRIES):
            if answer.status_code != 503:
                break
            # As the viewer does, which asks again; what is told includes that.
            self.log.asked_again += self.log.counts
            await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
            answer = await self.browser.get(path, headers=headers)
        self.log.add(name, time.perf_counter() - began)
        # A page may be smaller than the window: then there is no such tile.
        if answer.status_code != 200 and not (
            name.startswith("tile") and answer.status_code == 404
        ):
            self.log.failed.append(f"{answer.status_code} {path}")
        return answer.text if name.endswith("page") else ""

    async def think(self) -> None:
        await asyncio.sleep(self.random.expovariate(1 / self.think_s))


async def work(told: dict[str, Any]) -> Log:
    log, limits = Log(), httpx.Limits(max_connections=_AT_ONCE)
    browsers = [
        httpx.AsyncClient(
            base_url=told["url"], cookies={told["cookie"]: token}, limits=limits, timeout=60
        )
        for token in told["sessions"]
    ]
    until = time.monotonic() + told["warm_s"] + told["seconds"]
    people = [
        Person(browser, Random(number), log, told["questions"], told["think_s"])
        for number, browser in enumerate(browsers)
    ]
    working = [asyncio.create_task(person.work(until)) for person in people]
    await asyncio.sleep(told["warm_s"])
    log.counts = True
    await asyncio.gather(*working)
    for browser in browsers:
        await browser.aclose()
    return log


def main() -> None:
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    log = asyncio.run(work(told))
    print(json.dumps(asdict(log)))


if __name__ == "__main__":
    main()
