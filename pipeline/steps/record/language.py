"""The language of a document (Ngôn ngữ; NĐ 30/2020, Phụ lục VI), by its small words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules

LEAST_WORDS = 8
SECOND = 0.3
"""A second language is named when its small words are so large a share of the first's."""


def read_language(pages: Sequence[OcrPage], rules: Rules) -> Field:
    """ "Tiếng Việt", "Tiếng Anh" …; two where a document has two; no words are its evidence."""
    words = [w.text.strip(".,;:()\"'“”").lower() for page in pages for w in page.words]
    counts: Counter[str] = Counter()
    for name, small in rules.contents.languages.items():
        known = frozenset(small)
        counts[name] = sum(word in known for word in words)
    ranked = [(name, count) for name, count in counts.most_common() if count >= LEAST_WORDS]
    if not ranked:
        return ABSENT
    most = ranked[0][1]
    named = [name for name, count in ranked if count >= SECOND * most]
    others = sum(count for name, count in counts.items() if name not in named)
    share = sum(counts[name] for name in named) / (sum(counts[name] for name in named) + others)
    return Field("; ".join(named), round(share, 4))
