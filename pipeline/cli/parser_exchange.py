"""What can be typed after `sohoa exchange`."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.commands import Commands


def add_exchange(commands: Commands) -> None:
    exchange = commands.add_group("exchange")
    send = exchange.add("send", "exchange")
    send.add_argument("entry", nargs="?", metavar="ENTRY", help=exchange.text("exchange_entry"))
    send.add_argument(
        "--to", action="append", default=[], metavar="ORGAN", help=exchange.text("exchange_to")
    )
    exchange.add_settings(send)
    receive = exchange.add("receive", "exchange")
    receive.add_argument(
        "--from", dest="inbox", type=Path, metavar="FOLDER", help=exchange.text("exchange_from")
    )
    exchange.add_settings(receive)
    status = exchange.add("status", "exchange")
    status.add_argument("entry", nargs="?", metavar="ENTRY", help=exchange.text("entry"))
    status.add_argument("--all", action="store_true", help=exchange.text("exchange_all"))
    exchange.add_settings(status)
