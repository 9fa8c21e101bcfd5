"""What the benchmarks add up, divide and print; nothing here is timed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fields import prediction, score_rows
from benchmarks.flow import Rounds, ratios
from benchmarks.many_pages import write_many_pages
from benchmarks.memory import Sample, at_shares, deviations
from benchmarks.offices import HALVES, half_of, office_of
from benchmarks.options import PARTS, NotMeasured, parse
from benchmarks.pages import Picture, blank_batch, distinct_pages, picture_command, pictures_in
from benchmarks.process import Cost, run
from benchmarks.reading import Figures, summary
from benchmarks.report import cell, deviation, machine, ratio, spread, table
from benchmarks.systems import without_one


def test_all_parts_are_measured_unless_one_is_named(tmp_path: Path) -> None:
    assert parse(["--out", str(tmp_path)]).parts == PARTS
    assert parse(["flow", "--out", str(tmp_path)]).parts == ("flow",)


@pytest.mark.parametrize("wrong", [["elsewhere"], ["--rounds", "0"], ["--pages", "many"]])
def test_a_wrong_argument_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        parse(wrong)
    assert refused.value.code == 2


def test_scans_that_are_not_there_are_named(tmp_path: Path) -> None:
    options = parse(["--scans", str(tmp_path / "none"), "--out", str(tmp_path)])
    with pytest.raises(NotMeasured, match=r"labels\.jsonl"):
        options.of_scans("labels.jsonl")


def test_ratio_is_unknown_where_a_side_is() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert ratio(None, 2.0) is None
    assert ratio(1.0, None) is None
    assert ratio(1.0, 0.0) is None


def test_spread_and_deviation_are_shares_of_the_median() -> None:
    assert spread([1.0, 2.0, 4.0]) == 1.5
    assert deviation([90.0, 100.0, 104.0]) == 0.1


@given(st.lists(st.floats(1, 1e6), min_size=1))
def test_no_value_is_farther_than_the_deviation_from_the_median(values: list[float]) -> None:
    assert 0 <= deviation(values) <= spread(values) + 1e-9


def test_table_columns_stand_under_each_other() -> None:
    lines = table(("a page", "CPU s"), [("sohoa", 1.234), ("bare Tesseract", None)])
    assert lines == [
        "a page          CPU s",
        "sohoa            1.23",
        "bare Tesseract      –",
    ]
    assert cell(93) == "93"


def test_the_machine_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(machine()))["cores"] >= 1


def test_a_page_costs_the_median_round_and_its_share_of_the_start() -> None:
    figures = Figures([20.0, 30.0, 28.0], [40.0, 40.0, 40.0], [7.0, 7.0, 7.0], (2.5, 2.0, 1.0))
    row = figures.a_page(14)
    assert (row["cpu_s"], row["start_s"], row["cpu_s_without_start"]) == (2.0, 0.5, 1.5)
    assert row["cer"] == 2.5


def test_the_start_of_a_batch_is_what_comes_before_its_first_document() -> None:
    assert without_one(one=6.5, many=10.5, count=9) == 6.0


def test_blank_pages_are_no_duplicates(tmp_path: Path) -> None:
    pages = [path.read_bytes() for path in blank_batch(tmp_path / "blank", 3).iterdir()]
    assert len(set(pages)) == 3


def test_the_score_of_a_text_is_found_in_its_last_line() -> None:
    line = "pages 14 CER 3.21% median page 1.50% without diacritics 2.00%"
    assert summary(f"scan007 chars 9 CER 1.00% length ratio 1.0\n{line}\n") == (3.21, 1.5, 2.0)
    with pytest.raises(NotMeasured, match="Traceback"):
        summary("Traceback")


def test_flow_is_measured_in_loops() -> None:
    loop = Rounds([Cost(100.0, 200.0)] * 2, [Cost(10.0, 20.0)] * 2).medians()
    flow = Rounds([Cost(104.0, 209.0)] * 2, [Cost(14.0, 29.0)] * 2).medians()
    assert ratios(loop, flow) == {
        "wall_s": 1.04,
        "cpu_s": 1.045,
        "wall_s_without_start": 1.0,
        "cpu_s_without_start": 1.0,
    }


def test_memory_is_judged_after_the_first_tenth() -> None:
    held = [(0, 10.0), (10, 100.0), (25, 100.0), (60, 102.0), (80, 100.0), (100, 110.0)]
    samples = [Sample(float(at), pages, rss) for at, (pages, rss) in enumerate(held)]
    assert [sample.pages for _, sample in at_shares(samples, 100)] == [10, 25, 60, 80, 100]
    assert deviations(samples, 100) == (0.02, 0.1)


def test_a_record_becomes_a_prediction() -> None:
    fields: dict[str, Any] = {
        "type": {"value": "Thông báo", "confidence": 0.99, "review": False},
        "number": {"value": None, "confidence": 0.0, "review": True},
    }
    assert prediction({"source_name": "files/scan001.pdf", "fields": fields}) == {
        "id": "scan001",
        "type": "Thông báo",
        "number": None,
        "review": ["number"],
    }


def test_the_scorers_table_is_read_without_its_forms() -> None:
    output = (
        "field                 n  right   miss   flag  silent\n"
        "type                 93  95.7%   0.0%   2.2%    2.2%\n"
        "   date handwritten         7 of 81\n"
    )
    row = {"n": 93.0, "right": 95.7, "missing": 0.0, "flagged": 2.2, "silent": 2.2}
    assert score_rows(output) == {"type": row}


def test_an_office_is_in_one_half_under_all_its_names() -> None:
    names = ("CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM", "CHI CỤC ATVSTP", "PHÒNG TTTT&QLNĐTP")
    assert len({office_of({"issuer": name}) for name in names}) == 1
    assert office_of({"issuer": "UỶ BAN"}) == office_of({"issuer": "ỦY BAN"})
    assert half_of({"issuer": None}) in HALVES


def test_no_office_is_on_both_sides(shared_data: Path) -> None:
    lines = (shared_data / "scans" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    sides: dict[str, set[str]] = {}
    for label in labels:
        sides.setdefault(office_of(label), set()).add(half_of(label))
    assert all(len(halves) == 1 for halves in sides.values())
    assert {half for halves in sides.values() for half in halves} == set(HALVES)


def test_rows_of_pdfimages_are_read() -> None:
    listing = (
        "page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size\n"
        "---------------------------------------------------------------------------------------\n"
        "   1     0 image    1240  1792  icc     3   8  jpeg   no        41  0   150   151 90K 1%\n"
        "   1     1 mask     2479  3583  -       1   1  jbig2  no        43  0   300   300 20K 2%\n"
    )
    assert pictures_in(listing) == [
        Picture("image", 1240 * 1792, 151),
        Picture("mask", 2479 * 3583, 300),
    ]


def test_many_pages_are_each_one_image(tmp_path: Path) -> None:
    path = tmp_path / "many.pdf"
    write_many_pages(path, 10)
    with pikepdf.open(path) as pdf:
        assert [len(page.Resources.XObject) for page in pdf.pages] == [1] * 10


def test_pages_that_are_alike_are_taken_once(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    write_many_pages(files / "many.pdf", 10)
    pages = distinct_pages(10, files, tmp_path / "pages")
    assert len(pages) == len(list((tmp_path / "pages").iterdir())) == 8
    assert picture_command(pages[0], tmp_path)[0] == "pdfimages"


def test_the_cost_of_a_process_includes_its_children() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    done = run([sys.executable, "-c", parent])
    assert done.code == 0
    assert done.cost.cpu_s >= 0.3
