"""The pictures and tables of the notebooks."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.display import HTML

from notebooks.show import Mark, bars, crop, draw_page, montage, png, surety, table
from pipeline.model.geometry import Box

PAGE = np.full((60, 40), 255, np.uint8)


@given(st.integers(0, 39), st.integers(0, 59), st.integers(0, 20), st.integers(0, 20))
def test_a_crop_holds_its_box_as_far_as_it_lies_on_the_page(
    left: int, top: int, width: int, height: int
) -> None:
    page = PAGE.copy()
    box = Box(left, top, min(left + width, 40), min(top + height, 60))
    page[box.top : box.bottom, box.left : box.right] = 0
    assert (crop(page, box) == 0).sum() == box.width * box.height


def test_a_box_beside_the_page_is_an_empty_crop_not_an_error() -> None:
    assert crop(PAGE, Box(100, 100, 120, 110)).min() == 255


def test_a_cell_is_shown_as_written_unless_it_is_html() -> None:
    bold = HTML("<b>y</b>")  # type: ignore[no-untyped-call]
    shown = table(("a", "b"), [("<b>x</b>", bold), (None, 3)], most=1).data
    assert "&lt;b&gt;x" in shown
    assert "<b>y</b>" in shown
    assert "… 1" in shown


def test_confidences_have_three_colours() -> None:
    assert len({surety(0.99), surety(0.7), surety(0.2)}) == 3


def test_every_crop_and_mark_is_drawn() -> None:
    figure = montage([(str(n), PAGE) for n in range(4)], columns=3)
    assert sum(bool(axes.images) for axes in figure.axes) == 4
    axes = figure.axes[-1]
    draw_page(axes, PAGE, [Mark(Box(1, 1, 5, 5), text="x"), Mark(Box(2, 2, 3, 3), filled=True)])
    assert len(axes.patches) == 2
    assert png(figure).startswith(b"\x89PNG")


def test_bars_keep_their_order_from_the_top() -> None:
    figure, axes = plt.subplots()
    bars(axes, {"first": 1, "second": 2})
    bottom, top = axes.get_ylim()
    assert bottom > top
    assert [text.get_text() for text in axes.get_yticklabels()] == ["first", "second"]
    plt.close(figure)


def test_no_crop_is_told() -> None:
    with pytest.raises(ValueError, match="no crop"):
        montage([])
