"""What every page works with: the archive, its register, the settings, the door, a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Jobs
from pipeline.office.door import OfficeDoor
from pipeline.office.follower import Follower
from pipeline.office.looking import Looks
from pipeline.office.people import Asker, asker_for
from pipeline.register.store import Register
from pipeline.settings import Settings
from pipeline.web.feeder import Feeder
from pipeline.web.reading_room import ReadingRoom
from pipeline.web.workbench.claims import Claims
from pipeline.web.workbench.visiting import Door, Visitor


@dataclass(frozen=True, slots=True)
class Premises:
    """One archive, open to visitors."""

    archive: ArchiveFolder
    register: Register
    settings: Settings
    room: ReadingRoom
    """Documents as a reader sees them: what is not for them is not there."""
    door: Door
    jobs: Callable[[], Jobs]
    """Bounded children; started when they are first needed."""
    now: Callable[[], datetime]
    looks: Looks = field(default_factory=Looks, kw_only=True)
    """Who saw what; to the history."""
    claims: Claims = field(default_factory=Claims, kw_only=True)
    """Who has which question before them."""
    feeder: Feeder | None = None
    """Digitises what is handed in; None: nothing can be."""
    follower: Follower | None = None
    """Index and files follow what people correct; None: they do so the next time."""

    @property
    def people(self) -> OfficeDoor:
        """The accounts and sessions of the register, whoever stands at the door."""
        return OfficeDoor(self.register, self.settings.workbench)

    def corrected(self, document_id: str) -> None:
        """Somebody corrected this document: index and files follow."""
        if self.follower is not None:
            self.follower.poke(document_id)

    def asker(self, visitor: Visitor) -> Asker:
        """The visitor at the registers of documents. Raises: SignInNeeded."""
        return asker_for(self.settings, visitor.known.person)


def _premises(request: Request) -> Premises:
    return cast("Premises", request.app.state.premises)


Here = Annotated[Premises, Depends(_premises)]
