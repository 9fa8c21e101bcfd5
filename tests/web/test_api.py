"""What the API answers, and how it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import build_parser
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.messages import Language
from pipeline.web.problems import language_of
from tests.web.shelf import SIZE, Paper, asked, fill, read

PAPERS = (
    Paper(
        "aaaa0001",
        "THÔNG BÁO thu hồi đất\ntại xã An Thịnh",
        code="12/TB-UBND",
        issuer="UBND xã An Thịnh",
        subject="thu hồi đất",
    ),
    Paper("aaaa0002", "thu học phí, hồi âm, đất nước", issuer="Trường An Thịnh", code="7/TB-THPT"),
    *(Paper(f"bbbb{n:04}", f"công văn thứ {n} về lịch họp") for n in range(1, 8)),
    Paper("cccc0001", "điều không ai được biết", secret=True),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    return fill(tmp_path_factory.mktemp("web") / "archive", PAPERS)


@pytest.fixture(scope="module")
def client(
    archive: ArchiveFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """On this machine, without readers."""
    kept = tmp_path_factory.mktemp("children")
    pool = ChildPool("pipeline.jobs", 1, ChildLimits(3_000_000_000, 100_000_000, kept))
    with closing(pool), asked(archive, kept, jobs=pool) as client:
        yield client


def test_a_question_is_answered_with_pages_marks_and_boxes(client: TestClient) -> None:
    found = read(client, "/search", params={"q": "thu hoi dat", "boxes": True, "facets": True})
    first = found["hits"][0]
    assert (first["document_id"], found["total"]) == ("aaaa0001", 2)
    page = first["pages"][0]
    assert {page["snippet"][start:end] for start, end in page["marks"]} == {"thu", "hồi", "đất"}
    assert page["boxes"]["size"] == list(SIZE)
    text = read(client, "/documents/aaaa0001/pages/1")["text"]
    assert {text[start:end] for start, end in page["spans"]} == {"thu", "hồi", "đất"}
    types = next(facet for facet in found["facets"] if facet["name"] == "type")
    assert types["values"] == [{"value": "Thông báo", "count": 2}]


def test_pages_of_an_answer_follow_each_other(client: TestClient) -> None:
    asking: dict[str, str | int] = {"q": "lich hop", "limit": 3}
    seen: list[str] = []
    while True:
        found = read(client, "/search", params=asking)
        seen += [hit["document_id"] for hit in found["hits"]]
        if found["next"] is None:
            break
        asking["cursor"] = found["next"]
    assert sorted(seen) == [f"bbbb{n:04}" for n in range(1, 8)]


def test_a_document_tells_its_record_and_files(client: TestClient) -> None:
    document = read(client, "/documents/aaaa0001")
    assert document["fields"]["code"]["value"] == "12/TB-UBND"
    assert document["fields"]["urgency"]["value"] is None
    assert document["pages"][0]["size"] == list(SIZE)
    pdf = client.get(document["pdf"]["href"])
    assert pdf.content == b"%PDF-1.7 of aaaa0001"


def test_a_range_of_the_pdf(client: TestClient) -> None:
    part = client.get("/api/v1/documents/aaaa0001/pdf", headers={"Range": "bytes=1-3"})
    assert (part.status_code, part.content) == (206, b"PDF")
    beyond = client.get("/api/v1/documents/aaaa0001/pdf", headers={"Range": "bytes=900-"})
    assert beyond.status_code == 416


def test_boxes_of_a_question_on_a_page(client: TestClient) -> None:
    found = read(client, "/documents/aaaa0001/pages/1/boxes", params={"q": "xa an"})
    assert [box[1] for box in found["boxes"]] == [80, 80]
    assert read(client, "/documents/aaaa0001/pages/1/boxes", params={"q": "khác"})["boxes"] == []


def test_a_picture_is_as_wide_as_asked_and_never_wider(client: TestClient) -> None:
    for asked_for, width in ((100, 100), (1000, SIZE[0]), (100, 100)):
        answer = client.get("/api/v1/documents/aaaa0001/pages/1/image", params={"width": asked_for})
        assert answer.headers["content-type"] == "image/jpeg"
        assert Image.open(BytesIO(answer.content)).width == width


def test_completion_and_likeness(client: TestClient) -> None:
    values = read(client, "/complete", params={"what": "issuer", "beginning": "ubnd xa"})["values"]
    assert values == ["UBND xã An Thịnh"]
    alike = read(client, "/documents/bbbb0001/similar")
    assert {hit["document_id"] for hit in alike["hits"]} <= {f"bbbb{n:04}" for n in range(2, 8)}


def test_health_counts_what_is_no_secret(client: TestClient) -> None:
    health = read(client, "/health")
    assert (health["status"], health["documents"], health["indexed"]) == ("ok", 9, 9)


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/documents/nothing", 404, "document"),
        ("/documents/aaaa", 404, "document"),
        ("/documents/cccc0001", 404, "document"),
        ("/documents/%00%ff", 404, "document"),
        ("/documents/aaaa0001/pages/2", 404, "page"),
        ("/documents/aaaa0001/pages/2/image", 404, "page"),
        ("/documents/aaaa0001/pages/x", 400, "parameter"),
        ("/documents/aaaa0001/pages/1/image?width=1000000", 400, "parameter"),
        ("/search?limit=0", 400, "parameter"),
        ("/search?limit=201", 400, "parameter"),
        ("/search?q=" + "a" * 1001, 400, "parameter"),
        ("/search?q=a&from=31/31/2020", 400, "search_date"),
        ("/search?q=a&cursor=zzzz", 400, "search_cursor"),
        ("/search?sort=best", 400, "parameter"),
        ("/complete", 400, "parameter"),
        ("/nothing", 404, "no_such_path"),
    ],
)
def test_a_failure_is_a_problem(client: TestClient, path: str, status: int, problem: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"urn:sohoa:problem:{problem}"
    assert body["status"] == status
    assert body["detail"]


def test_only_reading(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/api/v1/documents/aaaa0001")
        assert (answer.status_code, answer.json()["type"]) == (405, "urn:sohoa:problem:method")


def test_problems_speak_the_language_of_whoever_asks(client: TestClient) -> None:
    english = client.get("/api/v1/documents/x", headers={"Accept-Language": "en-GB,vi;q=0.5"})
    assert english.json()["detail"] == "There is no document x, or none that you may see."
    assert "Không có văn bản x" in client.get("/api/v1/documents/x").json()["detail"]


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "vi"), ("fr", "vi"), ("en", "en"), ("en;q=0.2, vi;q=0.1", "en"), ("vi, en", "vi")],
)
def test_the_language_that_is_liked_best(header: str, language: Language) -> None:
    assert language_of(header, "vi") == language


def test_every_answer_has_the_headers_that_keep_it_harmless(client: TestClient) -> None:
    for path in ("/", "/openapi.json", "/api/v1/search?q=a", "/api/v1/documents/x", "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


def test_a_name_that_was_pointed_here_is_turned_away(client: TestClient) -> None:
    answer = client.get("/api/v1/search?q=a", headers={"Host": "evil.example:8080"})
    assert answer.status_code == 421
    assert client.get("/api/v1/search", headers={"Host": "localhost:8080"}).status_code == 200
    assert client.get("/api/v1/search", headers={"Host": "[::1]:8080"}).status_code == 200


def test_the_front_page_loads_nothing(client: TestClient) -> None:
    page = client.get("/").text
    assert "/api/v1/documents/{document_id}/pdf" in page
    assert "src=" not in page
    assert "//" not in page


def test_the_description_is_whole(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    known = described["components"]["schemas"]
    for path, item in described["paths"].items():
        operation = item["get"]
        assert operation["operationId"]
        assert operation["summary"]
        needed = {"503"} if path.endswith("/receipts/{code}") else {"401", "503"}
        assert needed <= set(operation["responses"]), path
        assert "422" not in operation["responses"]
    for reference in _references(described):
        assert reference.removeprefix("#/components/schemas/") in known


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for child in node.values():
            yield from _references(child)
    if isinstance(node, list):
        for child in node:
            yield from _references(child)


def test_the_command_listens_on_this_machine_alone_unless_told() -> None:
    options = build_parser("en").parse_args(["serve"])
    assert (options.host, options.port) == ("127.0.0.1", 8080)
