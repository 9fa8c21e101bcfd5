"""The desk at which entries of the registers are made and moved on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.model.entry import HERE, Described, Matter
from pipeline.model.person import Person
from pipeline.office.people import Asker, asker
from pipeline.office.reconciling import Reconciler
from pipeline.register.store import Register
from pipeline.register_rules import OfficeRules, default_holidays, default_office
from pipeline.settings import Settings
from pipeline.steps.office.due import Due, due_day
from pipeline.steps.office.working_days import Calendar, calendar


@dataclass(frozen=True, slots=True)
class Registry:
    """Somebody at the registers, with the rules of the office."""

    register: Register
    settings: Settings
    asker: Asker
    rules: OfficeRules
    calendar: Calendar
    now: Callable[[], datetime]
    matcher: Reconciler | None = None
    """Tells whether what arrives is here already in another form; None: nobody looks."""

    @property
    def person(self) -> Person:
        return self.asker.person

    @property
    def today(self) -> date:
        """The day at the office."""
        return self.now().astimezone(HERE).date()

    def due(self, described: Described, matter: Matter, received_on: date) -> Due | None:
        """Until when a document is to be done; None where no rule says it."""
        return due_day(described, matter, received_on, self.rules.terms, self.calendar)


def registry(
    register: Register,
    settings: Settings,
    who: str,
    now: Callable[[], datetime],
    matcher: Reconciler | None = None,
) -> Registry:
    """Raises: SettingsInvalid: `who` is none of the people of the settings, or a rule is wrong."""
    return registry_for(register, settings, asker(settings, who), now, matcher)


def registry_for(
    register: Register,
    settings: Settings,
    seen_by: Asker,
    now: Callable[[], datetime],
    matcher: Reconciler | None = None,
) -> Registry:
    """The desk for somebody who is known already. Raises: SettingsInvalid: a rule is wrong."""
    own = settings.registers
    return Registry(
        register,
        settings,
        seen_by,
        default_office().with_own(own),
        calendar(default_holidays(), own.days_off, own.worked_days),
        now,
        matcher,
    )
