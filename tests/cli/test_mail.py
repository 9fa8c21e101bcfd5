"""`sohoa mail`: from a real server, and what came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import EngineFailed, SettingsInvalid
from tests.exchange.imap_server import ENVIRONMENT, PASSWORD, USER, Imap, for_tests
from tests.office.test_mail_in import mail


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with for_tests() as one:
        yield one


@pytest.fixture
def office(server: Imap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its settings name the mailbox; the archive is beside them."""
    server.empty()
    path = tmp_path / "office.toml"
    path.write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {server.tls_port}\nuser = "{USER}"\n'
        f'password_env = "{ENVIRONMENT}"\nca_file = "{server.folder}/server.pem"\n'
    )
    monkeypatch.setenv(ENVIRONMENT, PASSWORD)
    monkeypatch.setenv("SOHOA_SETTINGS", str(path))
    return tmp_path / "archive"


def test_a_letter_without_documents_is_fetched_marked_and_listed(
    server: Imap, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.put(mail(1, subject="Hỏi về hồ sơ").data)
    assert main(["mail", "fetch", "--archive", str(office), "--json"]) == 0
    letter, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert (letter["state"], letter["reason"]) == ("nothing", "no_attachment")
    assert (summary["found"], summary["marked"]) == (1, 1)
    assert server.flags() == [rb"\Seen"]
    assert main(["mail", "list", "--archive", str(office), "--json"]) == 0
    (listed,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (listed["subject"], listed["sender"]) == ("Hỏi về hồ sơ", "vanthu@example.vn")
    for language, words in (("vi", "không có tệp đính kèm"), ("en", "nothing is attached")):
        assert main(["mail", "list", "--archive", str(office), "--lang", language]) == 0
        assert words in capsys.readouterr().out
    assert main(["mail", "list", "--archive", str(office), "--state", "look"]) == 0
    assert "Không có thư nào." in capsys.readouterr().out


def test_a_wrong_or_missing_password_is_told_and_never_shown(
    office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ["mail", "fetch", "--archive", str(office), "--lang", "en"]
    monkeypatch.setenv(ENVIRONMENT, "wrong-and-secret")
    assert main(call) == SettingsInvalid.exit_code
    told = capsys.readouterr()
    assert "127.0.0.1" in told.err
    assert ENVIRONMENT in told.err
    assert "wrong-and-secret" not in told.out + told.err
    monkeypatch.delenv(ENVIRONMENT)
    assert main(call) == SettingsInvalid.exit_code
    assert ENVIRONMENT in capsys.readouterr().err


def test_a_server_that_is_down_is_named_and_its_mail_comes_later(
    server: Imap, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.put(mail(2).data)
    server.stop()
    call = ["mail", "fetch", "--archive", str(office), "--lang", "en"]
    assert main(call) == EngineFailed.exit_code
    assert f"127.0.0.1:{server.tls_port}" in capsys.readouterr().err
    server.start()
    assert main(call) == 0
    assert "Found 1 messages" in capsys.readouterr().out
