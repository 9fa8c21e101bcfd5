"""The review queue in the browser: what is asked, what an answer does, who may."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from pipeline.archive.folder import ArchiveFolder
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from pipeline.model.doubt import Doubt
from pipeline.model.evidence import Evidence
from pipeline.model.geometry import Box
from pipeline.model.record import Candidate, Field, Record
from pipeline.register.store import Register, open_register
from pipeline.settings import default_settings
from pipeline.web.workbench.claims import Claims
from pipeline.web.workbench.review_desk import around
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import account, sign_in, workbench

HEALTH = Rights(frozenset(Access), frozenset({"Phòng Y tế"}))
PLACE = Box(100, 40, 150, 60)


def doubted(value: str, *others: str) -> Field:
    readings = tuple(Candidate(one, 0.6 / n) for n, one in enumerate((value, *others), 1))
    evidence = (Evidence(1, value, PLACE, 0.5),)
    return Field(value, 0.6, evidence, review=True, reason="handwritten", candidates=readings)


def paper(number: int, unit: str = "Phòng Y tế") -> Paper:
    fields = {"number": doubted(str(number), str(number + 100)), "notation": Field("TB-X", 0.9)}
    return Paper(
        f"{number}aaa",
        f"Số {number} cuộc họp",
        Holding(Access.OPEN, unit),
        subject="lịch họp",
        issuer="Sở X",
        fields=fields,
    )


@dataclass
class Desk:
    client: TestClient
    register: Register

    def item(self, who: str, path: str = "/review/number") -> dict[str, str]:
        """What the form of the question that is asked would send."""
        sign_in(self.client, who)
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return form_in(answer.text)

    def answer(self, who: str, item: dict[str, str], how: str, value: str = "") -> tuple[int, str]:
        data = {**item, **sign_in(self.client, who), "how": how, "value": value}
        answer = self.client.post("/review/number", data=data, headers={"hx-request": "true"})
        return answer.status_code, answer.text

    def number(self, document: str) -> object:
        return self.register.document(document).record.number.value


def form_in(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    papers = [paper(1), paper(2), paper(3, "Phòng Nội vụ")]
    archive: ArchiveFolder = fill(tmp_path / "archive", papers)
    people = (
        account("lan", AccountRole.ARCHIVIST),
        account("mai", AccountRole.ARCHIVIST, rights=HEALTH),
        account("dung", AccountRole.READER),
        account("phuc", AccountRole.ANALYST),
    )
    rules = default_settings()
    bounds = ChildLimits(rules.limits.worker_bytes, rules.limits.max_bytes, archive.temporary)
    pool = ChildPool("pipeline.jobs", 1, bounds)
    try:
        with (
            workbench(archive, tmp_path, *people, jobs=pool) as client,
            open_register(archive.root) as register,
        ):
            yield Desk(client, register)
    finally:
        pool.close()


def test_a_candidate_is_taken_and_the_next_question_asked(desk: Desk) -> None:
    item = desk.item("lan")
    status, page = desk.answer("lan", item, "candidate", "101")
    assert status == 200
    assert (desk.number("1aaa"), desk.register.document("1aaa").record.code.value) == (
        "101",
        "101/TB-X",
    )
    assert "Đã nhận Số: 101" in page
    assert form_in(page)["document"] == "2aaa"
    assert "<html" not in page


@pytest.mark.parametrize(
    ("how", "value", "kept"),
    [("typed", "77", "77"), ("unreadable", "", None), ("none", "", None), ("confirm", "", "1")],
)
def test_each_way_of_answering(desk: Desk, how: str, value: str, kept: str | None) -> None:
    desk.answer("lan", desk.item("lan"), how, value)
    assert desk.number("1aaa") == kept
    assert not desk.register.document("1aaa").record.number.review


@pytest.mark.parametrize(("how", "value"), [("typed", "không"), ("typed", " "), ("made up", "1")])
def test_what_cannot_be_meant_is_told_and_stays(desk: Desk, how: str, value: str) -> None:
    item = desk.item("lan")
    status, page = desk.answer("lan", item, how, value)
    assert status == 422
    assert form_in(page)["document"] == "1aaa"
    assert f'value="{value}"' in page
    assert desk.register.document("1aaa").record.number.review


def test_the_same_answer_sent_twice_is_one(desk: Desk) -> None:
    item = desk.item("lan")
    for _ in range(2):
        assert desk.answer("lan", item, "typed", "77")[0] == 200
    assert len(desk.register.corrections.last_of("lan", 10)) == 1


def test_two_who_answer_one_question(desk: Desk) -> None:
    item = desk.item("lan")
    desk.answer("lan", item, "typed", "77")
    _, page = desk.answer("mai", {**item, "key": "another"}, "typed", "78")
    assert desk.number("1aaa") == "77"
    assert "77" in page
    assert "78" in page


def test_what_one_has_is_offered_to_others_last(desk: Desk) -> None:
    assert desk.item("lan")["document"] != desk.item("mai")["document"]
    assert desk.item("lan")["document"] == desk.item("lan")["document"]


def test_put_off_and_taken_up_again(desk: Desk) -> None:
    first = desk.item("lan")
    asked = f"/review/number?skip={first['document']}:number"
    second = desk.item("lan", asked)
    third = desk.item(
        "lan", f"/review/number?after={second['after']}&skip={second['document']}:number"
    )
    assert len({one["document"] for one in (first, second, third)}) == 3
    again = desk.item(
        "lan", f"/review/number?after={third['after']}&skip={third['document']}:number"
    )
    assert again["document"] == first["document"]


def test_the_last_word_is_taken_back(desk: Desk) -> None:
    desk.answer("lan", desk.item("lan"), "typed", "77")
    data = sign_in(desk.client, "lan")
    answer = desk.client.post("/review/undo", data=data, headers={"hx-request": "true"})
    assert form_in(answer.text)["document"] == "1aaa"
    assert desk.number("1aaa") == "1"
    assert desk.client.post("/review/undo", data=data).status_code == 403
    desk.answer("lan", desk.item("lan"), "typed", "78")
    sign_in(desk.client, "lan")
    assert "78" in desk.client.get("/review/undo").text


def test_only_what_the_rights_reach_is_asked_and_counted(desk: Desk) -> None:
    sign_in(desk.client, "mai")
    assert re.search(r"numbers\">2<", desk.client.get("/review").text)
    sign_in(desk.client, "lan")
    assert re.search(r"numbers\">3<", desk.client.get("/review").text)
    item = desk.item("lan", "/review/number?skip=1aaa:number&batch=3aaa")
    assert item["document"] == "3aaa"
    status, _ = desk.answer("mai", {**item, "key": "x"}, "typed", "9")
    assert (status, desk.number("3aaa")) == (200, "3")
    crops = ["/review/crop/3aaa/1?box=0,0,100,50", "/review/crop/9zzz/1?box=0,0,100,50"]
    sign_in(desk.client, "mai")
    answers = [desk.client.get(path) for path in crops]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace("3aaa", "9zzz") == answers[1].text


def test_a_document_is_asked_about_by_itself(desk: Desk) -> None:
    item = desk.item("lan", "/review?document=2aaa")
    assert (item["document"], item["field"]) == ("2aaa", "number")
    desk.answer("lan", item, "typed", "77")
    sign_in(desk.client, "lan")
    assert "kinds" in desk.client.get("/review?document=2aaa").text
    sign_in(desk.client, "mai")
    assert desk.client.get("/review?document=3aaa").status_code == 404


def test_roles(desk: Desk) -> None:
    for who, seen, may in (("dung", 403, 403), ("phuc", 200, 403), ("lan", 200, 200)):
        sign_in(desk.client, who)
        assert desk.client.get("/review").status_code == seen
        assert desk.client.get("/review/number").status_code == may
    sign_in(desk.client, "lan")
    assert desk.client.get("/review/nothing").status_code == 404


def test_the_place_is_shown_as_it_is(desk: Desk) -> None:
    sign_in(desk.client, "lan")
    page = desk.client.get("/review/number").text
    path = re.findall(r'src="(/review/crop/[^"]+)"', page)[0].replace("&amp;", "&")
    view = around(PLACE, (400, 560))
    answer = desk.client.get(path)
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (view.right - view.left, view.bottom - view.top)
    dark = picture.convert("L").point(lambda level: 255 if level < 128 else 0).getbbox()
    # The bar of the drawn page: x 40 to 200, y 40 to 60.
    assert dark is not None
    assert abs(dark[1] - (40 - view.top)) <= 2
    for wrong in ("0,0,900,10", "5,5,5,9", "9,0,3,4"):
        assert desk.client.get(f"/review/crop/1aaa/1?box={wrong}").status_code == 400


def test_a_claim_ends_by_itself() -> None:
    times = iter((0.0, 1.0, 500.0))
    claims = Claims(lambda: next(times))
    both = tuple(
        Doubt(name, "number", "number", None, False, 0.5, 1, "b", "n", 1, Record())
        for name in ("a", "b")
    )
    first, second = both
    assert claims.first_free(both, "lan") is first
    assert claims.first_free(both, "mai") is second
    assert claims.first_free(both, "mai") is first
