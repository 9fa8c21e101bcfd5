"""The page of a document: what it shows, what may be taken away, and what the history tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from pipeline.archive.folder import ArchiveFolder
from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from pipeline.register.audit_log import LogCriteria
from pipeline.register.store import open_register
from tests.stack_archive import Here
from tests.web.shelf import SIZE, Paper, fill
from tests.web.workbench.desk import account, sign_in, workbench

PAPERS = (
    Paper(
        "1aaa",
        "QUYẾT ĐỊNH\nvề việc thu hồi đất tại xã\nthu hồi lần hai",
        Holding(Access.OPEN, ""),
        code="12/QĐ-UBND",
        issuer="UBND xã An Thịnh",
        subject="=thu hồi đất",
    ),
    Paper("2bbb", "công văn của phòng khác", Holding(Access.CONDITIONAL, "Phòng Nội vụ")),
    Paper("3ccc", "có dấu mật", secret=True),
)
NARROW = Rights(frozenset({Access.OPEN}))


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    return fill(tmp_path / "archive", PAPERS)


@pytest.fixture
def client(archive: ArchiveFolder, tmp_path: Path) -> Iterator[TestClient]:
    people = (
        account("lan", AccountRole.READER),
        account("hoa", AccountRole.READER, rights=NARROW),
        account("chu", AccountRole.ARCHIVIST),
        account("quan", AccountRole.ADMIN),
    )
    with workbench(archive, tmp_path, *people, jobs=Here()) as client:
        yield client


def _log(archive: ArchiveFolder) -> list[tuple[str, str, str, str | None]]:
    with open_register(archive.root) as register:
        return [
            (one.who, one.what, one.object_id, one.new)
            for one in register.trail.events(LogCriteria())
            if one.what in ("viewed", "downloaded")
        ]


def test_a_document_is_shown_with_what_is_known(client: TestClient) -> None:
    sign_in(client, "chu")
    shown = client.get("/documents/1aaa?q=thu+hoi&only=x&page=7&at=3")
    assert shown.status_code == 200
    assert "12/QĐ-UBND" in shown.text
    assert "UBND xã An Thịnh" in shown.text
    assert "Chưa vào sổ" in shown.text
    assert 'data-question="thu hoi"' in shown.text
    assert 'data-start="1"' in shown.text
    assert "/search?q=thu+hoi&amp;only=x" in shown.text
    assert not re.search(r"\sstyle=|\son[a-z]+=", shown.text)


def test_what_one_may_not_see_is_as_what_is_not_there(client: TestClient) -> None:
    parts = ("", "/text", "/similar", "/hits?q=a", "/pages/1/words", "/pages/1/tiles/0/0-0.jpg")
    files = ("pdf", "alto.xml", "txt")
    paths = (*parts, *(f"/files/document.{kind}" for kind in files), "/files/fields.csv")
    sign_in(client, "hoa")
    for path in paths:
        unknown = client.get(f"/documents/9zzz{path}")
        assert unknown.status_code == 404
        for hidden in ("2bbb", "3ccc"):
            answer = client.get(f"/documents/{hidden}{path}")
            assert answer.status_code == 404
            assert answer.text.replace(hidden, "9zzz") == unknown.text
        sign_in(client, "quan")
        assert client.get(f"/documents/1aaa{path}").status_code == 403
        sign_in(client, "hoa")


def test_tiles_are_parts_of_the_page_and_asked_about_each_time(client: TestClient) -> None:
    sign_in(client, "lan")
    whole = client.get("/documents/1aaa/pages/1/tiles/0/0-0.jpg")
    assert Image.open(BytesIO(whole.content)).size == (SIZE[0] // 2, SIZE[1] // 2)
    part = client.get("/documents/1aaa/pages/1/tiles/1/0-1.jpg")
    assert Image.open(BytesIO(part.content)).size == (SIZE[0], SIZE[1] - 512)
    assert part.headers["cache-control"] == "private, no-cache"
    known = {"if-none-match": part.headers["etag"]}
    assert client.get(part.url, headers=known).status_code == 304
    assert client.get(whole.url, headers=known).status_code == 200
    assert client.get("/documents/1aaa/pages/1/tiles/2/0-0.jpg").status_code == 404
    assert client.get("/documents/1aaa/pages/2/tiles/0/0-0.jpg").status_code == 404


def test_of_what_is_locked_away_nothing_more_is_shown(
    client: TestClient, archive: ArchiveFolder
) -> None:
    sign_in(client, "lan")
    seen = client.get("/documents/1aaa/pages/1/tiles/0/0-0.jpg")
    with open_register(archive.root) as register, register._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE documents SET state = 'quarantined' WHERE id = '1aaa'")
    again = client.get(seen.url, headers={"if-none-match": seen.headers["etag"]})
    assert again.status_code == 404
    assert client.get("/documents/1aaa").status_code == 404


def test_words_stand_where_they_stand_and_answers_are_counted(client: TestClient) -> None:
    sign_in(client, "lan")
    told = client.get("/documents/1aaa/pages/1/words?q=thu+hoi").json()
    assert [[word for word, *_ in line[4]] for line in told["lines"]] == [
        line.split() for line in PAPERS[0].text.splitlines()
    ]
    assert told["lines"][0] == [40, 40, 160, 60, [["QUYẾT", 40, 90], ["ĐỊNH", 100, 150]]]
    assert told["hits"] == [[160, 80, 270, 100], [40, 120, 150, 140]]
    counted = client.get("/documents/1aaa/hits?q=thu+hoi").json()
    assert counted == {"pages": [[1, 2]], "behind": False}
    assert client.get("/documents/1aaa/pages/1/words").json()["hits"] == []


def test_without_the_index_the_page_is_there(client: TestClient, archive: ArchiveFolder) -> None:
    archive.index.rename(archive.root / "gone")
    sign_in(client, "lan")
    assert client.get("/documents/1aaa?q=thu").status_code == 200
    assert client.get("/documents/1aaa/hits?q=thu").json()["behind"]
    assert client.get("/documents/1aaa/pages/1/words?q=thu").json()["hits"] == []
    assert client.get("/documents/1aaa/similar").status_code == 200


def test_the_text_is_there_without_pictures(client: TestClient) -> None:
    sign_in(client, "lan")
    assert "<p>về việc thu hồi đất tại xã</p>" in client.get("/documents/1aaa/text").text


def test_files_are_taken_away_under_the_name_of_the_document(client: TestClient) -> None:
    sign_in(client, "lan")
    pdf = client.get("/documents/1aaa/files/document.pdf")
    assert pdf.content == b"%PDF-1.7 of 1aaa"
    assert pdf.headers["content-disposition"].startswith('attachment; filename="1aaa.pdf"')
    assert "Th%C3%B4ng%20b%C3%A1o%2012-Q%C4%90-UBND.pdf" in pdf.headers["content-disposition"]
    part = client.get("/documents/1aaa/files/document.pdf?look=1", headers={"range": "bytes=1-3"})
    assert (part.status_code, part.content) == (206, b"PDF")
    assert part.headers["content-disposition"].startswith("inline")
    assert client.get("/documents/1aaa/files/document.txt").text.startswith("QUYẾT ĐỊNH")
    assert client.get("/documents/1aaa/files/document.alto.xml").status_code == 404
    assert client.get("/documents/1aaa/files/fields.json").json()["document_id"] == "1aaa"


def test_a_table_reckons_nothing(client: TestClient) -> None:
    sign_in(client, "lan")
    table = client.get("/documents/1aaa/files/fields.csv").content.decode("utf-8-sig")
    assert "Trích yếu,'=thu hồi đất,," in table


def test_who_saw_and_took_it_is_in_the_history(client: TestClient, archive: ArchiveFolder) -> None:
    sign_in(client, "lan")
    client.get("/documents/1aaa")
    client.get("/documents/1aaa/pages/1/words")
    client.get("/documents/1aaa/text")
    client.get("/documents/1aaa/files/document.pdf")
    client.get("/documents/1aaa/files/document.pdf", headers={"range": "bytes=0-3"})
    sign_in(client, "chu")
    client.get("/documents/1aaa/pages/1/tiles/0/0-0.jpg")
    client.get("/documents/9zzz")
    assert _log(archive) == [
        ("lan", "viewed", "1aaa", None),
        ("lan", "downloaded", "1aaa", "pdf"),
        ("chu", "viewed", "1aaa", None),
    ]


def test_one_goes_on_in_the_list_that_it_was_found_in(client: TestClient) -> None:
    sign_in(client, "chu")
    first = client.get("/documents/1aaa/neighbours?q=c%C3%B4ng+%7C+thu&at=1").text
    second = client.get("/documents/2bbb/neighbours?q=c%C3%B4ng+%7C+thu&at=1").text
    links = [re.findall(r'href="([^"]+)" data-list-(\w+)', text) for text in (first, second)]
    assert sorted(way for link in links for _, way in link) == ["after", "before"]
    for link in links:
        ((href, _),) = link
        assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_of_a_list_nothing_is_told_that_one_may_not_see(client: TestClient) -> None:
    sign_in(client, "hoa")
    told = client.get("/documents/1aaa/neighbours?q=c%C3%B4ng+%7C+thu&at=1").text
    assert "data-list" not in told
    assert "1 / 1" in told
    assert client.get("/documents/2bbb/neighbours?q=thu&at=1").status_code == 404
    assert client.get("/documents/1aaa/neighbours?q=thu&at=900").text.strip() == ""
    assert client.get("/documents/1aaa/neighbours?from=ab&at=1").text.strip() == ""


def test_what_is_asked_by_programs_is_in_the_history_too(
    client: TestClient, archive: ArchiveFolder
) -> None:
    sign_in(client, "lan")
    client.get("/api/v1/documents/1aaa/pages/1")
    client.get("/api/v1/documents/1aaa")
    client.get("/documents/1aaa")
    client.get("/api/v1/documents/1aaa/pdf")
    client.get("/api/v1/documents/9zzz/pdf")
    assert _log(archive) == [
        ("lan", "viewed", "1aaa", None),
        ("lan", "downloaded", "1aaa", "pdf"),
    ]
