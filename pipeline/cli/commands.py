"""How a command is added to the parser: its help in a person's language, what all of them take."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.messages import LANGUAGES, Language, say
from pipeline.model.access import Access

Run = Callable[[argparse.Namespace], int]


@dataclass(frozen=True, slots=True)
class Commands:
    """Where commands are added: those of `sohoa` itself, or those of a group of it.

    The command NAME of module `pipeline/cli/MODULE.py` is its function NAME; that of a group is
    called GROUP_NAME, and so is the key of its help.
    """

    into: argparse._SubParsersAction[Any]
    language: Language
    group: str = ""

    def text(self, key: str) -> str:
        """The help of this key."""
        return help_text(self.language, key)

    def add(
        self, name: str, module: str, *, json: bool = True, archive: str = "archive"
    ) -> argparse.ArgumentParser:
        """A command; heavy modules are imported only when it runs."""
        function = self._key(name)
        one = self._parser(name)
        one.set_defaults(
            run=_runner(module, function), language=self.language, settings=_settings_file()
        )
        one.add_argument(
            "--archive", type=Path, metavar="DIR", default=_archive(), help=self.text(archive)
        )
        add_language(one, self.language)
        if json:
            one.add_argument("--json", action="store_true", help=self.text("json"))
        return one

    def add_group(self, name: str) -> Commands:
        """A command that has commands of its own: `sohoa register list`."""
        into = self._parser(name).add_subparsers(
            metavar=self.text("command"), dest=f"{name}_command", required=True
        )
        return Commands(into, self.language, self._key(name))

    def add_settings(self, parser: argparse.ArgumentParser) -> None:
        """One file for all commands: where register and index are, they must agree."""
        default, told = _settings_file(), self.text("settings")
        parser.add_argument("--settings", type=Path, metavar="FILE", default=default, help=told)

    def add_holding(self, parser: argparse.ArgumentParser) -> None:
        """Options that say who may see documents and whose they are."""
        parser.add_argument("--access", type=_access, metavar="ACCESS", help=self.text("access"))
        parser.add_argument("--unit", metavar="NAME", help=self.text("unit"))

    def _key(self, name: str) -> str:
        words = f"{self.group}_{name}" if self.group else name
        return words.replace("-", "_")

    def _parser(self, name: str) -> argparse.ArgumentParser:
        words = self.text(self._key(name))
        one: argparse.ArgumentParser = self.into.add_parser(name, help=words, description=words)
        add_headings(one, self.language)
        return one


def _settings_file() -> Path | None:
    """Commands without `--settings` too must find the register."""
    named = os.environ.get("SOHOA_SETTINGS")
    return Path(named) if named else None


def help_text(language: Language, key: str) -> str:
    return say(language, f"help.{key}").replace("%", "%%")


def add_language(parser: argparse.ArgumentParser, language: Language) -> None:
    words = help_text(language, "lang")
    parser.add_argument("--lang", choices=LANGUAGES, default=language, help=words)


def add_headings(parser: argparse.ArgumentParser, language: Language) -> None:
    parser._positionals.title = help_text(language, "positionals")
    parser._optionals.title = help_text(language, "optionals")


def _access(text: str) -> Access:
    """Raises: ArgumentTypeError."""
    try:
        return Access(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(text) from error


def _archive() -> Path:
    return Path(os.environ.get("SOHOA_ARCHIVE", "archive"))


def _runner(module: str, name: str) -> Run:
    def run(options: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"pipeline.cli.{module}"), name)(options)
        return code

    return run
