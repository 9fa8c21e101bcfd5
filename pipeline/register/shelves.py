"""What a register keeps besides its documents, each with operations of its own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from pipeline.register.accounts import Accounts
from pipeline.register.audit import Trail
from pipeline.register.corrections import Corrections
from pipeline.register.doubts import Doubts
from pipeline.register.entry_book import EntryBook
from pipeline.register.exchange_messages import ExchangeMessages
from pipeline.register.importing import Imports
from pipeline.register.intake_jobs import IntakeJobs
from pipeline.register.mail_messages import MailMessages
from pipeline.register.match_book import MatchBook
from pipeline.register.notices import Notices
from pipeline.register.page_places import PagePlaces
from pipeline.register.samples import Samples
from pipeline.register.saved import SavedSearches
from pipeline.register.secrets import Secrets
from pipeline.register.sessions import Sessions
from pipeline.register.sign_in_tries import SignInTries
from pipeline.register.signature_shelf import SignatureShelf


class Shelves:
    """Each opens its own transactions."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self.mail = MailMessages(engine, path)
        self.notices = Notices(engine, path)
        self.page_places = PagePlaces(engine, path)
        self.saved = SavedSearches(engine, path)
        self.trail = Trail(engine, path)
        self.entries = EntryBook(engine, path)
        self.matches = MatchBook(engine, path)
        self.corrections = Corrections(engine, path)
        self.doubts = Doubts(engine, path)
        self.samples = Samples(engine, path)
        self.exchange = ExchangeMessages(engine, path)
        self.imports = Imports(engine, path)
        self.intake = IntakeJobs(engine, path)
        self.secrets = Secrets(engine, path)
        self.signatures = SignatureShelf(engine, path)
        self.accounts = Accounts(engine, path)
        self.sessions = Sessions(engine, path)
        self.sign_in_tries = SignInTries(engine, path)
