"""The pages of the benchmark of reading, its command line, its tables and its page of pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.ocr import BESIDES, parse
from benchmarks.ocr_damage import CONDITIONS, Drawn, drawn, skewed
from benchmarks.ocr_html import html, line_box, marked, worst_lines
from benchmarks.ocr_pages import Page, drawn_pages, turned_pages
from benchmarks.ocr_peers import BARE, NAMES, SOHOA, STRAIGHT, Answer, qualities
from benchmarks.ocr_run import Found, Run, judged_words, read_rounds, reading_of
from benchmarks.ocr_scores import score
from benchmarks.ocr_tables import tables, targets
from benchmarks.ocr_words import HAND

TRUTH = ("QUYẾT ĐỊNH", "Về việc thu hồi đất", "Lê Văn Sỹ")
TEXT = "QUYẾT ĐỊNH\nVề viec thu hoi đất\n"


class Replayed:
    """A system that answers from a table."""

    how = "replayed"
    start_cpu_s = 0.5
    peak_mb = 100.0

    def __init__(self, name: str, answers: list[Answer]) -> None:
        self.name = name
        self.seen: list[str] = []
        self._answers = answers

    def read(self, page: Page) -> Answer:
        self.seen.append(page.name)
        return self._answers[min(len(self.seen), len(self._answers)) - 1]

    def read_all(self, pages: Sequence[Page], cores: int) -> float:
        return 60.0 * len(pages) / cores

    def close(self) -> None: ...


def words(text: str, confidence: float = 0.99) -> list[list[object]]:
    """Each word in a box of 10 by 10, on a line of its own height, side by side."""
    found: list[list[object]] = []
    for row, line in enumerate(text.splitlines()):
        for column, word in enumerate(line.split()):
            left, top = 10 * column, 20 * row
            found.append([word, left, top, left + 10, top + 10, confidence])
    return found


@pytest.fixture
def run(tmp_path: Path) -> Run:
    picture = tmp_path / "page.png"
    Image.new("L", (100, 80), 255).save(picture)
    page = Page("page", "real", picture, picture, TRUTH, "held out")
    data = {"words": words(TEXT), "size": [100, 80], "rotation_deg": 0}
    systems = [
        Replayed(BARE, [Answer("QUYET DINH", 1.0, 1.0)]),
        Replayed(SOHOA, [Answer(TEXT, 0.8, 0.8, data=data)]),
    ]
    return read_rounds([page], systems, 2, "real")


def test_the_same_page_is_drawn_each_time() -> None:
    one, two = drawn("fax", 0), drawn("fax", 0)
    assert one.lines == two.lines
    assert one.picture.tobytes() == two.picture.tobytes()


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_has_pages_with_their_lines(condition: str) -> None:
    page: Drawn = drawn(condition, 0)
    assert (len(page.lines) > 20) is (condition != "empty")
    assert (HAND in "".join(page.lines)) is (condition != "empty")
    assert min(page.picture.size) > 1200
    assert page.picture.mode == {"fax": "1", "typewriter": "L"}.get(condition, "RGB")


def test_lines_run_at_the_angle_that_is_told() -> None:
    """The rows of a page turned back by its angle are sharper than those of the page itself."""
    picture = skewed(0, 5.2).picture.convert("L")
    back = picture.rotate(5.2, fillcolor=255)
    away = picture.rotate(-5.2, fillcolor=255)
    profiles = [np.asarray(image, np.float64).mean(axis=1) for image in (back, picture, away)]
    sharp = [float(np.abs(np.diff(profile)).mean()) for profile in profiles]
    assert sharp[0] > 2 * max(sharp[1:])


def test_drawn_pages_are_files_that_hold_the_picture(tmp_path: Path) -> None:
    (page,) = drawn_pages("hard", 1, tmp_path)
    assert page.file.suffix == ".pdf"
    with Image.open(page.picture) as picture:
        assert picture.size == drawn("hard", 0).picture.size


def test_a_page_is_turned_clockwise(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    picture = Image.new("L", (30, 50), 255)
    picture.putpixel((0, 0), 0)
    picture.save(path)
    turned = dict(turned_pages(Page("one", "real", path, path, ()), tmp_path / "turns"))
    with Image.open(turned[90].file) as right:
        assert right.size == (50, 30)
        assert right.getpixel((49, 0)) == 0


def test_systems_take_turns_and_real_pages_come_again(tmp_path: Path) -> None:
    pages = [Page(name, name, tmp_path, tmp_path, ()) for name in ("real", "fax")]
    systems = [Replayed(name, [Answer("", 1.0, 1.0), Answer("", 3.0, 1.0)]) for name in "ab"]
    found = read_rounds(pages, systems, 3, "real").found["a"]
    assert systems[0].seen == ["real", "fax", "real", "real"]
    assert found.cpu_s == {"real": [1.0, 3.0, 3.0], "fax": [3.0]}
    assert found.cost_s(pages) == 3.0


def test_words_are_judged_beside_their_confidence(run: Run) -> None:
    judged = judged_words(run.found[SOHOA], run.pages)
    assert [right for _, right in judged] == [True, True, True, False, True, False, True]
    run.found[SOHOA].answers["page"].data["words"].pop()
    with pytest.raises(ValueError, match="6 words, 7 in its text"):
        judged_words(run.found[SOHOA], run.pages)


def test_tables_have_a_column_for_each_system(run: Run) -> None:
    by_title = {table.title: table for table in tables(run)}
    rates = by_title["CER %"]
    assert rates.header == ("condition (pages)", BARE, SOHOA)
    assert [row[0] for row in rates.rows] == ["real (1)", "real, held out (1)"]
    wrong = run.found[SOHOA].tally(run.pages)
    assert rates.rows[0][2] == pytest.approx(wrong.cer)
    (cost,) = [table for title, table in by_title.items() if title.startswith("cost on")]
    ours = cost.data()[1]
    assert (ours["× bare"], ours["× bare, with start"]) == (pytest.approx(0.8), pytest.approx(1.3))


def test_targets_are_met_or_missed(run: Run) -> None:
    run.turns[SOHOA] = {0: (1, 1), 180: (0, 1)}
    run.skews = [(-7.0, -6.95)]
    lines = targets(run)
    assert "pages not set right: 1.000, at most 0: MISSED" in lines
    assert "largest error of skew °: 0.050, at most 0.1: met" in lines
    assert any(line.startswith("CPU with start, × bare Tesseract: 1.300") for line in lines)


def test_the_worst_line_is_shown_with_its_picture_and_readings(run: Run) -> None:
    page, fragment = worst_lines(run.found[SOHOA], run.pages)[0]
    assert (page.name, fragment.text) == ("page", "Lê Văn Sỹ")
    text = html(run, "a machine")
    assert text.count('src="data:image/jpeg;base64,') == 2
    assert "Về vi<mark>e</mark>c thu h<mark>o</mark>i đất" in text
    assert not re.search(r'(src|href)="(?!data:)', text)


def test_an_unread_line_is_looked_for_beside_its_neighbours(run: Run) -> None:
    found = run.found[SOHOA]
    assert line_box(found, run.pages[0], 1) == (0, 20, 50, 30)
    assert line_box(found, run.pages[0], 2) == (0, 20, 50, 30)
    nothing = Found("", {"page": Answer("", 0, 0)}, {"page": score(TRUTH, "")})
    assert line_box(nothing, run.pages[0], 2) is None


def test_what_differs_from_the_truth_is_marked() -> None:
    assert marked("Số <1>", "Số <1>") == "Số &lt;1&gt;"
    assert marked("việc", "viec") == "vi<mark>e</mark>c"
    assert marked("việc", "vic") == "vi<mark>‸</mark>c"
    assert marked("việc", "") == "<i>nothing</i>"


def test_a_reading_is_shown_in_whole_words() -> None:
    assert reading_of(Answer("một hai ba bốn", 0, 0), 5, 9) == "hai ba"


def test_the_check_has_its_own_systems(tmp_path: Path) -> None:
    check = parse(["ocr-check", "--out", str(tmp_path)])
    assert (check.systems, check.besides, check.check) == ((BARE, SOHOA), (), True)
    whole = parse(["ocr", "--out", str(tmp_path), "--systems", STRAIGHT])
    assert (whole.systems, whole.besides) == ((STRAIGHT,), BESIDES)
    assert set(qualities()) <= set(NAMES)


@pytest.mark.parametrize(
    "wrong", [["ocr", "--pages", "0"], ["ocr", "--systems", "none"], ["ocr", "--conditions", "x"]]
)
def test_a_wrong_argument_is_refused(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        parse([*wrong, "--out", str(tmp_path)])
    assert refused.value.code == 2
