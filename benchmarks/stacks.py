"""Splitting a stack: documents of one half of the offices joined, and each page's decision scored.

Stacks are made of recorded readings (`--readings`, a JSON list of pages a document), in a random
order drawn from a seed: 2 to 12 documents, one side or both sides scanned, of any office or of one
office in a row, and with a document's head unread, which is where a stack is glued unnoticed.
Files that were keyed as holding several documents take no part.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.offices import HALVES, half_of, office_of
from benchmarks.options import NotMeasured, Options
from benchmarks.report import Part, table, target
from pipeline.model.ocr import OcrPage, page_from_json
from pipeline.rules import Rules, default_rules
from pipeline.steps.documents.boundaries import Outcome, decide
from pipeline.steps.documents.look import PageLook, look

STACKS = 400
"""A half and form."""
UNREAD = "head unread"
FORMS = ("one side", "both sides", "one office", UNREAD)
MOST_DOCUMENTS = 12
TARGET = 0.99
BACK = OcrPage(1, (1654, 2339), 200.0, (), "none")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled document: its office, and how each of its pages looks."""

    name: str
    office: str
    looks: tuple[PageLook, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """Pages as they come from the feeder, and those at which a document begins."""

    looks: tuple[PageLook, ...]
    starts: frozenset[int]


def measure(options: Options) -> Part:
    """Right, unsure, torn and glued decisions of each half and form."""
    rules = default_rules()
    halves = labelled(options, rules)
    rows, figures = [], {}
    for half in HALVES:
        for form in FORMS:
            counts = score(stacks(halves[half], form), rules)
            figures[f"{half}, {form}"] = dict(counts)
            rows.append((f"{half}, {form}", *shares(counts)))
    lines = table(("", "pages", "right", "unsure", "torn", "glued"), rows)
    lines += [f"{half}: {verdict(half, figures)}" for half in HALVES]
    return Part(f"stacks: {STACKS} of each kind", tuple(lines), figures)


def labelled(options: Options, rules: Rules) -> dict[str, list[Labelled]]:
    """The documents of each half. Raises: NotMeasured without readings."""
    if options.readings is None:
        raise NotMeasured("name the folder of recorded readings with --readings")
    halves: dict[str, list[Labelled]] = {half: [] for half in HALVES}
    for line in options.of_scans("labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if not label["multi_doc"]:
            pages = recorded(options.readings / f"{label['id']}.json")
            looks = tuple(look(page, rules) for page in pages)
            halves[half_of(label)].append(Labelled(label["id"], office_of(label), looks))
    return halves


def recorded(path: Path) -> tuple[OcrPage, ...]:
    """The pages of a recorded reading. Raises: NotMeasured."""
    if not path.is_file():
        raise NotMeasured(f"{path} is not there")
    return tuple(page_from_json(page) for page in json.loads(path.read_text(encoding="utf-8")))


def stacks(documents: Sequence[Labelled], form: str, count: int = STACKS) -> Iterator[Stack]:
    """`count` stacks of a form, the same for the same documents."""
    for seed in range(count):
        yield stack(documents, form, random.Random(f"{form} {seed}"))


def stack(documents: Sequence[Labelled], form: str, chance: random.Random) -> Stack:
    pool = list(documents)
    if form == "one office":
        offices = Counter(document.office for document in documents)
        several = sorted(office for office, number in offices.items() if number > 1)
        chosen = chance.choice(several)
        pool = [document for document in documents if document.office == chosen]
    drawn = chance.sample(pool, min(len(pool), chance.randint(2, MOST_DOCUMENTS)))
    looks: list[PageLook] = []
    starts = set()
    for number, document in enumerate(drawn):
        starts.add(len(looks) + 1)
        first, *rest = document.looks
        if form == UNREAD and number:
            first = without_head(first)
        for page in (first, *rest):
            looks.append(replace(page, number=len(looks) + 1))
            if form == "both sides":
                looks.append(replace(_BACK_LOOK, number=len(looks) + 1))
    return Stack(tuple(looks), frozenset(starts))


def without_head(page: PageLook) -> PageLook:
    """As where motto, organs, number line and dateline could not be read."""
    return replace(
        page, motto=False, organs=False, symbol=None, dateline=False, filled=False, title=False
    )


def score(made: Iterator[Stack], rules: Rules) -> Counter[str]:
    """How many decisions at pages after the first were what."""
    counts: Counter[str] = Counter()
    for one in made:
        for boundary in decide(one.looks, rules.documents)[1:]:
            counts[judged(boundary.outcome, boundary.page in one.starts)] += 1
    return counts


def judged(outcome: Outcome, begins: bool) -> str:
    if outcome is Outcome.UNSURE:
        return "unsure"
    if (outcome is Outcome.NEW) == begins:
        return "right"
    return "glued" if begins else "torn"


def shares(counts: Mapping[str, int]) -> tuple[object, ...]:
    """Pages, then right and unsure in per cent, then torn and glued as they were counted."""
    pages = sum(counts.values())
    per_cent = [f"{100 * counts.get(name, 0) / pages:.2f}%" for name in ("right", "unsure")]
    return pages, *per_cent, counts.get("torn", 0), counts.get("glued", 0)


def verdict(half: str, figures: Mapping[str, Mapping[str, int]]) -> str:
    """Whether the target is met where heads were read, and what an unread head may cost."""
    read = [figures[f"{half}, {form}"] for form in FORMS if form != UNREAD]
    right = sum(counts.get("right", 0) for counts in read)
    pages = sum(sum(counts.values()) for counts in read)
    wrong = sum(counts.get(kind, 0) for counts in read for kind in ("torn", "glued"))
    unread = figures[f"{half}, {UNREAD}"]
    return (
        f"{100 * right / pages:.2f} % right (99 %: {target(right >= TARGET * pages)}), "
        f"{wrong} silently wrong (0: {target(wrong == 0)}); with every later head unread "
        f"{unread.get('torn', 0)} torn and {unread.get('glued', 0)} glued unnoticed"
    )


_BACK_LOOK = look(BACK, default_rules())
