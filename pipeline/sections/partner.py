"""With whom an office exchanges messages, and how each of them writes edXML."""

from __future__ import annotations

import re
from datetime import date
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipeline.sections.section import Section

_NEW_ID = re.compile(r"[A-Z]\d{0,2}(\.\d{1,3}){0,9}")
_OLD_ID = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}")
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def is_organ_id(text: str) -> bool:
    """Old, leaf to root (000.00.19.H53), or new, root to leaf, at most 35 characters (G09.01)."""
    known = _OLD_ID.fullmatch(text) or _NEW_ID.fullmatch(text)
    return known is not None and len(text) <= 35


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class DocumentTypes(Section):
    """How DocumentType says the kind: sources conflict, the operator of the axis knows."""

    type: Literal["number", "group"]
    """Type is the number in the catalogue (18 is công văn), or its group by `groups`."""
    detail: Literal["zero", "number"]
    """TypeDetail is 0, or the number in the catalogue."""
    groups: dict[str, int]
    """Group of the catalogue (A, B) → Type."""


class Partner(Section):
    """Somebody that messages come from and go to."""

    key: str = Field(pattern=KEY)
    name: str = Field(min_length=1)
    organ_ids: tuple[str, ...] = ()
    """Whose messages it brings; the default partner has none and is meant for all others."""
    axis: bool = False
    """Whether it brings messages of anybody, and takes those to whom nobody else speaks for."""
    attachments: Literal["zip", "raw"]
    dates: Literal["slash", "iso"]
    """2026/11/23, or 2026-11-23."""
    business: Literal["Bussiness", "Business"]
    """How it spells it."""
    document_types: DocumentTypes
    urgencies: dict[str, str]
    """Priority → độ khẩn in words; empty is none."""
    statuses: tuple[str, ...]
    """Codes of the statuses that it wants to be told."""
    lengths: dict[str, int]
    """Longest text of an element, characters; what is longer is refused, not cut off."""
    transport: Literal["folder", "http"]
    url: str = ""
    """Where it takes messages by HTTP."""
    token_env: str = ""
    """Variable with the token that it wants of us."""
    their_token_env: str = ""
    """Variable with the token that it brings to us; empty: it may not send by HTTP."""

    @field_validator("organ_ids")
    @classmethod
    def _ids(cls, organ_ids: tuple[str, ...]) -> tuple[str, ...]:
        for one in organ_ids:
            if not is_organ_id(one):
                raise ValueError(f"{one} is no identification code of an organ")
        return organ_ids

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError(f"{url} is not like https://host/path")
        return url

    @property
    def readable_on_the_way(self) -> bool:
        """Whether messages and token go there without TLS, over more than this machine."""
        address = urlsplit(self.url)
        named = self.transport == "http" and address.scheme == "http"
        return named and not is_loopback(address.hostname or "")


class CatalogueKind(Section):
    """A kind of document in the catalogue of QCVN 102:2016, Sửa đổi 1:2022."""

    number: int = Field(ge=1, le=99)
    name: str = Field(min_length=1)
    sure: bool = True


class SameOrgan(Section):
    """One organ under its old code (QCVN 102:2016) and its new one (QĐ 20/2020/QĐ-TTg)."""

    old: str
    new: str
    since: date | None = None
    """The first day of the new one; None: not known, both hold on any day."""
    until: date | None = None
    """The last day on which the new one was in use."""


class ExchangeSettings(Section):
    """`[exchange]`: this office in the exchange of messages."""

    organ_id: str
    organ_name: str
    inbox: str
    outbox: str
    max_bytes: int = Field(gt=0)
    settle_s: float = Field(ge=0)
    receive_at_once: bool
    retry_s: float = Field(gt=0)
    longest_retry_s: float = Field(gt=0)
    tries: int = Field(ge=1, le=1000)
    timeout_s: float = Field(gt=0)
    partners: tuple[dict[str, object], ...]
    """As those of `configs/partners.toml`; what is left out is as the default partner has it."""

    @field_validator("organ_id")
    @classmethod
    def _id(cls, organ_id: str) -> str:
        if organ_id and not is_organ_id(organ_id):
            raise ValueError(f"{organ_id} is no identification code of an organ")
        return organ_id
