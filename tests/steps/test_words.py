from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, Word
from pipeline.steps.words import on_page, without_specks


def test_specks_go_and_words_stay() -> None:
    box = Box(0, 0, 10, 10)
    line = Line(
        (
            Word("-", box, 0.95),
            Word("~", box, 0.2),
            Word("ˆ⁄", box, 0.3),
            Word("đất", box, 0.1),
            Word("12", Box(5, 5, 5, 9), 0.9),
        ),
        box,
    )
    (kept,) = without_specks((line,), 0.5)
    assert kept.text == "- đất"
    assert without_specks((Line((Word(".", box, 0.1),), box),), 0.5) == ()


def test_boxes_are_mapped_and_cut_to_the_page() -> None:
    line = Line((Word("a", Box(0, 0, 10, 10), 1.0),), Box(0, 0, 10, 10))
    (moved,) = on_page((line,), (1, 0, 95, 0, 1, 20), (100, 100))
    assert moved.words[0].box == moved.box == Box(95, 20, 100, 30)
