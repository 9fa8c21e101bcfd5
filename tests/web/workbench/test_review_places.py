"""A word of a page corrected from the browser: what is asked for, what is kept, who may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from pipeline.archive.folder import ArchiveFolder
from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import account, sign_in, workbench

HEALTH = Rights(frozenset(Access), frozenset({"Phòng Y tế"}))
PARTS = {"hx-request": "true"}


@dataclass
class Desk:
    client: TestClient

    def page(self, who: str = "chu", document: str = "1aaa") -> dict[str, Any]:
        sign_in(self.client, who)
        answer = self.client.get(f"/review/words/{document}/1", headers=PARTS)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def texts(self) -> list[str]:
        return [word[0] for line in self.page()["lines"] for word in line]

    def send(
        self, seen: dict[str, Any], position: int, text: str, who: str = "chu", key: str = ""
    ) -> Response:
        """What the page sends of a word that it got in `seen`."""
        word = [word for line in seen["lines"] for word in line][position]
        data = {
            **sign_in(self.client, who),
            "position": str(position),
            "revision": str(seen["revision"]),
            "key": key,
            "text": text,
            "seen": ",".join(map(str, word[1:5])),
        }
        answer: Response = self.client.post("/review/word/1aaa/1", data=data, headers=PARTS)
        return answer

    def undo(self, correction: str, document: str = "1aaa") -> Response:
        data = {**sign_in(self.client, "chu"), "correction": correction}
        path = f"/review/word/{document}/1/undo"
        answer: Response = self.client.post(path, data=data, headers=PARTS)
        return answer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    guesses = {"hợp": ("họp", "hộp")}
    papers = (
        Paper("1aaa", "cuộc hợp về\nvăn thư", Holding(Access.OPEN, "Phòng Y tế"), guesses=guesses),
        Paper("2bbb", "giấy của phòng khác", Holding(Access.OPEN, "Phòng Nội vụ")),
    )
    archive: ArchiveFolder = fill(tmp_path / "archive", papers)
    people = (
        account("chu", AccountRole.ARCHIVIST, rights=HEALTH),
        account("minh", AccountRole.ARCHIVIST, rights=HEALTH),
        account("lanlan", AccountRole.READER),
        account("analyst", AccountRole.ANALYST),
    )
    with workbench(archive, tmp_path, *people) as client:
        yield Desk(client)


def test_words_say_how_sure_they_are_and_what_else_they_may_be(desk: Desk) -> None:
    page = desk.page()
    assert page["size"] == [400, 560]
    assert page["lines"][0] == [
        ["cuộc", 40, 40, 90, 60, 0, 0, []],
        ["hợp", 100, 40, 150, 60, 1, 0, ["họp", "hộp"]],
        ["về", 160, 40, 210, 60, 0, 0, []],
    ]


def test_a_word_is_corrected_and_taken_back(desk: Desk) -> None:
    seen = desk.page()
    done = desk.send(seen, 1, " họp ")
    assert done.status_code == 204, done.text
    page = desk.page()
    assert page["lines"][0][1] == ["họp", 100, 40, 150, 60, 0, 1, []]
    assert page["revision"] == int(done.headers["x-revision"]) > seen["revision"]
    correction = done.headers["x-correction"]
    assert desk.undo(correction).status_code == 204
    assert desk.texts()[1] == "hợp"
    again = desk.undo(correction)
    assert again.status_code == 403
    assert "hoàn tác" in again.json()["detail"]


def test_a_word_that_is_right_is_sure_once_a_person_said_so(desk: Desk) -> None:
    assert desk.send(desk.page(), 1, "hợp").status_code == 204
    assert desk.page()["lines"][0][1][5:7] == [0, 1]


def test_one_word_becomes_two_or_none(desk: Desk) -> None:
    desk.send(desk.page(), 1, "họp bàn")
    assert desk.texts() == ["cuộc", "họp", "bàn", "về", "văn", "thư"]
    desk.send(desk.page(), 5, "")
    assert desk.texts() == ["cuộc", "họp", "bàn", "về", "văn"]


def test_sent_twice_it_is_one_even_where_the_word_is_gone(desk: Desk) -> None:
    seen = desk.page()
    first, second = (desk.send(seen, 4, "", key="k" * 32) for _ in range(2))
    assert (first.status_code, second.status_code) == (204, 204)
    assert first.headers["x-correction"] == second.headers["x-correction"]
    assert desk.texts() == ["cuộc", "hợp", "về", "văn"]


def test_what_somebody_else_wrote_is_told(desk: Desk) -> None:
    seen = desk.page()
    assert desk.send(seen, 1, "họp", who="minh").status_code == 204
    late = desk.send(seen, 1, "hộp")
    assert late.status_code == 403
    assert "minh" in late.json()["detail"]
    assert "họp" in late.json()["detail"]
    assert desk.texts()[1] == "họp"
    assert desk.send(desk.page(), 1, "hộp").status_code == 204


def test_no_other_word_is_corrected_where_words_have_moved(desk: Desk) -> None:
    seen = desk.page()
    assert desk.send(seen, 0, "", who="minh").status_code == 204
    late = desk.send(seen, 1, "họp")
    assert late.status_code == 403
    assert "không còn ở chỗ cũ" in late.json()["detail"]
    assert desk.texts() == ["hợp", "về", "văn", "thư"]


def test_only_who_may_correct_is_offered_it(desk: Desk) -> None:
    for who, offered in (("chu", True), ("lanlan", False), ("analyst", False)):
        sign_in(desk.client, who)
        shown = desk.client.get("/documents/1aaa").text
        assert ("data-words-mode" in shown) == offered
        assert ("document_words" in shown) == offered
        status = desk.client.get("/review/words/1aaa/1", headers=PARTS).status_code
        assert status == (200 if offered else 403)


def test_what_one_may_not_see_is_as_what_is_not_there(desk: Desk) -> None:
    sign_in(desk.client, "chu")
    hidden, unknown = (
        desk.client.get(f"/review/words/{one}/1", headers=PARTS) for one in ("2bbb", "9zzz")
    )
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text.replace("2bbb", "9zzz") == unknown.text
    assert desk.undo("1", "2bbb").status_code == 404
    assert desk.undo("1").status_code == 404
