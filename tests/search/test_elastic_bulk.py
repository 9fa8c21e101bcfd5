"""What becomes of each change when the server is busy, refuses it, or goes away."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from pipeline.errors import IndexIncomplete, IndexUnreachable
from pipeline.search.elastic_bulk import Bulk
from pipeline.settings import default_settings
from tests.elasticsearch.scripted import Answer, Asked, scripted

SETTINGS = default_settings().elasticsearch.model_copy(
    update={"retries": 2, "backoff_s": 1.0, "bulk_documents": 3, "bulk_bytes": 1000}
)


def sent(asked: Asked) -> list[str]:
    """The ids of a request."""
    lines = [json.loads(line) for line in asked.body.splitlines()]
    return [line[kind]["_id"] for line in lines for kind in ("index", "delete") if kind in line]


def outcome(document_id: str, status: int) -> dict[str, Any]:
    error = {"error": {"type": "it_failed", "reason": "why"}} if status >= 400 else {}
    return {"index": {"_id": document_id, "status": status, **error}}


class Node:
    """Answers each request by what `tell` says of a document at its nth try; None is silence."""

    def __init__(self, tell: Callable[[str, int], int | None]) -> None:
        self.requests: list[list[str]] = []
        self._tell = tell

    def script(self, asked: Asked) -> Answer | None:
        tried = len([1 for request in self.requests if sent(asked)[0] in request])
        self.requests.append(sent(asked))
        statuses = {document_id: self._tell(document_id, tried) for document_id in sent(asked)}
        if None in statuses.values():
            return None
        items = [outcome(document_id, status or 0) for document_id, status in statuses.items()]
        failed = any("error" in item["index"] for item in items)
        return 200, {"errors": failed, "items": items}


def send(node: Node, ids: str, **changes: int) -> list[float]:
    """Sends documents of one letter each; the pauses that were made."""
    pauses: list[float] = []
    settings = SETTINGS.model_copy(update=changes)
    with scripted(node.script) as url, Elasticsearch(url) as client:
        bulk = Bulk(client, "any", settings, pauses.append)
        try:
            for document_id in ids:
                bulk.index(document_id, b'{"words":"%s"}' % (b"x" * 200))
            bulk.flush()
        finally:
            node.requests = [request for request in node.requests if request]
            assert all(pause <= 2.0 for pause in pauses)
    return pauses


def test_requests_hold_so_many_documents_and_bytes() -> None:
    node = Node(lambda *_: 200)
    assert send(node, "abcdefg") == []
    assert node.requests == [["a", "b", "c"], ["d", "e", "f"], ["g"]]
    node = Node(lambda *_: 200)
    send(node, "abcd", bulk_bytes=500)
    assert node.requests == [["a", "b"], ["c", "d"]]
    node = Node(lambda *_: 200)
    send(node, "ab", bulk_bytes=1)
    assert node.requests == [["a"], ["b"]]


def test_only_what_met_a_busy_server_is_sent_again_and_later_each_time() -> None:
    node = Node(lambda document_id, tried: 429 if document_id == "b" and tried < 2 else 201)
    assert send(node, "abc") == [1.0, 2.0]
    assert node.requests == [["a", "b", "c"], ["b"], ["b"]]


@pytest.mark.parametrize("refused", [None, 503], ids=["no answer", "busy"])
def test_a_request_that_fails_whole_is_sent_again_whole(refused: int | None) -> None:
    def script(asked: Asked) -> Answer | None:
        node.requests.append(sent(asked))
        if len(node.requests) > 1:
            return 200, {"errors": False, "items": [outcome(name, 201) for name in sent(asked)]}
        return None if refused is None else (refused, {})

    node = Node(lambda *_: 201)
    node.script = script  # type: ignore[method-assign]
    assert send(node, "abc") == [1.0]
    assert node.requests == [["a", "b", "c"]] * 2


def test_a_refused_document_is_named_and_the_others_stay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    node = Node(lambda document_id, _: 400 if document_id in "be" else 201)
    with pytest.raises(IndexIncomplete) as caught:
        send(node, "abcdef")
    assert caught.value.document_ids == {"b", "e"}
    assert node.requests == [["a", "b", "c"], ["d", "e", "f"]]
    assert [
        record.getMessage() for record in caplog.records if record.name.startswith("pipeline")
    ] == [
        "b is not indexed: 400 it_failed: why",
        "e is not indexed: 400 it_failed: why",
    ]


def test_a_document_that_the_server_is_always_too_busy_for_is_refused() -> None:
    node = Node(lambda document_id, _: 429 if document_id == "b" else 201)
    with pytest.raises(IndexIncomplete) as caught:
        send(node, "abc")
    assert caught.value.document_ids == {"b"}
    assert len(node.requests) == 3


def test_a_server_that_stays_away_is_asked_so_often_and_no_more() -> None:
    node = Node(lambda *_: None)
    with pytest.raises(IndexUnreachable):
        send(node, "abcd")
    # The first request of three; nothing is sent after it.
    assert node.requests == [["a", "b", "c"]] * 3
