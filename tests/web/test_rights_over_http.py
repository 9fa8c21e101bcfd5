"""Over HTTP, nothing of a document that a reader may not see is in any answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.archive.folder import ArchiveFolder
from pipeline.model.access import EVERYTHING, Access, Holding, Rights
from pipeline.register.batches import Asked
from pipeline.register.store import open_register
from tests.stack_archive import NOW
from tests.web.shelf import READERS, Paper, asked, bearer, fill, read

HEALTH = "Phòng Y tế"
HELD = {
    "khuếch": Holding(Access.OPEN, HEALTH),
    "nghoẹo": Holding(Access.OPEN, "Phòng Nội vụ"),
    "quặp": Holding(Access.CONDITIONAL, HEALTH),
    "phượu": Holding(Access.CONDITIONAL, "Phòng Nội vụ"),
    "thướt": Holding(Access.OPEN, ""),
}
SECRET = "chuệch"
PAPERS = (
    *(
        Paper(
            f"{number}aaa",
            f"cuộc họp về {word}",
            holding,
            code=f"{number}/QĐ-{word.upper()}",
            issuer=f"Sở {word}",
            subject=f"họp {word}",
        )
        for number, (word, holding) in enumerate(HELD.items(), 1)
    ),
    Paper("9aaa", f"cuộc họp về {SECRET}", Holding(Access.OPEN, HEALTH), secret=True),
)
WHO: dict[str, tuple[dict[str, str], Rights]] = {
    "all": (bearer("SOHOA_ALL"), EVERYTHING),
    "health": (bearer("SOHOA_HEALTH"), Rights(frozenset(Access), frozenset({HEALTH}))),
    "public": ({}, Rights(frozenset({Access.OPEN}))),
}
IDS = tuple(paper.id for paper in PAPERS)
WORDS = (*HELD, SECRET)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("rights")
    with asked(fill(folder / "archive", PAPERS), folder, READERS) as client:
        yield client


def hidden(rights: Rights) -> list[str]:
    """The words and ids of documents that one may not see."""
    words = [word for word, holding in HELD.items() if not rights.reach(holding)]
    forbidden = [*words, SECRET]
    return [*forbidden, *(IDS[WORDS.index(word)] for word in forbidden)]


QUESTIONS = st.lists(
    st.sampled_from(["họp", "cuoc", "sở", "khu*", "qu", '"cuộc họp"', "-đất", "2017", "QĐ", "1"]),
    min_size=1,
    max_size=3,
).map(" ".join)
PATHS = st.one_of(
    st.builds(
        lambda q, sort: f"/search?q={q}&sort={sort}&facets=1&boxes=1&pages=9&limit=200",
        QUESTIONS,
        st.sampled_from(["relevance", "newest", "oldest", "number"]),
    ),
    st.builds(
        lambda what, beginning: f"/complete?what={what}&beginning={beginning}&limit=50",
        st.sampled_from(["issuer", "code", "subject"]),
        st.sampled_from(["", "s", "so", "h", "1", "2", "k", "q", "ph"]),
    ),
    st.sampled_from(["/health", "/search"]),
    st.sampled_from([f"/documents/{n}aaa/similar" for n in range(1, 6)]),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(WHO)), PATHS)
def test_no_answer_holds_what_is_not_for_its_reader(
    client: TestClient, who: str, path: str
) -> None:
    headers, rights = WHO[who]
    answer = client.get(f"/api/v1{path}", headers=headers)
    told = answer.text.casefold().replace(path.split("/")[2] if "similar" in path else "\0", "")
    assert [word for word in hidden(rights) if word in told] == []


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    "what",
    [
        "",
        "/similar",
        "/pages/1",
        "/pages/7",
        "/pages/1/image",
        "/pages/1/boxes?q=họp",
        "/pdf",
    ],
)
def test_what_is_not_for_a_reader_is_as_what_does_not_exist(
    client: TestClient, who: str, what: str
) -> None:
    headers, rights = WHO[who]
    unknown = client.get(f"/api/v1/documents/0aaa{what}", headers=headers)
    assert unknown.status_code == 404
    for number, (_, holding) in enumerate([*HELD.items(), (SECRET, None)], 1):
        document_id = IDS[number - 1]
        if holding is not None and rights.reach(holding):
            continue
        answer = client.get(f"/api/v1/documents/{document_id}{what}", headers=headers)
        assert answer.status_code == 404
        assert answer.text == unknown.text.replace("0aaa", document_id)
        assert dict(answer.headers) == dict(unknown.headers)


@pytest.mark.parametrize("who", WHO)
def test_everybody_sees_what_is_theirs(client: TestClient, who: str) -> None:
    headers, rights = WHO[who]
    mine = [IDS[n] for n, holding in enumerate(HELD.values()) if rights.reach(holding)]
    found = read(client, "/search", params={"q": "họp", "facets": True}, headers=headers)
    assert sorted(hit["document_id"] for hit in found["hits"]) == sorted(mine)
    assert found["total"] == len(mine)
    for document_id in mine:
        assert read(client, f"/documents/{document_id}", headers=headers)


def test_only_who_sees_everything_is_told_numbers(client: TestClient) -> None:
    assert read(client, "/health", headers=WHO["all"][0])["documents"] == len(HELD)
    for who in ("health", "public"):
        told = read(client, "/health", headers=WHO[who][0])
        assert told == {
            "status": "ok",
            "documents": None,
            "indexed": None,
            "waiting": None,
            "waiting_since": None,
        }


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer ", "Basic " + "a" * 40, "Bearer " + "a" * 39, "a" * 40]
)
def test_a_wrong_token_is_nobodys(client: TestClient, header: str) -> None:
    for path in ("/search?q=a", "/health", "/documents/1aaa", "/documents/1aaa/pdf"):
        answer = client.get(f"/api/v1{path}", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_public_reader_a_token_is_needed(client: TestClient, tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive", PAPERS[:1])
    with asked(archive, tmp_path, READERS[:2]) as strict:
        for path in ("/search?q=a", "/complete?what=code", "/health", "/documents/1aaa"):
            assert strict.get(f"/api/v1{path}").status_code == 401
        assert read(strict, "/documents/1aaa", headers=WHO["health"][0])
    assert client.get("/openapi.json").status_code == 200


def test_what_was_declared_counts_before_the_index_has_followed(tmp_path: Path) -> None:
    archive: ArchiveFolder = fill(tmp_path / "archive", PAPERS)
    with asked(archive, tmp_path, READERS) as client:
        assert "1aaa" in client.get("/api/v1/search?q=họp").text
        with open_register(archive.root) as register:
            register.declare("1aaa", Asked(Access.CONDITIONAL, HEALTH), NOW, "vanthu")
        assert "1aaa" not in client.get("/api/v1/search?q=họp").text
        assert client.get("/api/v1/documents/1aaa").status_code == 404
        assert read(client, "/health")["status"] == "behind"
