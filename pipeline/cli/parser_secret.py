"""What can be typed after `sohoa secret`."""

from __future__ import annotations

from pipeline.cli.commands import Commands
from pipeline.steps.office.secret_entry import LEVELS


def add_secret(commands: Commands) -> None:
    secret = commands.add_group("secret")
    text = commands.text
    commands.add_settings(secret.add("list", "secret"))
    receive = secret.add("receive", "secret")
    receive.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    receive.add_argument("--level", choices=LEVELS, metavar="LEVEL", help=text("secret_level"))
    receive.add_argument("--code", metavar="CODE", help=text("secret_code"))
    receive.add_argument("--date", metavar="DATE", help=text("secret_date"))
    receive.add_argument("--issuer", metavar="NAME", help=text("secret_issuer"))
    receive.add_argument("--subject", metavar="TEXT", help=text("secret_subject"))
    commands.add_settings(receive)
    release = secret.add("release", "secret")
    release.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    release.add_argument("--reason", metavar="TEXT", required=True, help=text("secret_reason"))
    commands.add_settings(release)
    for name in ("grant", "deny"):
        decide = secret.add(name, "secret")
        decide.add_argument("release_id", type=int, metavar="ID", help=text("secret_release_id"))
        commands.add_settings(decide)
    lock = secret.add("lock", "secret")
    lock.add_argument("document_id", metavar="WHAT", help=text("secret_what"))
    lock.add_argument(
        "--level", choices=LEVELS, metavar="LEVEL", required=True, help=text("secret_level")
    )
    commands.add_settings(lock)
    commands.add_settings(secret.add("settle", "secret"))
