"""A batch with a search server that does not answer."""

import json
from pathlib import Path
from typing import Any

from tests.elasticsearch.server import Server
from tests.flows.conftest import SAMPLES

SETTINGS = """
[search]
engine = "elasticsearch"
[elasticsearch]
urls = ["{url}"]
index = "batch"
retries = 0
"""


def test_documents_are_registered_and_the_index_follows_later(
    tmp_path: Path, elasticsearch_server: Server, sohoa: Any
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS.format(url="http://127.0.0.1:1"))
    arguments = [SAMPLES / "01-cong-van.pdf", "--archive", tmp_path / "archive"]
    arguments += ["--settings", settings]
    done = sohoa("digitize", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["documents"] == summary["not_indexed"] == 1
    assert "http://127.0.0.1:1: " in done.stderr
    assert "reindex" in done.stderr
    assert "Traceback" not in done.stderr
    settings.write_text(SETTINGS.format(url=elasticsearch_server.url))
    again = sohoa("digitize", *arguments, "--json")
    assert json.loads(again.stdout.splitlines()[-1])["not_indexed"] == 0
    assert "http:" not in again.stderr
