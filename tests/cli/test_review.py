"""A field in review comes with what it may be, how likely, and where to look."""

from __future__ import annotations

from pipeline.cli.review import review_json, review_line
from pipeline.model.geometry import Box
from pipeline.model.record import Candidate, Evidence, Field

WORDS = (Evidence(1, "12", Box(10, 20, 30, 40), 0.7), Evidence(1, "3", Box(35, 18, 50, 40), 0.7))
CANDIDATES = (Candidate("123", 0.71, ("as_read",)), Candidate("128", 0.2))
NUMBER = Field("123", 0.71, WORDS, True, "handwritten", CANDIDATES)


def test_programs_get_candidates_and_the_place() -> None:
    assert review_json(NUMBER) == {
        "reason": "handwritten",
        "candidates": [
            {"value": "123", "probability": 0.71, "why": ["as_read"]},
            {"value": "128", "probability": 0.2, "why": []},
        ],
        "places": [{"page": 1, "box": [10, 18, 50, 40]}],
    }


def test_a_value_without_rivals_is_its_own_candidate() -> None:
    place = Field("Kiên Giang", 0.6, WORDS, True, "low_confidence")
    (only,) = review_json(place)["candidates"]
    assert (only["value"], only["probability"]) == ("Kiên Giang", 0.6)
    assert review_json(Field(review=True, reason="not_found"))["candidates"] == []


def test_a_person_gets_them_on_a_line() -> None:
    line = review_line("number", NUMBER, "en")
    assert line is not None
    assert line.startswith("123 (71 %), 128 (20 %)")
    assert line.endswith("page 1, at (10, 18) – (50, 40)")
    date = Field("2017-11-05", 0.6, (), True, "handwritten", (Candidate("2017-11-05", 0.6),))
    assert review_line("date", date, "vi") == "05/11/2017 (60 %)"
    assert review_line("subject", Field(review=True, reason="not_found"), "vi") is None
