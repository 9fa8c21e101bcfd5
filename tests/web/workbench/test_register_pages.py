"""The registers in the browser: what is shown to whom, and what a form does."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from pipeline.model.account import AccountRole
from pipeline.model.entry import Criteria, Entry, Status
from pipeline.register.store import Register, open_register
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import account, sign_in, workbench

PAPERS = (Paper("1aaa", "cuộc họp", subject="lịch họp", code="5/TB-SNV", issuer="Sở Nội vụ"),)
CLERK = account("lan", AccountRole.ARCHIVIST)
CHIEF = account("binh", AccountRole.MANAGER)
READER = account("dung", AccountRole.READER)
KEEPER = account("giang", AccountRole.KEEPER)
STAFF = account("phuc", AccountRole.ANALYST, unit="Phòng Y tế")


@dataclass
class Counter:
    client: TestClient
    register: Register

    def post(self, path: str, who: str, **values: object) -> tuple[int, str]:
        data = {**sign_in(self.client, who), **values}
        answer = self.client.post(path, data=data)
        return answer.status_code, answer.headers.get("location", answer.text)

    def get(self, path: str, who: str) -> str:
        sign_in(self.client, who)
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return str(answer.text)

    def enter(self, **typed: object) -> Entry:
        asked = {"book": "den", "code": "12/QĐ-UBND", "issuer": "UBND tỉnh", **typed}
        status, there = self.post("/register/new", "lan", **asked)
        assert status == 303, there
        return self.register.entries.by_id(int(there.removeprefix("/register/").partition("?")[0]))


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    archive = fill(tmp_path / "archive", PAPERS)
    people = (CLERK, CHIEF, READER, KEEPER, STAFF)
    with workbench(archive, tmp_path, *people) as client, open_register(archive.root) as register:
        yield Counter(client, register)


def test_a_paper_is_entered_and_found(counter: Counter) -> None:
    entry = counter.enter(subject="thu hồi đất", issued_on="5/11/2026", urgency="Khẩn")
    assert (entry.key, entry.described.issued_on) == (f"den/{NOW.year}/1", "2026-11-05")
    assert entry.described.code == "12/QĐ-UBND"
    for query in ("", "?book=den", "?code=12/QĐ-UBND", "?issuer=ubnd tinh", "?status=03"):
        assert f'href="/register/{entry.id}"' in counter.get(f"/register{query}", "binh"), query
    for query in ("?book=di", "?code=13/QĐ-UBND", "?status=06", "?only=overdue", "?to=1/1/2000"):
        assert f'href="/register/{entry.id}"' not in counter.get(f"/register{query}", "binh"), query


def test_a_second_one_of_the_same_number_is_told(counter: Counter) -> None:
    counter.enter()
    sign_in(counter.client, "lan")
    asked = {"book": "den", "code": "12/QĐ-UBND", "issuer": "UBND tỉnh"}
    _, there = counter.post("/register/new", "lan", **asked)
    assert there.endswith("?double=1")
    assert "note warn" in counter.get(there, "lan")


def test_an_entry_goes_its_way(counter: Counter) -> None:
    entry = counter.enter()
    path = f"/register/{entry.id}"
    asked = {"seen": "03", "unit": "Phòng  Y tế", "due": "30/11/2026"}
    assert counter.post(f"{path}/assign", "binh", **asked) == (303, path)
    now = counter.register.entries.by_id(entry.id)
    assert (now.status, now.unit, now.due_on) == (
        Status.ASSIGNED,
        "Phòng Y tế",
        date(2026, 11, 30),
    )
    assert counter.post(f"{path}/opinion", "binh", text="Xử lý gấp")[0] == 303
    page = counter.get(path, "lan")
    assert "Xử lý gấp" in page
    assert "binh" in page


def test_who_comes_second_overwrites_nothing(counter: Counter) -> None:
    entry = counter.enter(subject="thu hồi đất")
    path = f"/register/{entry.id}"
    assert counter.post(f"{path}/assign", "binh", seen="03", unit="Phòng A")[0] == 303
    status, page = counter.post(f"{path}/assign", "lan", seen="03", unit="Phòng B")
    assert (status, "vừa được người khác chuyển" in page) == (403, True)
    asked = {"field": "subject", "was": "thu hồi đất", "value": "giao đất"}
    assert counter.post(f"{path}/change", "lan", **asked)[0] == 303
    status, page = counter.post(f"{path}/change", "lan", **asked)
    assert (status, "giao đất" in page) == (403, True)
    assert counter.register.entries.by_id(entry.id).unit == "Phòng A"


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        ("assign", {"seen": "03"}),
        ("assign", {"seen": "03", "unit": "A", "due": "hôm nào"}),
        ("opinion", {"text": "  "}),
        ("advance", {"seen": "03", "to": "99"}),
        ("change", {"field": "receipt", "value": "x"}),
        ("refuse", {}),
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    counter: Counter, action: str, asked: dict[str, str]
) -> None:
    entry = counter.enter()
    assert counter.post(f"/register/{entry.id}/{action}", "lan", **asked)[0] == 403
    assert counter.register.entries.by_id(entry.id) == entry


def test_refused_with_a_slip(counter: Counter) -> None:
    entry = counter.enter(hold="1")
    assert entry.status is Status.ARRIVED
    path = f"/register/{entry.id}"
    assert 'name="lacks"' in counter.get(f"{path}/refuse", "lan")
    asked = {"lacks": ["seal"], "reason": "Thiếu phụ lục"}
    part = counter.get(f"{path}/refuse", "lan").split('name="lacks" value="')[1].partition('"')[0]
    assert counter.post(f"{path}/refuse", "lan", **asked | {"lacks": [part]}) == (303, path)
    assert "Thiếu phụ lục" in counter.get(path, "lan")
    sign_in(counter.client, "lan")
    slip = counter.client.get(f"{path}/slip.docx")
    assert slip.content.startswith(b"PK")
    assert "attachment" in slip.headers["content-disposition"]


def test_roles(counter: Counter) -> None:
    entry = counter.enter()
    for path in ("/register", f"/register/{entry.id}", "/register/new", "/matches", "/reports"):
        sign_in(counter.client, "dung")
        assert counter.client.get(path).status_code == 403, path
    assert counter.post(f"/register/{entry.id}/opinion", "dung", text="x")[0] == 403
    sign_in(counter.client, "giang")
    assert counter.client.get("/register").status_code == 200
    assert counter.client.get("/register/new").status_code == 403


def test_a_secret_book_is_there_for_keepers_alone(counter: Counter) -> None:
    asked = {"book": "den-mat", "code": "1/BC-UBND", "subject": "chuyện kín", "issuer": "X"}
    status, _ = counter.post("/register/new", "lan", **asked)
    assert status == 404
    for who, sees in (("lan", False), ("binh", False), ("giang", True)):
        assert ("book=den-mat" in counter.get("/register", who)) is sees
    sign_in(counter.client, "binh")
    hidden = counter.client.get("/register?book=den-mat")
    missing = counter.client.get("/register?book=den-xyz")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text.replace("den-mat", "den-xyz") == missing.text


def test_the_list_goes_on_where_it_ended(counter: Counter) -> None:
    for number in range(55):
        counter.enter(code=f"{number + 1}/TB-X")
    first = counter.get("/register?book=den", "lan")
    assert first.count('<th scope="row">') == 50
    there = first.split('hx-get="')[1].partition('"')[0].replace("&amp;", "&")
    sign_in(counter.client, "lan")
    rest = counter.client.get(there, headers={"hx-request": "true"}).text
    assert rest.count('<th scope="row">') == 5
    assert "<html" not in rest
    seen = {part.partition('"')[0] for part in (first + rest).split('href="/register/')[1:]}
    ids = {str(entry.id) for entry in counter.register.entries.entries(Criteria())}
    assert ids <= seen


def test_a_report_is_what_the_register_counts(counter: Counter) -> None:
    for number in range(3):
        counter.enter(code=f"{number + 1}/TB-X", type="Thông báo")
    sign_in(counter.client, "binh")
    day = f"{NOW:%d/%m/%Y}"
    told = json.loads(counter.client.get(f"/reports?period=week&day={day}&kind=json").text)
    assert (told["incoming"], told["paper"]) == (3, 3)
    page = counter.get(f"/reports?period=week&day={day}", "binh")
    assert 'class="bar"' in page
    sheet = counter.client.get(f"/reports?period=week&day={day}&kind=xlsx")
    values = [
        cell.value
        for row in openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows()
        for cell in row
    ]
    assert 3 in values
    assert counter.client.get("/reports?period=period").status_code == 400


def test_a_register_is_printed(counter: Counter) -> None:
    counter.enter(subject="thu hồi đất")
    page = counter.get("/register/print?book=den", "lan")
    assert 'value="xlsx"' in page
    sign_in(counter.client, "lan")
    answer = counter.client.get(f"/register/print?book=den&year={NOW.year}&kind=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert any("thu hồi đất" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_receipt_tells_how_far_it_is_and_nothing_else(counter: Counter) -> None:
    entry = counter.enter(subject="thu hồi đất")
    counter.client.cookies.clear()
    page = counter.client.get("/receipt", params={"code": entry.receipt.lower()})
    assert page.status_code == 200
    assert "Đã tiếp nhận" in page.text
    for word in ("thu hồi", "UBND tỉnh", "12/QĐ", entry.key):
        assert word not in page.text
    wrong = [counter.client.get("/receipt", params={"code": code}) for code in ("x", "y" * 16)]
    assert [answer.status_code for answer in wrong] == [404, 404]
    for _ in range(40):
        last = counter.client.get("/receipt", params={"code": "x"})
    assert last.status_code == 429
