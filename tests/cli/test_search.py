"""`sohoa search` as a person at a terminal meets it, and as a program does."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.model.access import Access, Holding
from tests.web.shelf import SIZE, Paper, fill

HEALTH = Holding(Access.CONDITIONAL, "Phòng Y tế")
PAPERS = (
    Paper(
        "aaaa0001",
        "Về việc thu hồi đất tại xã An Thịnh",
        code="12/QĐ-UBND",
        issuer="UBND xã An Thịnh",
        subject="thu hồi đất",
    ),
    Paper("aaaa0002", "thu học phí, hồi âm, đất nước", issuer="Trường An Thịnh", code="7/TB-THPT"),
    Paper("bbbb0001", "kế hoạch phòng bệnh", HEALTH, subject="phòng bệnh", issuer="Trạm y tế"),
    *(Paper(f"cccc{n:04}", f"công văn thứ {n} về lịch họp") for n in range(1, 8)),
)
SETTINGS = """
[search]
readers = [{ name = "khách", access = ["open"] }]
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("search") / "archive", PAPERS).root


@pytest.fixture
def printed(archive: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str, expected: int = 0, language: str = "en") -> str:
        code = main(["search", "--archive", str(archive), "--lang", language, *words])
        out = capsys.readouterr()
        assert code == expected, out.err
        return out.out if not expected else out.err

    return run


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("language", "found"), [("en", "2 documents:"), ("vi", "2 văn bản:")])
def test_hits_are_told_with_their_pages_and_marks(printed: Any, language: str, found: str) -> None:
    lines = printed("thu hoi dat", language=language).splitlines()
    assert lines[0] == found
    assert lines[2] == "1. 12/QĐ-UBND · UBND xã An Thịnh   [aaaa0001]"
    assert any("«thu» «hồi» «đất»" in line for line in lines)


def test_a_program_gets_hits_and_then_what_is_said_of_all(printed: Any) -> None:
    *hits, summary = rows(printed("thu hồi đất", "--facets", "--boxes", "--json"))
    assert [hit["document_id"] for hit in hits] == ["aaaa0001", "aaaa0002"]
    page = hits[0]["pages"][0]
    assert {page["snippet"][start:end] for start, end in page["marks"]} == {"thu", "hồi", "đất"}
    assert page["size"] == list(SIZE)
    assert page["boxes"]
    assert summary["total"] == 2
    assert summary["facets"]["type"] == {"Thông báo": 2}


def test_the_command_for_the_next_page_gives_it(printed: Any, archive: Path) -> None:
    shown: list[str] = []
    words = ["công văn", "--limit", "3"]
    for _ in range(4):
        text = printed(*words)
        shown += [line.split("[")[1][:8] for line in text.splitlines() if line.endswith("]")]
        following = [line for line in text.splitlines() if line.startswith("Next page: ")]
        if not following:
            break
        command = shlex.split(following[0].removeprefix("Next page: "))
        assert command[:4] == ["sohoa", "search", "--archive", str(archive)]
        words = command[4:]
    assert sorted(shown) == [f"cccc{n:04}" for n in range(1, 8)]


def test_a_slip_is_answered_with_what_may_have_been_meant(printed: Any) -> None:
    assert "Did you mean: kế hoạch" in printed("ke hoach").replace("Kế", "kế")
    told = printed("thu hoii dat")
    assert "Did you mean: thu hồi dat" in told


def test_facets_are_a_table(printed: Any) -> None:
    told = printed("công văn", "--facets")
    assert "Type:" in told
    assert "Thông báo  7" in told


def test_a_beginning_is_completed(printed: Any) -> None:
    assert printed("--complete", "issuer", "an thi").splitlines() == [
        "Trường An Thịnh",
        "UBND xã An Thịnh",
    ]
    assert json.loads(printed("--complete", "code", "12", "--json")) == ["12/QĐ-UBND"]


def test_documents_about_the_same(printed: Any) -> None:
    assert "aaaa0002" in printed("--like", "aaaa0001")


def test_a_reader_finds_what_it_may_see(printed: Any, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with_rights = ("--as", "khách", "--settings", str(settings))
    assert "Nothing found" in printed("kế hoạch", *with_rights)
    assert "bbbb0001" in printed("kế hoạch")
    assert "khách" in printed("kế hoạch", "--as", "ai", "--settings", str(settings), expected=2)


def test_what_was_asked_is_kept_and_asked_again(
    printed: Any, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = printed("thu hồi", "--type", "thong bao", "--save", "đất")
    assert printed("--saved", "đất") == first
    assert "aaaa0002" not in printed("--saved", "đất", "tại xã")
    assert main(["searches", "--archive", str(archive)]) == 0
    assert "đất: query=thu hồi type=thong bao" in capsys.readouterr().out
    assert main(["searches", "--archive", str(archive), "--remove", "đất"]) == 0
    assert "đất" in printed("--saved", "đất", expected=6)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("x", "--limit", "0"),
        ("x", "--pages", "0"),
        ("x", "--cursor", "?"),
        ("x", "--from", "no"),
        ("--like", "aaaa0001", "--save", "giống"),
    ],
)
def test_what_cannot_be_asked_is_said(printed: Any, words: tuple[str, ...]) -> None:
    assert printed(*words, expected=2).startswith("sohoa: ")


def test_only_what_could_be_asked_is_kept(printed: Any, archive: Path, capsys: Any) -> None:
    printed("x", "--cursor", "?", "--save", "hỏng", expected=2)
    assert main(["searches", "--archive", str(archive)]) == 0
    assert "hỏng" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("order", "same"),
    [("Mới nhất", "newest"), ("cũ nhất", "oldest"), ("liên quan", "relevance"), ("số", "number")],
)
def test_orders_have_vietnamese_names(printed: Any, order: str, same: str) -> None:
    asked = ("công văn", "--json", "--sort")
    assert printed(*asked, order) == printed(*asked, same)
