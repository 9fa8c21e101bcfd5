"""`sohoa account`: who may come in at the workbench, and who is in."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipeline.cli.digitize import who
from pipeline.cli.printing import columns, local_time
from pipeline.cli.records import begin_archive, opened
from pipeline.errors import NotAllowed, SettingsInvalid
from pipeline.messages import say
from pipeline.model.access import Access, Rights, unit_name
from pipeline.model.account import AccountRole, KnownAccount, NewAccount, Session, account_name
from pipeline.model.names import printable
from pipeline.office.door import OfficeDoor
from pipeline.settings import Settings, load_settings


def account_add(options: argparse.Namespace) -> int:
    """Makes an account; its owner chooses a password of their own at the first sign-in."""
    name = account_name(options.name)
    if name is None:
        raise SettingsInvalid("account_name", {"name": options.name})
    if not options.roles:
        raise SettingsInvalid("account_roles", {"roles": ", ".join(AccountRole)})
    new = _written(options, NewAccount(name, options.full_name or name, frozenset()))
    if options.new:
        begin_archive(options)
    with _at_the_door(options) as (door, _):
        password = "" if options.no_password else _password(options, door)
        account = door.admit(new, password, datetime.now(UTC), who())
        known = door.accounts.named(account.name)
    return _tell(options, "added", known, password)


def account_list(options: argparse.Namespace) -> int:
    """Who may come in, and what each may do."""
    now = datetime.now(UTC)
    rows = [tuple(say(options.language, f"account.{name}") for name in _COLUMNS)]
    with _at_the_door(options) as (door, _):
        for known in door.accounts.all():
            until = door.waits_until(known.account.name, now)
            if options.json:
                print(json.dumps(_json(known, until), ensure_ascii=False))
            rows.append(_row(known, until, options))
    if not options.json:
        none = say(options.language, "account.none")
        print(*(columns(rows) if rows[1:] else [none]), sep="\n")
    return 0


def account_change(options: argparse.Namespace) -> int:
    """Writes what is named anew; the rest stays."""
    now = datetime.now(UTC)
    with _at_the_door(options) as (door, settings):
        known = door.accounts.named(options.name)
        new = _written(options, _as_written(known))
        active, version = known.account.active, known.version
        door.accounts.change(new, active=active, version=version, now=now, who=who())
        if options.subject is not None:
            if not settings.oidc.issuer:
                raise SettingsInvalid("no_issuer")
            issuer = settings.oidc.issuer if options.subject else ""
            door.accounts.vouch(new.name, issuer, options.subject, now, who())
        known = door.accounts.named(options.name)
    return _tell(options, "changed", known)


def account_password(options: argparse.Namespace) -> int:
    """A new password in place of one that was forgotten; all sessions end."""
    with _at_the_door(options) as (door, _):
        known = door.accounts.named(options.name)
        password = _password(options, door)
        door.give_password(known.account.name, password, datetime.now(UTC), who())
    return _tell(options, "password_given", known, password)


def account_disable(options: argparse.Namespace) -> int:
    """Nobody comes in with it any more, and who is in is out; the history keeps its name."""
    return _tell(options, "disabled", _switch(options, active=False))


def account_enable(options: argparse.Namespace) -> int:
    """It opens again, and who waits after too many wrong passwords may try at once."""
    return _tell(options, "enabled", _switch(options, active=True))


def account_sessions(options: argparse.Namespace) -> int:
    """Where somebody is signed in."""
    now = datetime.now(UTC)
    rows = [tuple(say(options.language, f"account.{name}") for name in _OF_SESSIONS)]
    with _at_the_door(options) as (door, _):
        for session in door.sessions(door.accounts.named(options.name).account.name, now):
            shown = _session_json(session)
            if options.json:
                print(json.dumps(shown, ensure_ascii=False))
            times = (local_time(at) for at in (session.began_at, session.seen_at, session.ends_at))
            whence = (printable(session.whence.address), printable(session.whence.agent))
            rows.append((str(session.id), *times, *whence))
    if not options.json:
        none = say(options.language, "account.no_sessions")
        print(*(columns(rows) if rows[1:] else [none]), sep="\n")
    return 0


def account_end(options: argparse.Namespace) -> int:
    """Signs somebody out, of one session or of all."""
    now = datetime.now(UTC)
    with _at_the_door(options) as (door, _):
        known = door.accounts.named(options.name)
        if options.session is None:
            count = door.end_sessions(known.account.name, now, who())
        else:
            door.end_session(known.account.name, options.session, now, who())
            count = 1
    if options.json:
        print(json.dumps({"name": known.account.name, "ended": count}))
    else:
        told = {"name": known.account.name, "count": count}
        print(say(options.language, "account.ended", told))
    return 0


@contextmanager
def _at_the_door(options: argparse.Namespace) -> Iterator[tuple[OfficeDoor, Settings]]:
    settings = load_settings(options.settings)
    with opened(options) as (_, register):
        yield OfficeDoor(register, settings.workbench), settings


def _switch(options: argparse.Namespace, *, active: bool) -> KnownAccount:
    now = datetime.now(UTC)
    with _at_the_door(options) as (door, _):
        known = door.accounts.named(options.name)
        new, version = _as_written(known), known.version
        if active:
            door.unlock(new.name, now, who())
        return door.accounts.change(new, active=active, version=version, now=now, who=who())


def _as_written(known: KnownAccount) -> NewAccount:
    one = known.account
    return NewAccount(one.name, one.full_name, one.roles, one.rights, one.unit, one.language)


def _written(options: argparse.Namespace, before: NewAccount) -> NewAccount:
    """With what was typed."""
    access, units = before.rights.access, before.rights.units
    if options.access:
        access = frozenset(Access(one) for one in options.access)
    if options.units:
        units = frozenset(unit_name(one) for one in options.units)
    if getattr(options, "every_unit", False):
        units = None
    typed: dict[str, Any] = {"rights": Rights(access, units)}
    if options.roles:
        typed["roles"] = frozenset(AccountRole(one) for one in options.roles)
    if options.unit is not None:
        typed["unit"] = unit_name(options.unit)
    if options.speaks is not None:
        typed["language"] = options.speaks
    if options.full_name is not None:
        typed["full_name"] = options.full_name.strip() or before.name
    return replace(before, **typed)


def _password(options: argparse.Namespace, door: OfficeDoor) -> str:
    """Never an argument: those are in the list of processes and in the history of the shell."""
    if options.generate:
        return door.generated()
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(say(options.language, "account.type_password"))
    if getpass.getpass(say(options.language, "account.type_again")) != first:
        raise NotAllowed("passwords_differ")
    return first


_COLUMNS = ("name", "full_name", "roles", "unit", "sees", "state", "signed_in_at")
_OF_SESSIONS = ("session", "began_at", "seen_at", "ends_at", "address", "agent")


def _json(known: KnownAccount, until: datetime | None = None) -> dict[str, Any]:
    one = known.account
    units = one.rights.units
    return {
        "name": one.name,
        "full_name": one.full_name,
        "roles": sorted(one.roles),
        "unit": one.unit,
        "access": sorted(one.rights.access),
        "units": None if units is None else sorted(units),
        "language": one.language,
        "active": one.active,
        "has_password": known.has_password,
        "must_change": one.must_change,
        "waits_until": None if until is None else until.isoformat(),
        "issuer": known.issuer or None,
        "subject": known.subject or None,
        "made_at": known.made_at.isoformat(),
        "made_by": known.made_by,
        "signed_in_at": None if known.signed_in_at is None else known.signed_in_at.isoformat(),
    }


def _session_json(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "began_at": session.began_at.isoformat(),
        "seen_at": session.seen_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "address": session.whence.address,
        "agent": session.whence.agent,
    }


def _row(
    known: KnownAccount, until: datetime | None, options: argparse.Namespace
) -> tuple[str, ...]:
    one, language = known.account, options.language
    state = "active" if one.active else "inactive"
    if one.active and until is not None:
        state = "waiting"
    elif one.active and one.must_change:
        state = "must_change"
    levels = ", ".join(say(language, f"access.{level}") for level in sorted(one.rights.access))
    units = "" if one.rights.units is None else f" · {', '.join(sorted(one.rights.units)) or '—'}"
    seen = "—" if known.signed_in_at is None else local_time(known.signed_in_at)
    roles = ", ".join(say(language, f"accountrole.{role}") for role in sorted(one.roles))
    told = say(language, f"account.{state}")
    return (one.name, one.full_name, roles, one.unit or "—", f"{levels}{units}", told, seen)


def _tell(
    options: argparse.Namespace, key: str, known: KnownAccount, password: str | None = None
) -> int:
    """`password` is printed where it was made here: nobody knows it otherwise."""
    made = password if getattr(options, "generate", False) else None
    if options.json:
        row = _json(known) | ({} if made is None else {"password": made})
        print(json.dumps(row, ensure_ascii=False))
        return 0
    print(say(options.language, f"account.{key}", {"name": known.account.name}))
    if made is not None:
        print(say(options.language, "account.generated", {"password": made}))
    return 0
