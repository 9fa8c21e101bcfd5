"""Ruled tables are found by their lines; what only looks like one is not."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.ocr import Table
from pipeline.model.scan import Pixels
from pipeline.steps.layout.table_grid import Rule, grid_cells
from pipeline.steps.layout.tables import find_tables

DPI = 200.0
SIZE = (1654, 2339)
XS = (200, 320, 800, 1100, 1450)
YS = (400, 470, 540, 700, 760)


def blank() -> Pixels:
    return np.full((SIZE[1], SIZE[0]), 245, np.uint8)


def across(page: Pixels, y: int, left: int, right: int) -> None:
    cv2.line(page, (left, y), (right, y), 30, 2)


def down(page: Pixels, x: int, top: int, bottom: int) -> None:
    cv2.line(page, (x, top), (x, bottom), 30, 2)


def ruled(xs: Sequence[int] = XS, ys: Sequence[int] = YS) -> Pixels:
    page = blank()
    for y in ys:
        across(page, y, xs[0], xs[-1])
    for x in xs:
        down(page, x, ys[0], ys[-1])
    return page


def turned(page: Pixels, degrees: float) -> Pixels:
    matrix = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, SIZE, borderValue=245), np.uint8)


def only(page: Pixels, dpi: float = DPI) -> Table:
    (table,) = find_tables(page, dpi)
    return table


def spans(table: Table) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.column, c.row_span, c.column_span) for c in table.cells]


GRID = [(row, column, 1, 1) for row in range(4) for column in range(4)]


def test_each_cell_is_where_its_rules_are() -> None:
    table = only(ruled())
    assert spans(table) == GRID
    for cell in table.cells:
        expected = (XS[cell.column], YS[cell.row], XS[cell.column + 1], YS[cell.row + 1])
        edges = (cell.box.left, cell.box.top, cell.box.right, cell.box.bottom)
        assert np.allclose(edges, expected, atol=4)
        assert cell.block is None


def test_a_merged_heading_spans_its_columns_and_rows() -> None:
    page = blank()
    for y in (400, 540, 700, 760):
        across(page, y, 200, 1450)
    across(page, 470, 800, 1450)
    for x in (200, 320, 800, 1450):
        down(page, x, 400, 760)
    down(page, 1100, 470, 760)
    found = spans(only(page))
    assert found[:3] == [(0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 2)]
    assert found[3:5] == [(1, 2, 1, 1), (1, 3, 1, 1)]


@pytest.mark.parametrize("degrees", [-0.5, 0.3, 0.5])
def test_a_table_that_is_a_little_askew(degrees: float) -> None:
    assert spans(only(turned(ruled(), degrees))) == GRID


def test_broken_rules_are_whole() -> None:
    page = ruled()
    for x in range(240, 1400, 90):
        page[380:780, x : x + 12] = 245
    assert spans(only(page)) == GRID


def test_a_lost_piece_of_border_leaves_no_hole() -> None:
    page = ruled()
    page[750:770, 330:790] = 245
    page[405:465, 190:210] = 245
    assert spans(only(page)) == GRID


def test_a_table_cut_off_by_the_edge_of_the_sheet_is_closed() -> None:
    page = blank()
    for y in YS:
        across(page, y, 200, SIZE[0] - 1)
    for x in (200, 600, 1200):
        down(page, x, YS[0], YS[-1])
    assert len(only(page).cells) == 12


@pytest.mark.parametrize("scale", [1, 2])
def test_boxes_are_pixels_of_the_page_given(scale: int) -> None:
    page = cv2.resize(ruled(), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    box = only(np.asarray(page, np.uint8), DPI * scale).box
    edges = (box.left, box.top, box.right, box.bottom)
    assert np.allclose(edges, [scale * v for v in (200, 400, 1450, 760)], atol=5 * scale)


def test_lines_of_words_in_the_cells_do_not_matter() -> None:
    page = ruled()
    for y in YS[:-1]:
        for x in XS[:-1]:
            place = (x + 8, y + 50)
            cv2.putText(page, "IHbdl", place, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 20, 4)
    assert spans(only(page)) == GRID


def frame(left: int, top: int, right: int, bottom: int) -> Pixels:
    return ruled((left, right), (top, bottom))


def stamp() -> Pixels:
    page = ruled((900, 1250), (300, 380, 450, 520))
    down(page, 1050, 380, 520)
    return page


def underlines() -> Pixels:
    page = blank()
    across(page, 300, 300, 500)
    across(page, 302, 900, 1300)
    return page


def arrows() -> Pixels:
    """A drawing of boxes joined by lines."""
    page = blank()
    for n in range(4):
        cv2.rectangle(page, (200 + 330 * n, 300 + 400 * n), (400 + 330 * n, 400 + 400 * n), 20, 2)
    for n in range(3):
        down(page, 300 + 330 * n, 400 + 400 * n, 750 + 400 * n)
        across(page, 750 + 400 * n, 300 + 330 * n, 530 + 330 * n)
    return page


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(blank(), id="empty"),
        pytest.param(underlines(), id="underlines"),
        pytest.param(frame(100, 100, 1550, 2200), id="frame of the page"),
        pytest.param(frame(900, 300, 1250, 420), id="stamp"),
        pytest.param(stamp(), id="arrival stamp"),
        pytest.param(arrows(), id="boxes and arrows"),
        pytest.param(np.zeros((SIZE[1], SIZE[0]), np.uint8), id="black"),
    ],
)
def test_what_is_no_table(page: Pixels) -> None:
    assert find_tables(page, DPI) == ()


def test_a_tiny_picture_holds_no_table() -> None:
    assert find_tables(np.full((3, 2), 200, np.uint8), 300.0) == ()


rules = st.lists(
    st.builds(
        lambda at, start, length: Rule(at, start, start + length),
        st.floats(0, 500),
        st.floats(0, 400),
        st.floats(5, 500),
    ),
    max_size=9,
)


@given(rules, rules)
def test_cells_never_overlap_and_fill_the_rows_they_name(
    one: list[Rule], other: list[Rule]
) -> None:
    taken: set[tuple[int, int]] = set()
    for cell in grid_cells(one, other, 4.0):
        assert cell.left < cell.right
        assert cell.top < cell.bottom
        places = {
            (cell.row + row, cell.column + column)
            for row in range(cell.row_span)
            for column in range(cell.column_span)
        }
        assert places
        assert not places & taken
        taken |= places
