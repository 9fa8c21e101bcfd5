"""`python -m benchmarks.search_scans`: is the right scan first when a person asks for it?

Nothing of the scans stands here: the questions are made of their labels while it runs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.offices import HALVES
from benchmarks.options import ROOT, NotMeasured
from benchmarks.process import SOHOA, must, set_environment
from benchmarks.search_people import Paper, PersonsQuestion, paper, people_ask
from pipeline.archive.folder import ArchiveFolder
from pipeline.model.access import EVERYTHING
from pipeline.search.analysis import tokens
from pipeline.search.index import Index, SearchQuery
from pipeline.search.opening import open_index

_TOP = 3
_LOOKED_AT = 20
_ID_LENGTH = 16
"""A file's documents are called by the beginning of the file's hash; its label is of all of it."""
FIRST_AIM, TOP_AIM = 0.90, 0.98


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where the right document stood: 1 is first, None not among those shown."""

    question: PersonsQuestion
    place: int | None
    first: str
    """What stood first instead, as people would name it."""
    unread: tuple[str, ...]
    """Words of the question that the index does not have of the right document."""


def main(arguments: Sequence[str]) -> int:
    """Exit 1 when it could not be measured."""
    given = _parsed(arguments)
    try:
        papers, ids = _papers(given.scans)
        archive = given.archive or _digitised(given.scans)
    except NotMeasured as reason:
        print(f"not measured: {reason}")
        return 1
    if given.questions:
        questions = _written(given.questions, papers)
    else:
        questions = people_ask(papers, given.count, given.seed)
    if given.tuned:
        questions = tuple(one for one in questions if one.half == HALVES[0])
    must([*SOHOA, "reindex", "--archive", archive])
    index = open_index(ArchiveFolder(archive).index)
    asked = [_ask(index, question, ids) for question in questions]
    print("\n".join(table(asked)))
    if given.out:
        rows = [asdict(one) for one in asked]
        given.out.write_text(json.dumps(rows, default=list, ensure_ascii=False, indent=1))
    return 0


def _papers(scans: Path) -> tuple[tuple[Paper, ...], dict[str, str]]:
    """The labelled documents, and which of them a document of the index is."""
    path = scans / "labels.jsonl"
    if not path.is_file():
        raise NotMeasured(f"{path} is not there: name the folder of the scans with --scans")
    labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    papers = []
    for label in labels:
        transcript = scans / "transcripts" / f"{label['id']}.txt"
        text = transcript.read_text(encoding="utf-8") if transcript.is_file() else ""
        papers.append(paper(label, text))
    return tuple(papers), {label["sha256"][:_ID_LENGTH]: label["id"] for label in labels}


def _digitised(scans: Path) -> Path:
    archive = Path(tempfile.mkdtemp(prefix="search-scans-")) / "archive"
    set_environment(archive.parent)
    must([*SOHOA, "digitize", scans / "files", "--archive", archive, "--json"])
    return archive


def _written(path: Path, papers: Iterable[Paper]) -> tuple[PersonsQuestion, ...]:
    """Questions of a file: a JSON object a line, `question` and `right`, ids of labels."""
    halves = {one.id: one.half for one in papers}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return tuple(
        PersonsQuestion(
            row["question"],
            frozenset(row["right"]),
            row.get("kind", "written by hand"),
            halves[row["right"][0]],
        )
        for row in rows
    )


def _ask(index: Index, question: PersonsQuestion, ids: Mapping[str, str]) -> Asked:
    found = index.search(SearchQuery(question.text, limit=_LOOKED_AT), EVERYTHING)
    right = {key for key, label in ids.items() if label in question.right}
    files = [hit.document_id[:_ID_LENGTH] for hit in found.hits]
    places = [place for place, file in enumerate(files, start=1) if file in right]
    first = found.hits[0] if found.hits else None
    return Asked(
        question,
        min(places, default=None),
        " ".join(f"{first.type} {first.code} {first.subject}".split())[:80] if first else "",
        _unread(index, question, min(right)),
    )


def _unread(index: Index, question: PersonsQuestion, document_id: str) -> tuple[str, ...]:
    entry = index.entry(document_id, EVERYTHING)
    described = (entry.code, entry.type, entry.issuer, entry.issuer_parent, entry.subject)
    texts = (*described, entry.signer, entry.date, *entry.pages)
    known = {token.folded for text in texts for token in tokens(text)}
    wanted = tokens(question.text)
    return tuple(token.exact for token in wanted if token.folded not in known)


def table(asked: Sequence[Asked]) -> list[str]:
    """Rates by kind and half, and why a question of the tuned half missed."""
    lines = [f"{'':24}{'asked':>7}{'first':>9}{f'top {_TOP}':>9}"]
    kinds = dict.fromkeys(one.question.kind for one in asked)
    lines += [_row(k, [one for one in asked if one.question.kind == k]) for k in kinds]
    lines += [_row(half, [one for one in asked if one.question.half == half]) for half in HALVES]
    lines += [_row("all", asked), f"aim: first {FIRST_AIM:.0%}, top {_TOP} {TOP_AIM:.0%}"]
    # Single documents of the held-out half are nobody's to look at.
    missed = [one for one in asked if one.question.half == HALVES[0] and one.place != 1]
    lines += ["", f"not first, {HALVES[0]}:"] if missed else []
    for one in missed:
        lines.append(f"  {one.question.text}  → {', '.join(sorted(one.question.right))}")
        unread = f"; not in its text: {', '.join(one.unread)}" if one.unread else ""
        lines.append(f"    place {one.place or '-'}; first: {one.first}{unread}")
    return lines


def _row(name: str, asked: Sequence[Asked]) -> str:
    first = sum(one.place == 1 for one in asked)
    top = sum(one.place is not None and one.place <= _TOP for one in asked)
    count = len(asked) or 1
    return f"{name:24}{len(asked):>7}{first / count:>9.1%}{top / count:>9.1%}"


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_scans", description=__doc__)
    parser.add_argument("--scans", type=Path, default=ROOT.parent / "shared" / "data" / "scans")
    parser.add_argument("--archive", type=Path, help="their archive; digitised anew without it")
    parser.add_argument("--questions", type=Path, help="a file of questions instead of the rules")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--tuned", action="store_true", help=f"only of the half {HALVES[0]}")
    parser.add_argument("--out", type=Path, help="where each answer is written as JSON")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
