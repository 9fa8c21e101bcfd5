from __future__ import annotations

from elasticsearch import Elasticsearch

from tests.elasticsearch.server import Server


def test_alternatives_share_a_position(elasticsearch_server: Server) -> None:
    """The server has what our mapping needs, and means by it what we mean."""
    with Elasticsearch(elasticsearch_server.url) as client:
        answer = client.indices.analyze(
            tokenizer="whitespace",
            filter=[
                {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^¦]+)"]}
            ],
            text="Thu hồi¦hội đất",
        )
    tokens = [(token["token"], token["position"]) for token in answer["tokens"]]
    assert tokens == [("Thu", 0), ("hồi", 1), ("hội", 1), ("đất", 2)]
