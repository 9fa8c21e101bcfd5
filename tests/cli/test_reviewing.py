"""`sohoa review`, `correct` and `sample` as a person types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.documents import documents_of
from pipeline.model.record import State
from pipeline.office import following
from pipeline.register.store import open_register
from pipeline.steps.record import doubts_of
from tests.office.conftest import RECORD
from tests.stack_archive import SHA, desk_with, hand_in
from tests.steps.documents.conftest import Sheets

ID = SHA[:16]
Typed = Callable[..., tuple[int, str]]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "archive"
    # The file of this archive is none that a PDF could be made of.
    monkeypatch.setattr(following, "_written", lambda *_: True)
    with open_register(folder) as register:
        desk, scan = desk_with(folder, register, [Sheets.decision()])
        (made,) = documents_of(scan, desk)
        made = replace(made, record=RECORD, reasons=tuple(doubts_of(RECORD)), state=State.REVIEW)
        register.register_documents([made], hand_in(register), desk.now(), desk.who)
    return folder


@pytest.fixture
def typed(archive: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    def run(*words: str) -> tuple[int, str]:
        code = main([*words, "--archive", str(archive)])
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


def test_what_waits_is_listed(typed: Typed) -> None:
    code, out = typed("review")
    assert code == 0
    assert out.splitlines()[0] == "Còn 2 câu hỏi: số 1, người ký 1"
    assert f"KHẨN {ID}  Số: 012" in out
    code, out = typed("review", "--question", "signer", "--json")
    told = json.loads(out)
    assert [one["field"] for one in told["doubts"]] == ["signer_name"]
    assert told["counts"]["number"] == 1
    assert typed("review", "--counts", "--lang", "en")[1] == (
        "2 questions left: numbers 1, signers 1\n"
    )
    assert typed("review", "--question", "khác")[0] == 2


def test_a_document_is_looked_at_to_the_end(typed: Typed) -> None:
    code, out = typed("correct", ID, "number", "21")
    assert code == 0
    assert "Số 012 → 21 (lần sửa 1)" in out
    assert "Văn bản còn 1 câu hỏi." in out
    code, out = typed("correct", ID, "signer_name", "--unreadable", "--json")
    told = json.loads(out)
    assert (told["state"], told["left"], told["revision"]) == ("accepted", 0, 2)
    assert typed("review")[1] == "Không còn gì phải xem lại.\n"
    code, out = typed("correct", "--undo", "1")
    assert (code, "Số: 012" in out) == (0, True)
    shown = typed("show", ID, "--lang", "en")[1]
    assert "corrected by a person Number: 012 → 21" in shown
    assert "correction taken back Number: 21 → 012" in shown


def test_a_word_is_corrected(typed: Typed) -> None:
    before = typed("text", ID, "--format", "lines")[1].split()
    code, out = typed("correct", ID, "--word", "1:2", "Thử")
    assert (code, "“Thử”" in out) == (0, True)
    after = typed("text", ID, "--format", "lines")[1].split()
    assert after == [before[0], "Thử", *before[2:]]


@pytest.mark.parametrize(
    "words",
    [
        ("correct",),
        ("correct", ID, "number"),
        ("correct", ID, "number", "x"),
        ("correct", ID, "nothing", "x"),
        ("correct", ID, "--word", "x", "y"),
        ("correct", ID, "type", "Thư tay"),
    ],
)
def test_what_cannot_be_said_is_refused(typed: Typed, words: tuple[str, ...]) -> None:
    assert typed(*words)[0] == 2


def test_a_stale_answer_is_refused(typed: Typed) -> None:
    assert typed("correct", ID, "number", "21", "--revision", "0")[0] == 0
    code, out = typed("correct", ID, "number", "22", "--revision", "0")
    assert (code, "“21”" in out, "“22”" in out) == (7, True, True)
    assert typed("correct", "--undo", "99")[0] == 6


def test_a_batch_is_signed_off(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed("sample", "draw", "lô")[0] == 7
    typed("correct", ID, "number", "21")
    typed("correct", ID, "signer_name", "--unreadable")
    code, out = typed("sample", "draw", "lô", "--seed", "1")
    assert (code, "Mẫu 1, đợt lô: 1 trong 1 văn bản" in out) == (0, True)
    code, out = typed("sample", "check", "1", ID)
    assert code == 7
    monkeypatch.setattr("pipeline.cli.sampling.who", lambda: "chi")
    assert typed("sample", "check", "1", ID, "--wrong", "number")[0] == 0
    code, out = typed("sample", "show", "1", "--lang", "en")
    assert "WRONG: Number  (chi)" in out
    code, out = typed("sample", "decide", "1")
    assert (code, "trả lại" in out) == (0, True)
    assert "Đợt bị trả lại khi nghiệm thu" in typed("review")[1]
    told = json.loads(typed("sample", "list", "--json")[1])
    assert (told["state"], told["wrong"], told["seed"]) == ("sent_back", 1, 1)
