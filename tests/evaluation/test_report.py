"""The report is one page that needs nothing else and believes nothing that it shows."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from pipeline.evaluation import SCORED, Label, compare, evaluate
from pipeline.evaluation.report import Report, html_report
from pipeline.evaluation.report_cards import marked
from pipeline.messages import LANGUAGES, Language
from pipeline.model.record import Field, Record

BAD = "<script>alert('x')</script>"
TRUTH = dict.fromkeys(SCORED, "12")
LABELS = [Label("d&1", "d.pdf", TRUTH, {"number": "handwritten"}, frozenset(), "200")]
FLAGGED = Record(number=Field("17", 0.6, review=True, reason="low_confidence"))
SILENT = Record(number=Field(BAD, 0.9), date=Field("12", 0.9))


class Tags(HTMLParser):
    """What a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]


def page(language: Language) -> str:
    before, after = evaluate(LABELS, {"d&1": FLAGGED}), evaluate(LABELS, {"d&1": SILENT})
    pictures = {("d&1", "number"): b"\xff\xd8\xff"}
    return html_report(Report(after, "x", pictures, compare(before, after), "old.json"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_needs_nothing_from_elsewhere_and_runs_nothing_that_was_read(
    language: Language,
) -> None:
    text = page(language)
    seen = Tags()
    seen.feed(text)
    assert seen.tags.count("script") == 1
    assert all(source.startswith("data:image/jpeg;base64,") for source in seen.sources)
    assert not re.search(r"https?://|@import|url\(", text)


def test_every_error_is_a_card_and_every_scored_field_a_curve() -> None:
    seen = Tags()
    seen.feed(page("en"))
    silent_and_missing, changed = len(SCORED) - 1, 2
    assert seen.tags.count("article") == silent_and_missing + changed
    assert seen.tags.count("svg") == len(SCORED)


def test_what_differs_is_marked() -> None:
    assert marked("12", "172") == "1<mark>7</mark>2"
    assert marked("12", "1") == "1<mark>‸</mark>"
    assert marked("12", "") == ""
    assert marked("a", "<") == "<mark>&lt;</mark>"
