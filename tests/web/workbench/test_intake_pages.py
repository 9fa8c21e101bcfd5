"""Files handed in: whole or not at all, by whom, and what others learn of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pipeline.archive.folder import ArchiveFolder
from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from pipeline.register.intake_jobs import JobState
from pipeline.register.store import Register, open_register
from pipeline.settings import default_settings
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import account, sign_in, workbench

HEALTH = Rights(frozenset(Access), frozenset({"Phòng Y tế"}))
PAPERS = (
    Paper("1aaa", "cuộc họp", Holding(Access.OPEN, "Phòng Y tế"), subject="lịch họp"),
    Paper("2aaa", "cuộc họp", Holding(Access.OPEN, "Phòng Nội vụ"), subject="lịch họp"),
    Paper("3aaa", "cuộc họp kín", Holding(Access.OPEN, "Phòng Y tế"), secret=True),
)


@dataclass
class Counter:
    client: TestClient
    register: Register
    archive: ArchiveFolder
    scans: Path

    def make(self, who: str = "lan", **values: object) -> int:
        answer = self.client.post("/intake/jobs", data={**sign_in(self.client, who), **values})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["job"])

    def send(self, job: int, name: str, data: bytes = b"%PDF", who: str = "lan") -> tuple[int, str]:
        token = sign_in(self.client, who)["csrf"]
        headers = {"x-csrf-token": token}
        answer = self.client.put(
            "/intake/files", params={"job": job, "name": name}, content=data, headers=headers
        )
        return answer.status_code, answer.text

    def post(self, path: str, who: str = "lan", **values: object) -> int:
        data = {**sign_in(self.client, who), **values}
        return int(self.client.post(path, data=data).status_code)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    archive = fill(tmp_path / "archive", PAPERS)
    scans = tmp_path / "scans"
    scans.mkdir()
    plain = default_settings()
    own = plain.workbench.model_copy(update={"scan_folder": str(scans)})
    limits = plain.limits.model_copy(update={"max_bytes": 5_000})
    rules = plain.model_copy(update={"workbench": own, "limits": limits})
    people = (
        account("lan", AccountRole.ARCHIVIST),
        account("mai", AccountRole.ARCHIVIST, rights=HEALTH),
        account("dung", AccountRole.READER),
        account("giang", AccountRole.ARCHIVIST, AccountRole.KEEPER),
    )
    with (
        workbench(archive, tmp_path, *people, feeding=True, settings=rules) as client,
        open_register(archive.root) as register,
    ):
        yield Counter(client, register, archive, scans)


def lying(counter: Counter) -> set[str]:
    places = counter.archive.uploads.rglob("*")
    return {str(path.relative_to(counter.archive.uploads)) for path in places if path.is_file()}


def test_files_are_handed_in_and_stand_in_line(counter: Counter) -> None:
    job = counter.make(name="hộp 1", unit=" Phòng  Y tế", access="open")
    assert counter.send(job, "a.pdf")[0] == 200
    assert counter.send(job, "a.pdf", b"%PDF other")[0] == 200
    assert lying(counter) == {f"{job}/a.pdf", f"{job}/a (2).pdf"}
    assert (counter.archive.uploads / str(job)).stat().st_mode & 0o777 == 0o700
    assert counter.post(f"/intake/jobs/{job}/start") == 303
    (waiting,) = counter.register.intake.jobs(JobState.WAITING)
    assert (waiting.asked.unit, waiting.asked.access) == ("Phòng Y tế", Access.OPEN)
    assert counter.send(job, "b.pdf")[0] == 403
    sign_in(counter.client, "lan")
    assert "hộp 1" in counter.client.get("/intake").text
    assert counter.post(f"/intake/jobs/{job}/stop") == 303
    assert counter.post(f"/intake/jobs/{job}/stop") == 403


def test_what_breaks_off_or_is_too_large_leaves_nothing(counter: Counter) -> None:
    job = counter.make()
    assert counter.send(job, "big.pdf", b"x" * 5_001)[0] == 403
    token = sign_in(counter.client, "lan")["csrf"]
    headers = {"x-csrf-token": token, "content-length": "4000"}
    answer = counter.client.put(
        "/intake/files", params={"job": job, "name": "a.pdf"}, content=b"half", headers=headers
    )
    assert answer.status_code == 403
    assert lying(counter) == set()
    assert counter.post(f"/intake/jobs/{job}/start") == 403


def test_what_was_sent_and_never_begun_goes_on_or_is_dropped(counter: Counter) -> None:
    job = counter.make(name="hộp 1")
    counter.send(job, "a.pdf")
    sign_in(counter.client, "lan")
    page = counter.client.get("/intake").text
    assert "Số hóa phần đã gửi" in page
    assert counter.post(f"/intake/jobs/{job}/drop", who="giang") == 404
    assert counter.post(f"/intake/jobs/{job}/drop") == 303
    assert lying(counter) == set()
    assert counter.send(job, "b.pdf")[0] == 404
    again = counter.make(name="hộp 1")
    counter.send(again, "a.pdf")
    assert counter.post(f"/intake/jobs/{again}/start") == 303
    assert counter.post(f"/intake/jobs/{again}/drop") == 403
    assert lying(counter) == {f"{again}/a.pdf"}


def test_nobody_else_reaches_into_a_job(counter: Counter) -> None:
    job = counter.make(name="hộp 1")
    counter.send(job, "a.pdf")
    missing = counter.send(9_999, "a.pdf", who="giang")
    assert counter.send(job, "b.pdf", who="giang") == (404, missing[1])
    for act in ("start", "stop"):
        assert counter.post(f"/intake/jobs/{job}/{act}", who="giang") == 404
    assert counter.send(job, "b.pdf", who="dung")[0] == 403
    token = {"x-csrf-token": "0" * 64}
    sign_in(counter.client, "lan")
    where = {"job": job, "name": "b.pdf"}
    assert counter.client.put("/intake/files", params=where, headers=token).status_code == 403
    assert lying(counter) == {f"{job}/a.pdf"}


def test_a_name_is_given_once(counter: Counter) -> None:
    counter.make(name="hộp 1")
    assert counter.post("/intake/jobs", name="hộp 1") == 403
    assert counter.post("/intake/jobs", name="1aaa") == 403
    assert counter.post("/intake/jobs", name="x", book="den-mat") == 404


def test_the_scan_folder(counter: Counter) -> None:
    for name in ("a.pdf", "b.pdf", ".c.pdf"):
        (counter.scans / name).write_bytes(b"%PDF")
    os.utime(counter.scans / "a.pdf", (0, 0))
    sign_in(counter.client, "lan")
    page = counter.client.get("/intake").text
    assert ('value="a.pdf" checked' in page, 'value="b.pdf" disabled' in page) == (True, True)
    assert "c.pdf" not in page
    asked: dict[str, Any] = {"folder": "1", "files": ["a.pdf", "b.pdf", "../x"]}
    assert counter.post("/intake/jobs", "lan", name="s", **asked) == 303
    (job,) = counter.register.intake.jobs(JobState.WAITING)
    assert (job.asked.folder, job.asked.files) == (str(counter.scans), ("a.pdf",))
    assert counter.post("/intake/jobs", folder="1", files=["b.pdf"]) == 403


def test_a_batch_tells_only_what_is_for_the_reader(counter: Counter) -> None:
    def status(who: str, name: str) -> int:
        sign_in(counter.client, who)
        return int(counter.client.get(f"/intake/batches/{name}").status_code)

    assert [status("mai", name) for name in ("1aaa", "2aaa", "none")] == [200, 404, 404]
    assert status("lan", "2aaa") == 200
    sign_in(counter.client, "lan")
    listed = counter.client.get("/intake/batches/3aaa").text
    assert "3aaa.png" not in listed
    assert "cách ly" not in listed
    assert "cách ly" not in counter.client.get("/intake").text
    sign_in(counter.client, "giang")
    assert "3aaa.png" in counter.client.get("/intake/batches/3aaa").text
    sign_in(counter.client, "mai")
    hidden = counter.client.get("/intake/batches/2aaa").text
    assert hidden.replace("2aaa", "none") == counter.client.get("/intake/batches/none").text
    assert "2aaa" not in counter.client.get("/intake").text


def test_bytes_that_are_here_are_told_to_who_may_see_them(counter: Counter) -> None:
    master = counter.register.document("1aaa").sha256
    place = counter.archive.root / counter.register.master(master).stored_path
    other = counter.register.document("2aaa").sha256
    unseen = counter.archive.root / counter.register.master(other).stored_path
    job = counter.make(who="mai")
    assert "1aaa" in counter.send(job, "x.png", place.read_bytes(), who="mai")[1]
    assert '"known":null' in counter.send(job, "y.png", unseen.read_bytes(), who="mai")[1]


def test_what_was_running_waits_again_after_a_restart(counter: Counter) -> None:
    job = counter.make()
    counter.send(job, "a.pdf")
    counter.post(f"/intake/jobs/{job}/start")
    assert counter.register.intake.begin(job)
    assert not counter.register.intake.begin(job)
    counter.register.intake.take_over()
    assert counter.register.intake.job(job).state is JobState.WAITING
    counter.register.intake.begin(job)
    counter.register.intake.end(job, JobState.FAILED, NOW, ("no_space", {"archive": "x"}))
    sign_in(counter.client, "lan")
    page = counter.client.get("/intake").text
    assert "có lỗi" in page
    assert counter.post(f"/intake/jobs/{job}/start") == 303
