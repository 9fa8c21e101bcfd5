"""`sohoa split` and `join`: a person says which pages are one document."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pipeline.cli.desk import opened_desk
from pipeline.cli.digitize import index_behind
from pipeline.cli.records import document_json, document_line
from pipeline.desk import Desk
from pipeline.indexing import catch_up
from pipeline.register.entries import Document
from pipeline.regroup import join_next, split_document


def split(options: argparse.Namespace) -> int:
    """Splits a document at pages, or settles that it is one."""
    at: Sequence[int] = options.at or ()
    return _regroup(options, lambda document, desk: split_document(document, at, desk))


def join(options: argparse.Namespace) -> int:
    """Joins a document with the next of its file."""
    return _regroup(options, join_next)


def _regroup(options: argparse.Namespace, change: Callable[[Document, Desk], Sequence[str]]) -> int:
    with _desk(options) as (document, desk):
        ids = change(document, desk)
        caught_up = catch_up(desk.archive, desk.register, desk.settings)
        if caught_up.why is not None:
            print(index_behind(caught_up, options), file=sys.stderr)
        for document_id in ids:
            made = desk.register.document(document_id)
            if options.json:
                data = document_json(made, desk.archive, options.language)
                print(json.dumps(data, ensure_ascii=False))
            else:
                print(document_line(made, options.language))
    return 0


@contextmanager
def _desk(options: argparse.Namespace) -> Iterator[tuple[Document, Desk]]:
    """The document that was named, and what the work on it is done with.

    Raises:
        NotFound, ArchiveBusy, ArchiveUnusable.
    """
    with opened_desk(options) as desk:
        document = desk.register.document(options.document_id)
        yield document, replace(desk, digest=document.settings_digest)
