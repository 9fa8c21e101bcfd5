"""What can be typed after `sohoa watch`."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.commands import Commands


def add_watch(commands: Commands) -> None:
    watch = commands.add("watch", "watch")
    text = commands.text
    watch.add_argument("folder", type=Path, metavar="FOLDER", help=text("watch_folder"))
    how = watch.add_mutually_exclusive_group()
    for originals in ("move", "keep"):
        how.add_argument(
            f"--{originals}",
            dest="originals",
            action="store_const",
            const=originals,
            help=text(f"watch_{originals}"),
        )
    watch.add_argument("--once", action="store_true", help=text("watch_once"))
    watch.add_argument("--name", metavar="NAME", help=text("watch_name"))
    watch.add_argument("--register", metavar="BOOK", help=text("digitize_register"))
    commands.add_holding(watch)
    commands.add_settings(watch)
