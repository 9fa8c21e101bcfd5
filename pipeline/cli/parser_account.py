"""What can be typed after `sohoa account`."""

from __future__ import annotations

import argparse

from pipeline.cli.commands import Commands
from pipeline.messages import LANGUAGES
from pipeline.model.access import Access
from pipeline.model.account import AccountRole

_ROLES = tuple(role.value for role in AccountRole)
_LEVELS = tuple(level.value for level in Access)


def add_account(commands: Commands) -> None:
    account = commands.add_group("account")
    text = commands.text
    add = _named(account, "add")
    _described(add, account)
    add.add_argument("--new", action="store_true", help=text("account_new"))
    given = add.add_mutually_exclusive_group()
    given.add_argument("--generate", action="store_true", help=text("account_generate"))
    given.add_argument("--no-password", action="store_true", help=text("account_no_password"))
    commands.add_settings(account.add("list", "account"))
    change = _named(account, "change")
    _described(change, account)
    change.add_argument("--every-unit", action="store_true", help=text("account_every_unit"))
    change.add_argument("--subject", metavar="ID", help=text("account_subject"))
    password = _named(account, "password")
    password.add_argument("--generate", action="store_true", help=text("account_generate"))
    _named(account, "disable")
    _named(account, "enable")
    _named(account, "sessions")
    end = _named(account, "end")
    end.add_argument("session", type=int, nargs="?", metavar="ID", help=text("account_session"))


def _named(account: Commands, command: str) -> argparse.ArgumentParser:
    one = account.add(command, "account")
    one.add_argument("name", metavar="NAME", help=account.text("account_name"))
    account.add_settings(one)
    return one


def _described(one: argparse.ArgumentParser, account: Commands) -> None:
    text = account.text
    one.add_argument("--full-name", metavar="NAME", help=text("account_full_name"))
    one.add_argument(
        "--role",
        dest="roles",
        action="append",
        choices=_ROLES,
        metavar="ROLE",
        help=text("account_role"),
    )
    one.add_argument("--unit", metavar="NAME", help=text("account_unit"))
    one.add_argument(
        "--sees",
        dest="access",
        action="append",
        choices=_LEVELS,
        metavar="ACCESS",
        help=text("account_sees"),
    )
    one.add_argument(
        "--of-unit", dest="units", action="append", metavar="NAME", help=text("account_of_unit")
    )
    one.add_argument("--speaks", choices=LANGUAGES, help=text("account_speaks"))
