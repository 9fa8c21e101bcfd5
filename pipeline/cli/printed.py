"""`sohoa register print`, `file` and `receipt`: registers on paper, and what a sender may know."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date

from pipeline.cli.records import opened
from pipeline.cli.register import at_registry
from pipeline.errors import NotFound
from pipeline.messages import Language, say
from pipeline.model.entry import Criteria
from pipeline.office.entry_words import status_text
from pipeline.office.printed import printed_file, register_on_paper
from pipeline.office.progress import progress
from pipeline.papers.content import Paper, Table
from pipeline.papers.writing import check_suffix, write_paper


def register_print(options: argparse.Namespace) -> int:
    """A register of a year, or of a part of it, as XLSX, DOCX or PDF."""
    check_suffix(options.out)
    with at_registry(options) as desk:
        book = desk.asker.book(options.book)
        year = options.year
        if year is None and options.first is None and options.last is None:
            year = desk.today.year
        paper = register_on_paper(desk, book, year, options.first, options.last)
    return _written(paper, options)


def register_file(options: argparse.Namespace) -> int:
    """The list of the documents of a file (mục lục văn bản trong hồ sơ)."""
    check_suffix(options.out)
    with at_registry(options) as desk:
        asked = Criteria(file_code=options.code, without_books=desk.asker.hidden)
        entries = tuple(desk.register.entries.entries(asked))
        if not entries:
            raise NotFound("file_code", {"code": options.code})
        paper = printed_file(entries, options.code, desk.settings.letterhead)
    return _written(paper, options)


def register_receipt(options: argparse.Namespace) -> int:
    """How far what somebody sent has come, as the sender may know it."""
    with opened(options) as (_, register):
        found = progress(register, options.code)
    if options.json:
        print(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return 0
    language: Language = options.language
    print(status_text(language, found.status))
    for name in ("arrived_on", "received_on", "done_on"):
        day: date | None = getattr(found, name)
        if day is not None:
            print(f"  {say(language, f'receipt.{name}')}: {day:%d/%m/%Y}")
    return 0


def _written(paper: Paper, options: argparse.Namespace) -> int:
    write_paper(paper, options.out)
    rows = sum(len(block.rows) for block in paper.blocks if isinstance(block, Table))
    if options.json:
        print(json.dumps({"file": str(options.out), "rows": rows}, ensure_ascii=False))
    else:
        print(say(options.language, "cli.printed", {"file": str(options.out), "rows": rows}))
    return 0
