"""Reads the MessageHeader of a document."""

from __future__ import annotations

from pipeline.errors import ScanRejected
from pipeline.exchange.edxml.model import (
    DocumentType,
    Header,
    Organ,
    OtherInfo,
    ResponseFor,
    Signer,
    Staff,
)
from pipeline.exchange.edxml.taking import Taking


def read_header(header: Taking) -> Header:
    """Raises: ScanRejected: no sender or no receiver."""
    sender = organ_from(header, "From")
    to = tuple(_organ(one) for one in header.children("To"))
    if not to:
        raise ScanRejected("edxml_missing", {"element": "To"})
    code, place = header.child("Code"), header.child("PromulgationInfo")
    signer, other = header.child("SignerInfo"), header.child("OtherInfo")
    places = header.child("ToPlaces")
    return Header(
        sender=sender,
        to=to,
        code_number=code.text("CodeNumber") if code else None,
        code_notation=code.text("CodeNotation") if code else None,
        place=place.text("Place") if place else None,
        promulgation_date=place.day("PromulgationDate") if place else None,
        document_type=_document_type(header),
        subject=header.text("Subject"),
        content=header.text("Content"),
        signer=_signer(signer) if signer else None,
        due_date=header.day("DueDate"),
        to_places=_texts(places, "Place"),
        other=_other(other) if other else None,
        response_for=tuple(response_from(one) for one in header.children("ResponseFor")),
        steering=header.number("SteeringType"),
        document_id=header.text("DocumentId"),
    )


def organ_from(header: Taking, name: str) -> Organ:
    """Raises: ScanRejected: it is missing or has no OrganId."""
    one = header.child(name)
    if one is None:
        raise ScanRejected("edxml_missing", {"element": name})
    return _organ(one)


def response_from(one: Taking) -> ResponseFor:
    return ResponseFor(
        organ_id=one.text("OrganId"),
        code=one.text("Code"),
        promulgation_date=one.day("PromulgationDate"),
        document_id=one.text("DocumentId"),
    )


def staff_from(one: Taking) -> Staff:
    return Staff(
        department=one.text("Department"),
        staff=one.text("Staff"),
        mobile=one.text("Mobile"),
        email=one.text("Email"),
    )


def _organ(one: Taking) -> Organ:
    organ_id = one.text("OrganId")
    if organ_id is None:
        raise ScanRejected("edxml_missing", {"element": f"{one.path}/OrganId"})
    return Organ(
        organ_id=organ_id,
        name=one.text("OrganName"),
        in_charge=one.text("OrganizationInCharge"),
        address=one.text("OrganAdd"),
        email=one.text("Email"),
        telephone=one.text("Telephone"),
        fax=one.text("Fax"),
        website=one.text("Website"),
    )


def _document_type(header: Taking) -> DocumentType | None:
    one = header.child("DocumentType")
    if one is None:
        return None
    kind, detail, name = one.number("Type"), one.number("TypeDetail"), one.text("TypeName")
    if kind is None and (detail is not None or name is not None):
        one.remarks.add("edxml_value", {"element": f"{one.path}/Type", "value": "—"})
        return DocumentType(0, detail, name)
    return None if kind is None else DocumentType(kind, detail, name)


def _signer(one: Taking) -> Signer:
    return Signer(
        competence=one.text("Competence"),
        position=one.text("Position"),
        full_name=one.text("FullName"),
    )


def _other(one: Taking) -> OtherInfo:
    return OtherInfo(
        priority=one.number("Priority"),
        sphere=one.text("SphereOfPromulgation"),
        typer_notation=one.text("TyperNotation"),
        promulgation_amount=one.number("PromulgationAmount"),
        page_amount=one.number("PageAmount"),
        direction=one.text("Direction"),
        appendixes=_texts(one.child("Appendixes"), "Appendix"),
    )


def _texts(listed: Taking | None, name: str) -> tuple[str, ...]:
    if listed is None:
        return ()
    return tuple(text for one in listed.children(name) if (text := one.own_text()))
