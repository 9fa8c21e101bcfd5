"""Commands that agree on where the index is, through the file that SOHOA_SETTINGS names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.register.store import open_register
from tests.elasticsearch.server import Server
from tests.read_archive import archive_of

SETTINGS = """
[search]
engine = "{engine}"
[elasticsearch]
urls = ["{url}"]
index = "commands"
"""


@pytest.fixture
def archive(tmp_path: Path) -> str:
    with open_register(tmp_path / "archive") as register:
        archive_of(tmp_path / "archive", register, ["kế hoạch thu hồi đất", "giấy mời họp"])
    return str(tmp_path / "archive")


def settings_file(folder: Path, url: str, engine: str = "elasticsearch") -> str:
    path = folder / "settings.toml"
    path.write_text(SETTINGS.format(url=url, engine=engine))
    return str(path)


def hits(capsys: pytest.CaptureFixture[str]) -> list[str]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line["code"] for line in lines if "document_id" in line]


def test_one_file_tells_every_command_where_the_index_is(
    tmp_path: Path,
    archive: str,
    elasticsearch_server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOHOA_SETTINGS", settings_file(tmp_path, elasticsearch_server.url))
    assert main(["reindex", "--archive", archive]) == 0
    assert not (Path(archive) / "index" / "current.json").exists()
    capsys.readouterr()
    assert main(["search", "thu hoi dat", "--archive", archive, "--json"]) == 0
    assert hits(capsys) == ["1/TB"]


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "không trả lời"), ("en", "does not answer")]
)
@pytest.mark.parametrize("command", [["search", "đất"], ["reindex"]], ids=["search", "reindex"])
def test_a_server_that_is_away_is_named(
    tmp_path: Path,
    archive: str,
    command: list[str],
    language: str,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = settings_file(tmp_path, "http://127.0.0.1:1")
    options = ["--archive", archive, "--settings", settings, "--lang", language]
    assert main([*command, *options]) == 5
    told = capsys.readouterr().err
    assert "http://127.0.0.1:1: " in told
    assert words in told


def test_a_batch_is_not_begun_without_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Path(settings_file(tmp_path, "https://127.0.0.1:1"))
    settings.write_text(f'{settings.read_text()}api_key_env = "SOHOA_NO_SUCH_KEY"\n')
    (tmp_path / "a.txt").touch()
    folder = tmp_path / "archive"
    options = ["--archive", str(folder), "--settings", str(settings)]
    assert main(["digitize", str(tmp_path / "a.txt"), *options]) == 2
    assert "SOHOA_NO_SUCH_KEY" in capsys.readouterr().err
    assert not (folder / "sohoa.db").exists()


def test_another_engine_is_filled_beside_the_one_in_use(
    tmp_path: Path, archive: str, elasticsearch_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    in_folder = settings_file(tmp_path, elasticsearch_server.url, "tantivy")
    options = ["--archive", archive, "--settings", in_folder]
    assert main(["reindex", "--engine", "elasticsearch", *options]) == 0
    with open_register(Path(archive)) as register:
        # The index in the folder has none of it yet.
        assert register.waiting() == 2
    on_server = settings_file(tmp_path, elasticsearch_server.url)
    capsys.readouterr()
    assert (
        main(["search", "giấy mời", "--archive", archive, "--settings", on_server, "--json"]) == 0
    )
    assert hits(capsys) == ["2/TB"]
