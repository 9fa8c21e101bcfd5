"""Documents of several organs (văn bản liên tịch) and of several signers: each by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules
from pipeline.steps.record.header import Header
from pipeline.steps.record.layout import Placed, Row, begins, place, rows, runs
from pipeline.steps.record.name import read_name
from pipeline.steps.record.position import Title, read_title
from pipeline.steps.record.spelling import fold, is_capital
from pipeline.steps.record.trust import as_read, noted, text_of, weakest

UNKNOWN = "??"
"""In place of a name or a position of several that could not be read."""
COLUMN_GAP = 2.0
MOST_TITLE_ROWS = 3
_JOINT = re.compile(r"\s*[-–—]\s*$")
_HYPHEN = re.compile(r"(?:^|\s)[-–—](?:\s|$)|[-–—]$")
_Part = tuple[str, tuple[Placed, ...]]


def read_joint_issuers(header: Header | None, rules: Rules) -> Field:
    """The organs that issued together, in reading order; absent where there is one."""
    if header is None:
        return ABSENT
    columns = [_without_parent(column, rules) for column in _columns(header.organs, rules)]
    parts = [part for column in columns for part in _organs(column, rules)]
    if len(parts) < 2:
        return ABSENT
    words = [word for _, own in parts for word in own]
    return noted(tuple(text for text, _ in parts), weakest(as_read(words)), words)


def _columns(organs: Sequence[Row], rules: Rules) -> list[list[Row]]:
    """Rows of ô 2 by column, where two organs stand side by side."""
    cut = [runs(row, COLUMN_GAP) for row in organs]
    if not any(len(c) > 1 and all(_is_organ(run, rules) for run in c) for c in cut):
        return [list(organs)]
    columns: list[list[Row]] = []
    for run in (run for parts in cut for run in parts):
        own = next((c for c in columns if _below(c, run)), None)
        if own is None:
            columns.append([run])
        else:
            own.append(run)
    return columns


def _without_parent(column: Sequence[Row], rules: Rules) -> list[Row]:
    """The rows from the last one that begins an organ, up to the first hyphen at a row's end."""
    hyphens = (i for i, row in enumerate(column) if _HYPHEN.search(row.text))
    end = next(hyphens, len(column) - 1)
    starts = [i for i in range(end + 1) if _is_organ(column[i], rules)]
    return list(column[starts[-1] if starts else 0 :])


def _below(column: Sequence[Row], run: Row) -> bool:
    left, right = min(r.left for r in column), max(r.right for r in column)
    return left <= run.middle <= right


def _is_organ(row: Row, rules: Rules) -> bool:
    return begins(row.text, tuple(fold(head) for head in rules.organs.heads))


def _organs(column: Sequence[Row], rules: Rules) -> list[_Part]:
    """The organs of a column that a hyphen joins: without one, an upper line is the parent."""
    parts: list[list[Placed]] = []
    joined = True
    for word in (word for row in column for word in row.words):
        if word.text in "-–—":
            joined = True
            continue
        starts = joined and _starts(word, column, rules)
        if starts or not parts:
            parts.append([word])
        else:
            parts[-1].append(word)
        joined = word.text.endswith(("-", "–", "—"))
    return [(_JOINT.sub("", text_of(as_read(words))), tuple(words)) for words in parts]


def _starts(word: Placed, column: Sequence[Row], rules: Rules) -> bool:
    """Whether an organ's name begins with this word."""
    row = next(row for row in column if word in row.words)
    return _is_organ(Row(row.words[row.words.index(word) :]), rules)


def read_joint_signers(page: OcrPage | None, rules: Rules) -> tuple[Field, Field]:
    """(names, positions) of those who signed side by side, the right one first.

    Both absent where fewer than two blocks have a title and one a name.
    """
    if page is None:
        return ABSENT, ABSENT
    words = place(page)
    blocks = _blocks(words, rules)
    names = [read_name(below, rules, 0.0) for _, below in blocks]
    if len(blocks) < 2 or sum(name.value is not None for name in names) < 2:
        return ABSENT, ABSENT
    titles = [[w for title in own for w in title.row.words] for own, _ in blocks]
    positions = tuple(" ".join(title.printed for title in own) for own, _ in blocks)
    named = [w for name in names for w in name.evidence]
    value = tuple(str(name.value) if name.value is not None else UNKNOWN for name in names)
    sure = min(name.confidence for name in names)
    own_words = [w for block in titles for w in block]
    return (
        Field(value, sure, tuple(named)),
        noted(positions, weakest(as_read(own_words)), own_words),
    )


def _blocks(
    words: Sequence[Placed], rules: Rules
) -> list[tuple[tuple[Title, ...], tuple[Row, ...]]]:
    """Titles and the rows below them, for each column of the first row with several titles."""
    for row in rows(words):
        firsts = [run for run in runs(row, COLUMN_GAP) if _title(run, rules) is not None]
        if len(firsts) < 2:
            continue
        centres = [run.middle for run in firsts]
        below = [w for w in words if w.top > row.top - 0.5 * row.height]
        columns: list[list[Placed]] = [[] for _ in firsts]
        for word in below:
            nearest = min(range(len(centres)), key=lambda i: abs(centres[i] - word.middle))
            columns[nearest].append(word)
        return [_block(rows(column), rules) for column in reversed(columns)]
    return []


def _title(run: Row, rules: Rules) -> Title | None:
    return read_title(run, rules, strict=True) if is_capital(run.text) else None


def _block(column: Sequence[Row], rules: Rules) -> tuple[tuple[Title, ...], tuple[Row, ...]]:
    titles: list[Title] = []
    for row in column[: MOST_TITLE_ROWS + 1]:
        title = read_title(row, rules, strict=False)
        if title is None and titles:
            break
        if title is not None:
            titles.append(title)
    return tuple(titles), tuple(column[len(titles) :])
