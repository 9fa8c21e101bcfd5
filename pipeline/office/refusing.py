"""What a document lacks, and the refusal of it by a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import NotAllowed, NotFound
from pipeline.indexing import read_pages
from pipeline.model.entry import HERE, Entry, Lack, Status
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.model.record import Field, Record
from pipeline.office.moving import allowed_step
from pipeline.office.registry import Registry
from pipeline.office_rules import SHOULD_BE_ELECTRONIC, completeness_rules, paper_rules
from pipeline.register.entries import Document
from pipeline.rules import rules_of
from pipeline.sections.paper import PartRule
from pipeline.steps.office.completeness import Looked, PartSeen, missing, parts_seen
from pipeline.steps.office.paper_class import facts_of_record, paper_class

BY_REASON = "reason"
"""The rule of what a person wrote in words of their own."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked for in a document, and whether it is there."""

    seen: tuple[PartSeen, ...]
    paper_class: str | None
    paper_sure: bool
    """Whether the class was told, or a person has still to say it."""

    @property
    def missing(self) -> tuple[PartRule, ...]:
        """What may be proposed for a refusal; a person refuses."""
        return missing(self.seen)


def check_document(
    registry: Registry, archive: ArchiveFolder, document: Document, entry: Entry | None = None
) -> Checked:
    """What a document of the archive has and lacks; its entry may know more of it.

    Without its readings nothing is surely missing.
    """
    paper = paper_rules(registry.settings)
    verdict = paper_class(facts_of_record(document.record), paper)
    key = verdict.key if entry is None or entry.paper_class is None else entry.paper_class
    sure = verdict.sure if entry is None else "paper_class" not in entry.unsure and key is not None
    try:
        pages = tuple(read_pages(archive, document))
    except NotFound:
        pages = ()
    # Told by who sends it: citizens and firms, whom the decree does not bind.
    private = verdict.key != SHOULD_BE_ELECTRONIC and any(
        sign.fact == "issuer" for sign in verdict.signs
    )
    looked = Looked(_known(document.record, entry), pages, key, private)
    rules, reading = completeness_rules(registry.settings), rules_of(registry.settings.office)
    return Checked(parts_seen(looked, rules, reading), key, sure)


def scan_of(registry: Registry, entry: Entry) -> Document | None:
    """The first form that is a document of the archive; a quarantined one is never read."""
    for form in entry.forms:
        if form.document_id is not None and entry.id > 0:
            return registry.register.document(form.document_id)
    return None


def lacking_in(
    registry: Registry, archive: ArchiveFolder
) -> Callable[[Document], tuple[PartRule, ...]]:
    """Tells of a document what it surely lacks (`Coming.lacking`)."""
    return lambda document: check_document(registry, archive, document).missing


def refuse(
    registry: Registry,
    entry: Entry,
    keys: Sequence[str],
    reason: str,
    proposed: Sequence[PartRule] = (),
) -> Entry:
    """Refuses an entry for what a person says that it lacks, or else for what was surely missed.

    Raises:
        NotAllowed: nothing is said or surely missing, or as a move.
        SettingsInvalid: there is no such part.
    """
    rules = completeness_rules(registry.settings)
    parts = tuple(rules.part(key) for key in keys) or (() if reason.strip() else tuple(proposed))
    lacks = [Lack(part.key, part.name.vi, part.clause) for part in parts]
    if reason.strip():
        lacks.append(Lack(BY_REASON, " ".join(reason.split()), ""))
    if not lacks:
        raise NotAllowed("nothing_lacks", {"entry": entry.key})
    allowed_step(registry, entry, Status.REFUSED, lacks[0].part)
    hidden = entry.book in registry.settings.registers.secret_books
    notices = () if hidden else (NewNotice(NoticeKind.REFUSED),)
    now, who = registry.now(), registry.person.name
    return registry.register.entries.refuse(entry.id, lacks, now, who, notices)


def days_between(refused: Entry, again: Entry) -> int | None:
    """Days from the refusal to the next try; None while it is not known."""
    if refused.done_on is None:
        return None
    return (again.arrived_at.astimezone(HERE).date() - refused.done_on).days


def _known(record: Record, entry: Entry | None) -> Record:
    """The record, with what a person wrote into the register since."""
    if entry is None:
        return record
    said, named = entry.described, dict(record.items())
    fields = {
        "type": said.type,
        "number": said.code_number,
        "notation": said.code_notation,
        "date": said.issued_on,
        "issuer": said.issuer,
        "subject": said.subject,
        "signer_name": said.signer_name,
    }
    for name, value in fields.items():
        if value is not None and value != named[name].value:
            named[name] = Field(value, 1.0)
    return Record(**named, references=record.references)
