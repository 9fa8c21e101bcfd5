"""A document arrives, or goes out: it is entered into a register, with its number if received."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pipeline.errors import NotAllowed, NotFound, Param
from pipeline.model.entry import (
    HERE,
    Channel,
    Criteria,
    Described,
    Direction,
    Entry,
    Matter,
    NewEntry,
    NewForm,
    Status,
)
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.model.person import Role
from pipeline.model.record import State
from pipeline.office.channels import channel_of
from pipeline.office.described import Told, told_by
from pipeline.office.reconciling import Looked, sure
from pipeline.office.registry import Registry
from pipeline.office_rules import paper_rules
from pipeline.register.entries import Document, Input
from pipeline.sections.paper import PartRule
from pipeline.sections.register import Book
from pipeline.steps.office.paper_class import PaperFacts, facts_of, paper_class
from pipeline.steps.office.secret_entry import check_subject

ENTERED = (State.ACCEPTED, State.REVIEW)
"""States of documents that are entered; a quarantined one has a way of its own."""


@dataclass(frozen=True, slots=True)
class Coming:
    """How something comes, and what somebody says of it."""

    book: Book
    arrived_at: datetime
    channel: Channel | None = None
    """None: as its file tells it."""
    matter: Matter = Matter.DOCUMENT
    typed: Mapping[str, str | int] = field(default_factory=dict)
    """Fields of `Described` by name; they go before what was read."""
    unit: str = ""
    assignee: str = ""
    due_on: date | None = None
    paper_class: str | None = None
    after: Entry | None = None
    """The refused try that this one follows."""
    own_number: bool = False
    """Of what goes out: its number in the register becomes its own."""
    receive: bool = True
    """False: it waits without a number until somebody has looked whether it is complete."""
    message_id: str | None = None
    """The e-mail that brought it."""
    lacking: Callable[[Document], tuple[PartRule, ...]] = lambda _: ()
    """What a document surely lacks: then it waits too, and a person receives or refuses it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of it."""

    entry: Entry
    new: bool
    """False: the document had an entry already."""
    due_sure: bool = True
    """Whether all days off before its due day are known."""
    looked: tuple[Looked, ...] = ()
    """Entries that may be of the same document; of a new one they wait for a person."""
    lacks: tuple[PartRule, ...] = ()
    """What it surely lacks, for which it waits without a number."""


def arrive(registry: Registry, coming: Coming, document: Document | None = None) -> Arrival:
    """Enters a document of the archive, or what somebody typed of one that has no scan.

    Raises:
        NotAllowed: whoever asks is no clerk, or the try before was not refused.
        NotFound: the document is quarantined.
        SettingsInvalid: there is no such class of paper.
    """
    _check(registry, coming, document)
    return _entered(registry, coming, document)


def arrive_released(registry: Registry, coming: Coming, document: Document) -> Arrival:
    """Enters what a keeper let out of quarantine; keepers need not be clerks for that."""
    return _entered(registry, coming, document)


def _entered(registry: Registry, coming: Coming, document: Document | None) -> Arrival:
    if document is not None:
        known = registry.register.entries.of_document(document.id)
        known = known or _brought(registry, document)
        if known is not None:
            return Arrival(known, new=False)
    told = (told_by(document) if document else Told(Described())).with_typed(coming.typed)
    if coming.after is None:
        coming = replace(coming, after=earlier_try(registry, told))
    new, due_sure = _new_entry(registry, coming, told, document)
    now, who = registry.now(), registry.person.name
    looked = _looked(registry, coming, told, document)
    same = sure(looked)
    if same is not None and registry.matcher is not None:
        joined = registry.matcher.attach(same, new.form, now, who)
        return Arrival(joined, new=False, looked=looked)
    looked_at = document is not None and coming.book.direction is Direction.INCOMING
    lacks = coming.lacking(document) if document is not None and looked_at else ()
    told_of = _notices(new, coming.book)
    receive = coming.receive and not lacks
    try:
        entry = registry.register.entries.arrive(new, now, who, receive=receive, notices=told_of)
    except NotAllowed as error:
        return Arrival(_entered_meanwhile(registry, document, error), new=False)
    if looked and registry.matcher is not None:
        registry.matcher.put_to_person(entry, looked, now, who)
    return Arrival(entry, new=True, due_sure=due_sure, looked=looked, lacks=lacks)


def _brought(registry: Registry, document: Document) -> Entry | None:
    """The entry of the message that brought this file; it was entered when that came."""
    if document.first_page != 1:
        return None
    now, who = registry.now(), registry.person.name
    found = registry.register.exchange.was_read(document.sha256, document.id, now, who)
    return None if found is None else registry.register.entries.by_id(found)


def _entered_meanwhile(registry: Registry, document: Document | None, error: NotAllowed) -> Entry:
    """What somebody else has entered since we looked. Raises: NotAllowed when it is not that."""
    known = registry.register.entries.of_document(document.id) if document else None
    if error.code != "document_entered" or known is None:
        raise error
    return known


def arrive_batch(registry: Registry, coming: Coming, batch: str) -> Iterator[Arrival]:
    """Enters each document of a batch that ended accepted or in review, in their order."""
    for document in registry.register.documents(batch):
        if document.state in ENTERED:
            yield arrive(registry, coming, document)


def arrive_inputs(registry: Registry, coming: Coming, inputs: Iterable[Input]) -> Iterator[Arrival]:
    """Enters what was made of these inputs, of a duplicate what was made of it before."""
    for one in inputs:
        for document in registry.register.documents_of_master(one.sha256) if one.sha256 else ():
            if document.state in ENTERED:
                yield arrive(registry, coming, document)


def earlier_try(registry: Registry, told: Told) -> Entry | None:
    """The last refused try of the same document, that no other followed yet.

    By issuer, number and symbol, and only where all three are sure: a wrong link tells a sender
    of another's document.
    """
    said = told.described
    needed = {"issuer", "code_number", "code_notation"}
    if needed & set(told.unsure) or said.issuer is None or said.code is None:
        return None
    asked = Criteria(issuer=said.issuer, code=said.code, without_books=registry.asker.hidden)
    of_code = tuple(registry.register.entries.entries(asked))
    followed = {entry.earlier_id for entry in of_code}
    year = (said.issued_on or "")[:4]
    refused = [
        entry
        for entry in of_code
        if entry.status is Status.REFUSED
        and entry.id not in followed
        and _same_year(entry.described.issued_on, year)
    ]
    return refused[-1] if refused else None


def _same_year(date: str | None, year: str) -> bool:
    """Numbers begin anew each year; a date that was missing is no other year."""
    known = bool(date and year) and "?" not in f"{date}"[:4] + year
    return not known or f"{date}"[:4] == year


def _check(registry: Registry, coming: Coming, document: Document | None) -> None:
    if Role.CLERK not in registry.person.roles:
        raise NotAllowed("only_clerks", {"who": registry.person.name, "roles": Role.CLERK.value})
    if document is not None and document.state not in ENTERED:
        raise NotFound("quarantined", {"id": document.id})
    if coming.after is not None and coming.after.status is not Status.REFUSED:
        params: dict[str, Param] = {"entry": coming.after.key, "status": coming.after.status.value}
        raise NotAllowed("not_refused", params)
    if coming.paper_class is not None:
        paper_rules(registry.settings).check_key(coming.paper_class)


def _looked(
    registry: Registry, coming: Coming, told: Told, document: Document | None
) -> tuple[Looked, ...]:
    """What may be the same document; a document that follows a refused try is no other form."""
    alone = coming.book.secret or coming.after is not None or coming.matter is Matter.DOSSIER
    if registry.matcher is None or alone:
        return ()
    direction = coming.book.direction
    found = registry.matcher.look(told.described, told.unsure, document, direction)
    return tuple(one for one in found if one.entry.book not in registry.asker.hidden)


def _new_entry(
    registry: Registry, coming: Coming, told: Told, document: Document | None
) -> tuple[NewEntry, bool]:
    """The entry, and whether all days off before its due day are known."""
    arrived_on = coming.arrived_at.astimezone(HERE).date()
    incoming = coming.book.direction is Direction.INCOMING
    if coming.book.secret:
        check_subject(told.described.secrecy, told.described.subject)
    due = registry.due(told.described, coming.matter, arrived_on) if incoming else None
    form = NewForm(
        coming.channel or channel_of(registry, document),
        coming.arrived_at,
        message_id=coming.message_id,
        document_id=document.id if document else None,
        sha256=document.sha256 if document else None,
    )
    new = NewEntry(
        coming.book.direction,
        coming.book.key,
        told.described,
        form,
        coming.matter,
        coming.paper_class,
        coming.unit,
        coming.assignee,
        coming.due_on or (due.on if due else None),
        coming.after.id if coming.after else None,
        unsure=told.unsure,
        secret=coming.book.secret,
        own_number=coming.own_number,
    )
    if incoming and form.channel is Channel.PAPER and coming.paper_class is None:
        new = _with_paper_class(registry, new)
    return new, coming.due_on is not None or due is None or due.sure


def _with_paper_class(registry: Registry, new: NewEntry) -> NewEntry:
    """Why it may be on paper; where the rules do not tell it for sure, a person says it."""
    facts: PaperFacts = facts_of(new.described)
    of_facts = {"issued_on": "date"}
    unsure = frozenset(of_facts.get(name, name) for name in new.unsure)
    verdict = paper_class(replace(facts, unsure=unsure), paper_rules(registry.settings))
    if verdict.key is not None and verdict.sure:
        return replace(new, paper_class=verdict.key)
    return replace(new, paper_class=verdict.key, unsure=(*new.unsure, "paper_class"))


def _notices(new: NewEntry, book: Book) -> tuple[NewNotice, ...]:
    """Of what is secret nobody is told what it is."""
    urgency = new.described.urgency
    if new.direction is not Direction.INCOMING or urgency is None or book.secret:
        return ()
    return (NewNotice(NoticeKind.URGENT_ARRIVAL, {"urgency": urgency}),)
