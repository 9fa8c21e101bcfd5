"""What can be typed: commands and options, in the language of the person."""

from __future__ import annotations

import argparse
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from pipeline import __version__
from pipeline.cli.commands import Commands, add_headings, add_language, help_text
from pipeline.cli.parser_account import add_account
from pipeline.cli.parser_audit import add_audit
from pipeline.cli.parser_exchange import add_exchange
from pipeline.cli.parser_mail import add_announce, add_mail
from pipeline.cli.parser_matching import add_matching
from pipeline.cli.parser_quality import add_quality
from pipeline.cli.parser_register import add_register
from pipeline.cli.parser_report import add_report
from pipeline.cli.parser_review import add_review
from pipeline.cli.parser_secret import add_secret
from pipeline.cli.parser_separators import add_separators
from pipeline.cli.parser_signatures import add_signatures
from pipeline.cli.parser_watch import add_watch
from pipeline.messages import Language


def language_of(arguments: Sequence[str]) -> Language:
    """The language asked for by --lang, else by SOHOA_LANG, else Vietnamese.

    It must be known before the parser is built, since the help is in it too.
    """
    asked = os.environ.get("SOHOA_LANG", "vi")
    for number, argument in enumerate(arguments):
        if argument == "--lang" and number + 1 < len(arguments):
            asked = arguments[number + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return "en" if asked == "en" else "vi"


def build_parser(language: Language) -> argparse.ArgumentParser:
    """The parser of every command."""

    def text(key: str) -> str:
        return help_text(language, key)

    parser = argparse.ArgumentParser(prog="sohoa", description=text("sohoa"), epilog=text("more"))
    add_headings(parser, language)
    parser.add_argument("--version", action="version", version=f"sohoa {__version__}")
    add_language(parser, language)
    into = parser.add_subparsers(metavar=text("command"), dest="command", required=True)
    commands = Commands(into, language)
    _add_archive_commands(commands)
    add_review(commands)
    add_register(commands)
    add_account(commands)
    add_audit(commands)
    add_exchange(commands)
    add_report(commands)
    add_signatures(commands)
    add_watch(commands)
    add_separators(commands)
    add_matching(commands)
    add_secret(commands)
    add_announce(commands)
    add_mail(commands)
    add_quality(commands)
    return parser


def _add_archive_commands(commands: Commands) -> None:
    command, text = commands.add, commands.text
    digitize = command("digitize", "digitize")
    digitize.add_argument("paths", nargs="+", metavar="PATH", help=text("paths"))
    digitize.add_argument("--batch", metavar="NAME", help=text("batch"))
    digitize.add_argument("--register", metavar="BOOK", help=text("digitize_register"))
    commands.add_holding(digitize)
    commands.add_settings(digitize)
    digitize.add_argument("--workers", type=int, metavar="N", help=text("workers"))

    records = command("records", "records")
    records.add_argument("--batch", metavar="NAME", help=text("of_batch"))
    records.add_argument("--state", choices=_STATES, metavar="STATE", help=text("of_state"))
    records.add_argument("--cites", metavar="CODE", help=text("cites"))
    commands.add_settings(records)

    _search(command("search", "search"), commands)
    searches = command("searches", "search")
    searches.add_argument("--remove", metavar="NAME", help=text("remove_saved"))

    show_text = command("text", "records")
    show_text.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    show_text.add_argument("--page", type=int, metavar="N", help=text("page"))
    show_text.add_argument(
        "--format", choices=_TEXT_FORMATS, default="text", metavar="FORMAT", help=text("format")
    )

    commands.add_settings(show_text)

    show = command("show", "records")
    show.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    commands.add_settings(show)

    split = command("split", "split")
    split.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    how = split.add_mutually_exclusive_group(required=True)
    how.add_argument("--at", type=_pages, metavar="PAGES", help=text("at"))
    how.add_argument("--whole", action="store_true", help=text("whole"))
    commands.add_settings(split)

    join = command("join", "split")
    join.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    commands.add_settings(join)

    declare = command("declare", "declare")
    declare.add_argument("document_ids", nargs="+", metavar="DOCUMENT_ID", help=text("document_id"))
    commands.add_holding(declare)
    commands.add_settings(declare)

    evaluate = command("evaluate", "evaluate", archive="evaluate_archive")
    evaluate.add_argument("labels", type=Path, metavar="LABELS", help=text("labels"))
    evaluate.add_argument("scans", type=Path, metavar="SCANS", help=text("scans"))
    commands.add_settings(evaluate)
    evaluate.add_argument("--rules", type=Path, metavar="FOLDER", help=text("rules"))
    evaluate.add_argument("--html", type=Path, metavar="FILE", help=text("html"))
    evaluate.add_argument("--compare", type=Path, metavar="FILE", help=text("compare"))
    evaluate.add_argument("--workers", type=int, metavar="N", help=text("workers"))

    train = command("train", "train", archive="evaluate_archive")
    train.add_argument("labels", type=Path, metavar="LABELS", help=text("labels"))
    train.add_argument("scans", type=Path, metavar="SCANS", help=text("scans"))
    train.add_argument("--out", type=Path, metavar="FILE", help=text("train_out"))
    commands.add_settings(train)
    train.add_argument("--workers", type=int, metavar="N", help=text("workers"))

    serve = command("serve", "serve")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help=text("host"))
    serve.add_argument("--port", type=int, default=8080, metavar="N", help=text("port"))
    commands.add_settings(serve)

    commands.add_settings(command("verify", "upkeep"))
    index = command("index", "index")
    index.add_argument("what", choices=("status",), metavar="status", help=text("index_what"))
    commands.add_settings(index)
    reindex = command("reindex", "upkeep")
    reindex.add_argument("--engine", choices=_ENGINES, metavar="ENGINE", help=text("engine"))
    commands.add_settings(reindex)
    commands.add_settings(command("doctor", "upkeep"))


def _search(search: argparse.ArgumentParser, commands: Commands) -> None:
    text = commands.text
    search.add_argument("query", nargs="*", metavar="QUERY", help=text("query"))
    search.add_argument("--type", metavar="TYPE", help=text("type"))
    search.add_argument("--issuer", metavar="NAME", help=text("issuer"))
    search.add_argument("--from", dest="date_from", metavar="DATE", help=text("from"))
    search.add_argument("--to", dest="date_to", metavar="DATE", help=text("to"))
    search.add_argument("--only", action="append", metavar="FACET:VALUE", help=text("only"))
    search.add_argument(
        "--sort",
        type=_sort,
        choices=tuple(_SORTS),
        default="relevance",
        metavar="ORDER",
        help=text("sort"),
    )
    search.add_argument("--limit", type=int, default=20, metavar="N", help=text("limit"))
    search.add_argument("--cursor", metavar="CURSOR", help=text("cursor"))
    search.add_argument("--pages", type=int, default=3, metavar="N", help=text("hit_pages"))
    search.add_argument("--facets", action="store_true", help=text("facets"))
    search.add_argument("--boxes", action="store_true", help=text("boxes"))
    other = search.add_mutually_exclusive_group()
    other.add_argument("--like", metavar="DOCUMENT_ID", help=text("like"))
    other.add_argument("--complete", choices=_COMPLETED, metavar="WHAT", help=text("complete"))
    other.add_argument("--saved", metavar="NAME", help=text("saved"))
    search.add_argument("--save", metavar="NAME", help=text("save"))
    search.add_argument("--as", dest="reader", metavar="READER", help=text("reader"))
    commands.add_settings(search)


_SORTS = {
    "relevance": "liên quan",
    "newest": "mới nhất",
    "oldest": "cũ nhất",
    "number": "số",
}
_COMPLETED = ("issuer", "code", "subject")
_TEXT_FORMATS = ("text", "lines", "hocr", "alto")
_ENGINES = ("tantivy", "elasticsearch")
_STATES = ("accepted", "review", "quarantined")


def _pages(text: str) -> tuple[int, ...]:
    """Page numbers parted by commas. Raises: ArgumentTypeError."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(text) from error


def _sort(text: str) -> str:
    """An order by its English or its Vietnamese name; what is neither is left for argparse."""
    asked = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return next((name for name, known in _SORTS.items() if asked in (name, known)), text)
