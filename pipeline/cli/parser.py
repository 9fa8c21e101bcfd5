"""What can be typed: commands and options, in the language of the person."""

from __future__ import annotations

import argparse
import os
import unicodedata
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from pipeline import __version__
from pipeline.messages import LANGUAGES, Language, say
from pipeline.model.access import Access

Run = Callable[[argparse.Namespace], int]


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
    """The parser of every command; heavy modules are imported only when a command runs."""

    def text(key: str) -> str:
        return say(language, f"help.{key}").replace("%", "%%")

    parser = argparse.ArgumentParser(prog="sohoa", description=text("sohoa"), epilog=text("more"))
    _headings(parser, text)
    parser.add_argument("--version", action="version", version=f"sohoa {__version__}")
    _language(parser, language, text)
    commands = parser.add_subparsers(metavar=text("command"), dest="command", required=True)

    def command(
        name: str, module: str, *, json: bool = True, archive: str = "archive"
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text(name), description=text(name))
        _headings(one, text)
        one.set_defaults(run=_runner(module, name), language=language)
        one.add_argument(
            "--archive", type=Path, metavar="DIR", default=_archive(), help=text(archive)
        )
        _language(one, language, text)
        if json:
            one.add_argument("--json", action="store_true", help=text("json"))
        return one

    digitize = command("digitize", "digitize")
    digitize.add_argument("paths", nargs="+", metavar="PATH", help=text("paths"))
    digitize.add_argument("--batch", metavar="NAME", help=text("batch"))
    _holding(digitize, text)
    _settings(digitize, text)
    digitize.add_argument("--workers", type=int, metavar="N", help=text("workers"))

    records = command("records", "records")
    records.add_argument("--batch", metavar="NAME", help=text("of_batch"))
    records.add_argument("--state", choices=_STATES, metavar="STATE", help=text("of_state"))
    records.add_argument("--cites", metavar="CODE", help=text("cites"))

    _search(command("search", "search"), text)
    searches = command("searches", "search")
    searches.add_argument("--remove", metavar="NAME", help=text("remove_saved"))

    show_text = command("text", "records")
    show_text.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    show_text.add_argument("--page", type=int, metavar="N", help=text("page"))
    show_text.add_argument(
        "--format", choices=_TEXT_FORMATS, default="text", metavar="FORMAT", help=text("format")
    )

    show = command("show", "records")
    show.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))

    split = command("split", "split")
    split.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    how = split.add_mutually_exclusive_group(required=True)
    how.add_argument("--at", type=_pages, metavar="PAGES", help=text("at"))
    how.add_argument("--whole", action="store_true", help=text("whole"))
    _settings(split, text)

    separator = command("separator", "split", json=False)
    separator.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=text("separator_out")
    )

    join = command("join", "split")
    join.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    _settings(join, text)

    declare = command("declare", "declare")
    declare.add_argument("document_ids", nargs="+", metavar="DOCUMENT_ID", help=text("document_id"))
    _holding(declare, text)
    _settings(declare, text)

    evaluate = command("evaluate", "evaluate", archive="evaluate_archive")
    evaluate.add_argument("labels", type=Path, metavar="LABELS", help=text("labels"))
    evaluate.add_argument("scans", type=Path, metavar="SCANS", help=text("scans"))
    _settings(evaluate, text)
    evaluate.add_argument("--rules", type=Path, metavar="FOLDER", help=text("rules"))
    evaluate.add_argument("--html", type=Path, metavar="FILE", help=text("html"))
    evaluate.add_argument("--compare", type=Path, metavar="FILE", help=text("compare"))
    evaluate.add_argument("--workers", type=int, metavar="N", help=text("workers"))

    train = command("train", "train", archive="evaluate_archive")
    train.add_argument("labels", type=Path, metavar="LABELS", help=text("labels"))
    train.add_argument("scans", type=Path, metavar="SCANS", help=text("scans"))
    train.add_argument("--out", type=Path, metavar="FILE", help=text("train_out"))
    _settings(train, text)
    train.add_argument("--workers", type=int, metavar="N", help=text("workers"))

    serve = command("serve", "serve")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help=text("host"))
    serve.add_argument("--port", type=int, default=8080, metavar="N", help=text("port"))
    _settings(serve, text)

    _settings(command("verify", "upkeep"), text)
    index = command("index", "index")
    index.add_argument("what", choices=("status",), metavar="status", help=text("index_what"))
    _settings(index, text)
    reindex = command("reindex", "upkeep")
    reindex.add_argument("--engine", choices=_ENGINES, metavar="ENGINE", help=text("engine"))
    _settings(reindex, text)
    _settings(command("doctor", "upkeep"), text)
    return parser


def _search(search: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    search.add_argument("query", nargs="*", metavar="QUERY", help=text("query"))
    search.add_argument("--type", metavar="TYPE", help=text("type"))
    search.add_argument("--issuer", metavar="NAME", help=text("issuer"))
    search.add_argument("--from", dest="date_from", metavar="DATE", help=text("from"))
    search.add_argument("--to", dest="date_to", metavar="DATE", help=text("to"))
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
    _settings(search, text)


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


def _access(text: str) -> Access:
    """Raises: ArgumentTypeError."""
    try:
        return Access(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(text) from error


def _holding(parser: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    """Options that say who may see documents and whose they are."""
    parser.add_argument("--access", type=_access, metavar="ACCESS", help=text("access"))
    parser.add_argument("--unit", metavar="NAME", help=text("unit"))


def _language(
    parser: argparse.ArgumentParser, language: Language, text: Callable[[str], str]
) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default=language, help=text("lang"))


def _settings(parser: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    """One file for all commands: where the index is, they must agree."""
    named = os.environ.get("SOHOA_SETTINGS")
    default = Path(named) if named else None
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", default=default, help=text("settings")
    )


def _headings(parser: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    parser._positionals.title = text("positionals")
    parser._optionals.title = text("optionals")


def _archive() -> Path:
    return Path(os.environ.get("SOHOA_ARCHIVE", "archive"))


def _runner(module: str, name: str) -> Run:
    def run(options: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"pipeline.cli.{module}"), name)(options)
        return code

    return run
