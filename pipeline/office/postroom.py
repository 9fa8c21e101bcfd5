"""The desk at which messages of exchange come in and go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Jobs
from pipeline.errors import EngineFailed, NotAllowed, SettingsInvalid
from pipeline.exchange.edxml.model import Organ
from pipeline.match_rules import default_matching
from pipeline.model.entry import SignatureState
from pipeline.model.person import Person, Role
from pipeline.model.signature import signature_from_json, state_of
from pipeline.office.people import Asker
from pipeline.office.reconciling import Reconciler
from pipeline.office.registry import Registry
from pipeline.partner_rules import PartnerRules, partner_rules
from pipeline.register.exchange_messages import ExchangeMessages
from pipeline.register.store import Register
from pipeline.register_rules import default_holidays, default_office
from pipeline.sections.partner import ExchangeSettings, Partner
from pipeline.settings import Settings
from pipeline.steps.office.working_days import calendar

Judge = Callable[[Path], SignatureState]
"""What the digital signatures of a PDF are worth."""


@dataclass(frozen=True, slots=True)
class Postroom:
    """Whoever takes in and sends messages, with the partners of the office."""

    archive: ArchiveFolder
    registry: Registry
    partners: PartnerRules
    judge: Judge

    @property
    def messages(self) -> ExchangeMessages:
        return self.registry.register.exchange

    @property
    def settings(self) -> ExchangeSettings:
        return self.registry.settings.exchange

    @property
    def today(self) -> date:
        return self.registry.today

    @property
    def who(self) -> str:
        return self.registry.person.name

    def us(self) -> Organ:
        """This office. Raises: SettingsInvalid: it has no code."""
        if not self.settings.organ_id:
            raise SettingsInvalid("exchange_no_organ")
        return Organ(self.settings.organ_id, self.settings.organ_name or None)

    def partner_of(self, organ_id: str) -> Partner:
        return self.partners.of_organ(organ_id, self.today)

    def code_of(self, organ_id: str) -> str:
        """Old and new code of an organ are one."""
        return self.partners.current(organ_id, self.today)


def counter(
    archive: ArchiveFolder,
    register: Register,
    settings: Settings,
    now: Callable[[], datetime],
    judge: Judge,
) -> Callable[[Partner], Postroom]:
    """Where partners hand in messages themselves: the history names the partner.

    Raises:
        SettingsInvalid.
    """
    partners = partner_rules(settings)
    books = tuple(book for book in settings.registers.books if not book.secret)
    rules = default_office().with_own(settings.registers)
    days = settings.registers
    working = calendar(default_holidays(), days.days_off, days.worked_days)
    matcher = Reconciler(register, archive, default_matching())

    def room_of(partner: Partner) -> Postroom:
        person = Person(f"exchange: {partner.key}", frozenset({Role.CLERK}))
        hidden = settings.registers.secret_books
        asked = Asker(person, hidden, books)
        desk = Registry(register, settings, asked, rules, working, now, matcher)
        return Postroom(archive, desk, partners, judge)

    return room_of


def judged_by(jobs: Jobs, settings: Settings, now: Callable[[], datetime]) -> Judge:
    """Judges in a bounded child process; a file on which that fails could not be judged."""

    def judge(path: Path) -> SignatureState:
        arguments = {
            "path": str(path.resolve()),
            "trust": list(settings.signatures.trust),
            "now": now().isoformat(),
        }
        done = jobs.submit("signatures", arguments, settings.limits.file_seconds)
        try:
            answer = done.result()
        except EngineFailed:
            return SignatureState.UNREADABLE
        return state_of([signature_from_json(one) for one in answer["signatures"]])

    return judge


def require_clerk(room: Postroom) -> None:
    """Raises: NotAllowed."""
    if Role.CLERK not in room.registry.person.roles:
        raise NotAllowed("only_clerks", {"who": room.who, "roles": Role.CLERK.value})
