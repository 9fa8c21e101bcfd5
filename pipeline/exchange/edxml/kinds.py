"""Kinds and urgencies of documents as the numbers that a partner writes."""

from __future__ import annotations

from pipeline.errors import NotAllowed
from pipeline.exchange.edxml.model import DocumentType
from pipeline.partner_rules import PartnerRules
from pipeline.sections.partner import Partner

LETTER = "Công văn"


def document_type(name: str, partner: Partner, rules: PartnerRules) -> DocumentType:
    """Raises: NotAllowed: this partner wants a number, and there is none for this kind."""
    kind = rules.kind_named(name)
    how = partner.document_types
    number: int | None
    if how.type == "group":
        number = how.groups.get(kind.group if kind else "B")
    else:
        number = kind.number if kind else None
    if number is None:
        raise NotAllowed("exchange_kind", {"partner": partner.name, "kind": name})
    detail = kind.number if kind and how.detail == "number" else 0
    return DocumentType(number, detail, name)


def kind_name(told: DocumentType | None, partner: Partner, rules: PartnerRules) -> str | None:
    """The kind in words: as it is written, else what its numbers mean; None is unknown."""
    if told is None or told.name:
        return told.name if told else None
    how = partner.document_types
    number = told.type if how.type == "number" else told.detail if how.detail == "number" else None
    groups = {code: group for group, code in how.groups.items()}
    group = groups.get(told.type) if how.type == "group" else "B"
    for kind in rules.kinds:
        if kind.number == number and kind.group == group:
            return kind.name
    return None


def urgency_name(priority: int | None, partner: Partner) -> str | None:
    """In words; None for an ordinary document and for a number that nobody knows."""
    return partner.urgencies.get(str(priority)) or None


def priority_of(urgency: str | None, partner: Partner) -> int:
    for number, name in sorted(partner.urgencies.items()):
        if urgency and name == urgency:
            return int(number)
    return 0
