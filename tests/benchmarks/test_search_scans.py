"""The questions to the real scans can be answered, and their figures say who looked at what."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.offices import HALVES
from benchmarks.search_people import RULES, Paper, PersonsQuestion, bare, paper, people_ask
from benchmarks.search_scans import Asked, main, table
from pipeline.search.analysis import fold

TOPICS = (
    "phòng cháy rừng mùa khô hanh",
    "nạo vét kênh mương nội đồng",
    "tiêm phòng gia cầm thủy cầm",
    "tu bổ đình làng cổ kính",
    "cấp phép quảng cáo tấm lớn",
    "trồng cây xanh vỉa hè đường phố",
    "sát hạch lái xe mô tô",
    "bồi thường giải phóng mặt bằng",
    "lắp đặt đèn tín hiệu giao thông",
)


def label(number: int, topic: str) -> dict[str, object]:
    return {
        "id": f"made{number}",
        "type": "Thông báo" if number % 2 else "Kế hoạch",
        "number": f"0{number}",
        "code": f"0{number}/TB-PKT",
        "date": f"2019-0{number % 9 + 1}-11",
        "issuer_parent": "UBND HUYỆN MỎ VẸT",
        "issuer": f"PHÒNG KINH TẾ {number}",
        "subject": f"Về việc {topic}",
        "signer_name": "Ninh Thị Thử",
        "doubts": [],
    }


LABELS = [label(number, topic) for number, topic in enumerate(TOPICS, start=1)]
PAPERS = [paper(one, f"Căn cứ tình hình {one['subject']} trong quý") for one in LABELS]


def test_every_paper_is_asked_for_by_what_its_label_says() -> None:
    asked = people_ask(PAPERS, len(PAPERS), seed=1)
    assert len(asked) == len(PAPERS)
    assert {key for question in asked for key in question.right} == {one.id for one in PAPERS}
    assert {question.kind for question in asked} == set(RULES)


def test_half_of_the_questions_have_no_diacritics() -> None:
    asked = people_ask(PAPERS, len(PAPERS), seed=2)
    assert all(question.text.isascii() for question in asked[1::2])
    assert not all(question.text.isascii() for question in asked[::2])


def test_the_same_seed_asks_the_same() -> None:
    assert people_ask(PAPERS, 5, seed=3) == people_ask(PAPERS, 5, seed=3)
    assert people_ask(PAPERS, 5, seed=3) != people_ask(PAPERS, 5, seed=4)


def test_what_is_doubted_is_not_asked_for() -> None:
    doubted = paper({**LABELS[0], "doubts": ["subject", "number", "date"]}, "")
    assert (doubted.subject, doubted.number, doubted.date) == ("", "", "")
    assert doubted.issuer == "phòng kinh tế 1 mỏ vẹt"


def test_papers_of_which_the_labels_say_the_same_are_all_right() -> None:
    twins = [paper({**LABELS[0], "id": key}, "") for key in ("one", "two")]
    asked = people_ask([*twins, *PAPERS[1:]], 9, seed=5)
    rights = [question.right for question in asked if "one" in question.right]
    assert rights
    assert {"one", "two"} in rights


def test_a_question_that_names_too_many_is_not_asked() -> None:
    same: list[Paper] = [paper({**LABELS[0], "id": f"twin{n}"}, "") for n in range(9)]
    assert people_ask(same, 9, seed=6) == ()


def test_bare_keeps_the_letters() -> None:
    assert bare("Đề nghị kỷ luật") == "De nghi ky luat"
    assert fold(bare("uỷ quyền")) == fold("uỷ quyền")


def test_it_says_when_there_are_no_scans(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--scans", str(tmp_path)]) == 1
    assert "labels.jsonl" in capsys.readouterr().out


def test_only_the_misses_of_the_tuned_half_are_shown() -> None:
    asked = [
        Asked(PersonsQuestion(f"{half} {place}", frozenset({"made1"}), "kind", half), place, "", ())
        for half in HALVES
        for place in (1, 3, None)
    ]
    told = "\n".join(table(asked))
    shown = [one.question.text for one in asked if f"  {one.question.text}  →" in told]
    assert shown == ["tuned on 3", "tuned on None"]
    assert "tuned on                      3    33.3%    66.7%" in told
    assert "all                           6    33.3%    66.7%" in told
