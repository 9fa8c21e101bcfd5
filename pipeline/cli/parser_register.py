"""What can be typed after `sohoa register`, and the commands that move its entries on."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.commands import Commands
from pipeline.cli.days import day
from pipeline.model.entry import Channel, Direction, Status


def add_register(commands: Commands) -> None:
    register = commands.add_group("register")
    _arrive(register)
    _list(register)
    _entry(register, "show", "register")
    change = _entry(register, "change", "entry_change")
    _described(change, register)
    change.add_argument("--due", type=day, metavar="DATE", help=register.text("due"))
    change.add_argument(
        "--sure", action="append", default=[], metavar="FIELD", help=register.text("sure_field")
    )
    opinion = _entry(register, "opinion", "entry_change")
    opinion.add_argument("text", metavar="TEXT", help=register.text("opinion_text"))
    overdue = register.add("overdue", "register")
    overdue.add_argument("--on", type=day, metavar="DATE", help=register.text("overdue_on"))
    _handed(overdue, register)
    register.add_settings(overdue)
    register.add_settings(register.add("books", "register"))
    check = register.add("check", "refusing")
    check.add_argument("name", metavar="DOCUMENT_ID|ENTRY", help=register.text("check_name"))
    register.add_settings(check)
    slip = _entry(register, "slip", "refusing")
    slip.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=register.text("slip_out")
    )
    _printed(register)
    _moves(commands)


def _printed(register: Commands) -> None:
    text = register.text
    printed = register.add("print", "printed")
    printed.add_argument("--book", metavar="BOOK", required=True, help=text("book"))
    printed.add_argument("--year", type=int, metavar="YEAR", help=text("of_year"))
    printed.add_argument("--from", dest="first", type=day, metavar="DATE", help=text("from_day"))
    printed.add_argument("--to", dest="last", type=day, metavar="DATE", help=text("to_day"))
    file = register.add("file", "printed")
    file.add_argument("code", metavar="CODE", help=text("said_file_code"))
    for one in (printed, file):
        one.add_argument("--out", type=Path, metavar="FILE", required=True, help=text("paper_out"))
        register.add_settings(one)
    receipt = register.add("receipt", "printed")
    receipt.add_argument("code", metavar="CODE", help=text("receipt_code"))
    register.add_settings(receipt)


def _moves(commands: Commands) -> None:
    text = commands.text
    assign = _entry(commands, "assign", "moving")
    _handed(assign, commands)
    assign.add_argument("--due", type=day, metavar="DATE", help=text("due"))
    advance = _entry(commands, "advance", "moving")
    advance.add_argument("--to", type=_status, metavar="STATUS", help=text("advance_to"))
    advance.add_argument("--reason", default="", metavar="TEXT", help=text("move_reason"))
    refuse = _entry(commands, "refuse", "refusing")
    refuse.add_argument(
        "--lacks", action="append", default=[], metavar="PART", help=text("refuse_lacks")
    )
    refuse.add_argument("--reason", default="", metavar="TEXT", help=text("refuse_reason"))
    refuse.add_argument("--slip", type=Path, metavar="FILE", help=text("slip_out"))
    recall = _entry(commands, "recall", "moving")
    answer = recall.add_mutually_exclusive_group()
    answer.add_argument("--grant", action="store_true", help=text("recall_grant"))
    answer.add_argument("--deny", action="store_true", help=text("recall_deny"))
    recall.add_argument("--reason", default="", metavar="TEXT", help=text("move_reason"))


def _arrive(register: Commands) -> None:
    text = register.text
    arrive = register.add("arrive", "arriving")
    arrive.add_argument("document_ids", nargs="*", metavar="DOCUMENT_ID", help=text("document_id"))
    arrive.add_argument("--batch", metavar="NAME", help=text("arrive_batch"))
    arrive.add_argument("--book", metavar="BOOK", help=text("book"))
    arrive.add_argument("--channel", type=_channel, metavar="HOW", help=text("channel"))
    arrive.add_argument("--dossier", action="store_true", help=text("dossier"))
    arrive.add_argument("--arrived", type=day, metavar="DATE", help=text("arrived"))
    arrive.add_argument("--symbol", metavar="SYMBOL", help=text("symbol"))
    arrive.add_argument("--after", metavar="ENTRY", help=text("after_entry"))
    arrive.add_argument("--hold", action="store_true", help=text("hold"))
    _described(arrive, register)
    _handed(arrive, register)
    arrive.add_argument("--due", type=day, metavar="DATE", help=text("due"))
    register.add_settings(arrive)


def _list(register: Commands) -> None:
    text = register.text
    listing = register.add("list", "register")
    listing.add_argument("--book", metavar="BOOK", help=text("book"))
    listing.add_argument("--direction", type=Direction, metavar="in|out", help=text("direction"))
    listing.add_argument("--year", type=int, metavar="YEAR", help=text("of_year"))
    listing.add_argument(
        "--status", type=_status, action="append", metavar="STATUS", help=text("of_status")
    )
    listing.add_argument("--from", dest="first", type=day, metavar="DATE", help=text("from_day"))
    listing.add_argument("--to", dest="last", type=day, metavar="DATE", help=text("to_day"))
    listing.add_argument("--channel", type=_channel, metavar="HOW", help=text("channel"))
    listing.add_argument("--issuer", metavar="NAME", help=text("of_issuer"))
    listing.add_argument("--code", metavar="CODE", help=text("of_code"))
    listing.add_argument("--paper-class", metavar="CLASS", help=text("of_paper_class"))
    listing.add_argument("--unsure", action="store_true", help=text("of_unsure"))
    listing.add_argument("--limit", type=int, metavar="N", help=text("list_limit"))
    _handed(listing, register)
    register.add_settings(listing)


def _entry(commands: Commands, name: str, module: str) -> argparse.ArgumentParser:
    """A command about one entry."""
    one = commands.add(name, module)
    one.add_argument("entry", metavar="ENTRY", help=commands.text("entry"))
    commands.add_settings(one)
    return one


def _handed(parser: argparse.ArgumentParser, commands: Commands) -> None:
    parser.add_argument("--unit", metavar="NAME", help=commands.text("handed_unit"))
    parser.add_argument("--assignee", metavar="NAME", help=commands.text("assignee"))


def _described(parser: argparse.ArgumentParser, commands: Commands) -> None:
    """What a document is, as somebody types it (`entry_options.typed`)."""
    for name in ("type", "code", "date", "issuer", "issuer-id", "subject", "signer", "position"):
        _said(parser, commands, name, name.upper())
    for name in ("urgency", "to-places", "file-code", "note", "paper-class"):
        _said(parser, commands, name, name.upper())
    for name in ("page-amount", "issued-amount"):
        key = f"said_{name.replace('-', '_')}"
        parser.add_argument(f"--{name}", type=int, metavar="N", help=commands.text(key))


def _said(parser: argparse.ArgumentParser, commands: Commands, name: str, metavar: str) -> None:
    key = f"said_{name.replace('-', '_')}"
    parser.add_argument(f"--{name}", metavar=metavar, help=commands.text(key))


def _status(text: str) -> Status:
    """By its code, with or without the 0 before it. Raises: ArgumentTypeError."""
    try:
        return Status(text.strip().zfill(2))
    except ValueError as error:
        raise argparse.ArgumentTypeError(text) from error


def _channel(text: str) -> Channel:
    """Raises: ArgumentTypeError."""
    try:
        return Channel(text.strip().lower())
    except ValueError as error:
        raise argparse.ArgumentTypeError(text) from error
