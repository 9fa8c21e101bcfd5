"""What people do in the workbench, asked by a program: the same rules, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from pipeline.model.evidence import Evidence
from pipeline.model.geometry import Box
from pipeline.model.record import Candidate, Field
from pipeline.register.store import Register, open_register
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import account, sign_in, workbench

HEALTH = "Phòng Y tế"
RIGHTS = Rights(frozenset(Access), frozenset({HEALTH}))
PLACE = Box(100, 40, 150, 60)
NUMBER = Field(
    "5",
    0.6,
    (Evidence(1, "5", PLACE, 0.5),),
    review=True,
    reason="handwritten",
    candidates=(Candidate("5", 0.6), Candidate("6", 0.3)),
)
FIELDS = {"number": NUMBER, "notation": Field("TB-X", 0.9)}
PAPERS = tuple(
    Paper(f"{n}aaa", "cuộc hop", Holding(Access.OPEN, unit), subject="lịch họp", fields=FIELDS)
    for n, unit in enumerate((HEALTH, HEALTH, "Phòng Nội vụ"), 1)
)


@dataclass
class Program:
    client: TestClient
    register: Register

    def get(self, path: str, who: str = "lan") -> Any:
        sign_in(self.client, who)
        answer = self.client.get(f"/api/v1{path}")
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def numbers(self, who: str = "lan") -> int:
        """That wait for somebody."""
        return int(self.get("/review", who)["questions"]["number"])

    def words(self) -> list[str]:
        lines = self.get("/documents/1aaa/pages/1")["lines"]
        return [word["text"] for line in lines for word in line["words"]]

    def post(self, path: str, body: object, who: str = "lan", csrf: str = "") -> httpx.Response:
        brought = csrf or self.get("/session", who)["csrf"]
        sign_in(self.client, who)
        headers = {"X-CSRF-Token": brought}
        answer: httpx.Response = self.client.post(f"/api/v1{path}", json=body, headers=headers)
        return answer

    def said(self, document: str, how: str, value: str = "", **other: object) -> httpx.Response:
        revision = self.register.document(document).revision
        body = {"field": "number", "how": how, "value": value, "revision": revision, **other}
        return self.post(f"/documents/{document}/corrections", body)

    def entered(self) -> int:
        data = {**sign_in(self.client, "lan"), "book": "den", "code": "12/QĐ-A", "issuer": "Sở A"}
        there = self.client.post("/register/new", data=data).headers["location"]
        return int(there.removeprefix("/register/").partition("?")[0])


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    archive = fill(tmp_path / "archive", PAPERS)
    people = (
        account("lan", AccountRole.ARCHIVIST),
        account(
            "mai", AccountRole.ARCHIVIST, rights=Rights(frozenset(Access), frozenset({HEALTH}))
        ),
        account("binh", AccountRole.MANAGER),
        account("dung", AccountRole.READER),
    )
    with workbench(archive, tmp_path, *people) as client, open_register(archive.root) as register:
        yield Program(client, register)


def test_who_is_signed_in(program: Program) -> None:
    told = program.get("/session", "dung")
    assert (told["name"], told["full_name"]) == ("dung", "Bà Dung")
    assert "search" in told["permissions"]
    assert "review" not in told["permissions"]


def test_the_queue_is_of_what_one_may_see(program: Program) -> None:
    assert program.numbers() == 3
    assert program.numbers("mai") == 2
    told = program.get("/review")
    assert told["total"] == sum(told["questions"].values())
    (first,) = program.get("/review/number?limit=1")["doubts"]
    assert (first["field"], first["value"], first["reason"]) == ("number", "5", "handwritten")
    assert [one["value"] for one in first["candidates"]] == ["5", "6"]
    assert first["places"] == [{"page": 1, "box": [100, 40, 150, 60]}]
    seen, query = [], "?limit=1"
    for _ in range(3):
        page = program.get(f"/review/number{query}")
        seen += [one["document_id"] for one in page["doubts"]]
        query = f"?limit=1&after={page['after']}"
    assert (sorted(seen), page["after"]) == (["1aaa", "2aaa", "3aaa"], None)


@pytest.mark.parametrize(
    ("how", "value", "kept"),
    [
        ("typed", "77", "77"),
        ("candidate", "6", "6"),
        ("confirm", "", "5"),
        ("unreadable", "", None),
        ("none", "", None),
    ],
)
def test_an_answer_is_a_persons_word(
    program: Program, how: str, value: str, kept: str | None
) -> None:
    answer = program.said("1aaa", how, value)
    assert answer.status_code == 200, answer.text
    document = program.register.document("1aaa")
    assert document.record.number.value == kept
    assert answer.json()["revision"] == document.revision
    assert program.numbers() == 2
    (said,) = program.register.corrections.of(document)
    assert said.who == "lan"
    taken = program.post(f"/corrections/{answer.json()['correction']}/undo", {})
    assert taken.status_code == 200
    assert program.numbers() == 3


def test_the_same_key_is_one_word(program: Program) -> None:
    first, again = (program.said("1aaa", "typed", "77", key="k" * 20) for _ in range(2))
    assert first.json()["correction"] == again.json()["correction"]


def test_whoever_saw_another_revision_is_told(program: Program) -> None:
    program.said("1aaa", "typed", "77")
    answer = program.said("1aaa", "typed", "78", revision=0)
    assert answer.status_code == 403
    assert answer.json()["detail"]
    assert program.register.document("1aaa").record.number.value == "77"


def test_a_word_is_corrected_by_its_place(program: Program) -> None:
    words = program.words()
    body = {"position": 1, "text": "họp", "revision": program.register.document("1aaa").revision}
    assert words == ["cuộc", "hop"]
    answer = program.post("/documents/1aaa/pages/1/words", body)
    assert answer.status_code == 200, answer.text
    assert program.words() == ["cuộc", "họp"]


def test_an_entry_goes_its_way(program: Program) -> None:
    entry_id = program.entered()
    entry = program.get(f"/register/entries/{entry_id}")
    assert (entry["key"], entry["status"]) == (f"den/{NOW.year}/1", "03")
    assert entry["described"]["code_notation"] == "QĐ-A"
    assert "04" in program.get(f"/register/entries/{entry_id}", "binh")["ways"]
    given = {"seen": "03", "unit": HEALTH, "due": "2030-01-31"}
    assigned = program.post(f"/register/entries/{entry_id}/assign", given, "binh")
    assert assigned.status_code == 200, assigned.text
    assert (assigned.json()["status"], assigned.json()["unit"]) == ("04", HEALTH)
    assert assigned.json()["due_on"] == "2030-01-31"
    late = program.post(f"/register/entries/{entry_id}/assign", given, "binh")
    assert late.status_code == 403
    moved = program.post(f"/register/entries/{entry_id}/advance", {"seen": "04", "to": "05"})
    assert moved.json()["status"] == "05"
    told = program.post(f"/register/entries/{entry_id}/opinions", {"text": "Trả lời trước thứ sáu"})
    assert told.status_code == 200
    (listed,) = program.get("/register/entries?status=05")["entries"]
    assert listed["id"] == entry_id
    assert program.get("/register/entries?status=06") == {"entries": [], "after": None}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/documents/1aaa/corrections", {"field": "number", "how": "confirm", "revision": 0}),
        ("/register/entries/1/advance", {"seen": "03", "to": "05"}),
    ],
)
def test_nobody_changes_anything_by_a_strange_page(
    program: Program, path: str, body: dict[str, object]
) -> None:
    answer = program.post(path, body, csrf="0" * 64)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:sohoa:problem:wrong_token")


@pytest.mark.parametrize("document", ["3aaa", "9zzz"])
def test_what_one_may_not_see_does_not_exist(program: Program, document: str) -> None:
    body = {"field": "number", "how": "confirm", "revision": 0}
    answer = program.post(f"/documents/{document}/corrections", body, "mai")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:sohoa:problem:document")


def test_a_body_has_a_limit(program: Program) -> None:
    body = {"field": "number", "how": "typed", "value": "7" * 2_000_000, "revision": 0}
    assert program.post("/documents/1aaa/corrections", body).status_code == 413
