"""`sohoa register`: the registers of documents, looked at."""

from __future__ import annotations

import argparse
import json

from pipeline.cli.digitize import who
from pipeline.cli.printing import columns
from pipeline.cli.records import opened
from pipeline.messages import say
from pipeline.office.people import asker
from pipeline.settings import load_settings


def register_books(options: argparse.Namespace) -> int:
    """The registers that one may see, with the last number of each year."""
    seen = asker(load_settings(options.settings), who())
    with opened(options) as (_, register):
        numbers = register.entries.last_numbers()
    rows = []
    for book in seen.books:
        years = {year: last for (key, year), last in numbers.items() if key == book.key}
        if options.json:
            data = {
                "book": book.key,
                "title": book.title,
                "direction": book.direction.value,
                "secret": book.secret,
                "last_numbers": {str(year): last for year, last in years.items()},
            }
            print(json.dumps(data, ensure_ascii=False))
        given = ", ".join(f"{year}: {last}" for year, last in years.items())
        direction = say(options.language, f"direction.{book.direction.value}")
        rows.append((book.key, book.title, direction, given or "—"))
    if not options.json:
        print(*columns(rows), sep="\n")
    return 0
