"""`sohoa assign`, `advance` and `recall`: an entry moves on."""

from __future__ import annotations

import argparse

from pipeline.cli.register import at_registry, print_entry
from pipeline.errors import SettingsInvalid
from pipeline.model.access import unit_name
from pipeline.model.entry import Status
from pipeline.office import moving
from pipeline.office.typed import one_line


def assign(options: argparse.Namespace) -> int:
    """Hands an entry to a unit, or to somebody."""
    unit, assignee = unit_name(options.unit or ""), one_line(options.assignee or "")
    if not unit and not assignee:
        raise SettingsInvalid("assigned_to_nobody")
    with at_registry(options) as desk:
        entry = desk.asker.entry(desk.register, options.entry)
        print_entry(moving.assign(desk, entry, unit, assignee, options.due), options)
    return 0


def advance(options: argparse.Namespace) -> int:
    """Moves an entry to a status, or the ordinary way on."""
    with at_registry(options) as desk:
        entry = desk.asker.entry(desk.register, options.entry)
        reason = one_line(options.reason)
        print_entry(moving.advance(desk, entry, options.to, reason), options)
    return 0


def recall(options: argparse.Namespace) -> int:
    """Notes that an entry is asked back, or what was decided."""
    to = Status.RECALL_ASKED
    if options.grant or options.deny:
        to = Status.RECALLED if options.grant else Status.RECALL_REFUSED
    with at_registry(options) as desk:
        entry = desk.asker.entry(desk.register, options.entry)
        print_entry(moving.advance(desk, entry, to, one_line(options.reason)), options)
    return 0
