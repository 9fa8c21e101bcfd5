"""What can be typed after `sohoa announce` and `sohoa mail`."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.commands import Commands
from pipeline.model.mail import MailState

_SHOWN = 50


def add_announce(commands: Commands) -> None:
    announce = commands.add("announce", "announce")
    announce.add_argument("--dry-run", action="store_true", help=commands.text("announce_dry_run"))
    commands.add_settings(announce)


def add_mail(commands: Commands) -> None:
    mail = commands.add_group("mail")
    fetch = mail.add("fetch", "mail")
    fetch.add_argument("--folder", type=Path, metavar="FOLDER", help=mail.text("mail_folder"))
    fetch.add_argument("--hold", action="store_true", help=mail.text("hold"))
    mail.add_settings(fetch)
    listing = mail.add("list", "mail")
    listing.add_argument(
        "--state",
        action="append",
        default=[],
        choices=tuple(MailState),
        metavar="STATE",
        help=mail.text("mail_state"),
    )
    listing.add_argument(
        "--limit", type=int, default=_SHOWN, metavar="N", help=mail.text("mail_limit")
    )
    mail.add_settings(listing)
