"""What can be typed after `sohoa register`, and the commands that move its entries on."""

from __future__ import annotations

from pipeline.cli.commands import Commands


def add_register(commands: Commands) -> None:
    register = commands.add_group("register")
    commands.add_settings(register.add("books", "register"))
