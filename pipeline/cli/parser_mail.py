"""What can be typed after `sohoa announce` and `sohoa mail`."""

from __future__ import annotations

from pipeline.cli.commands import Commands


def add_announce(commands: Commands) -> None:
    announce = commands.add("announce", "announce")
    announce.add_argument("--dry-run", action="store_true", help=commands.text("announce_dry_run"))
    commands.add_settings(announce)
