"""The partners of an office, the catalogue of kinds and the codes of organs, kept in `configs/`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ValidationError, field_validator

from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.reference import citation_key
from pipeline.sections.file import read_section
from pipeline.sections.partner import CatalogueKind, Partner, SameOrgan, is_organ_id
from pipeline.sections.section import Section
from pipeline.settings import Settings, configs_dir

Group = Literal["A", "B"]


class PartnerFile(Section):
    default: Partner
    organs: tuple[SameOrgan, ...] = ()
    catalogue: dict[Group, tuple[CatalogueKind, ...]]

    @field_validator("organs")
    @classmethod
    def _ids(cls, organs: tuple[SameOrgan, ...]) -> tuple[SameOrgan, ...]:
        for organ in organs:
            for one in (organ.old, organ.new):
                if not is_organ_id(one):
                    raise ValueError(f"{one} is no identification code of an organ")
        return organs


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document in the catalogue."""

    group: Group
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class PartnerRules:
    """Whom an office knows, and by which codes."""

    default: Partner
    partners: tuple[Partner, ...]
    organs: tuple[SameOrgan, ...]
    kinds: tuple[Kind, ...]

    def of_organ(self, organ_id: str, on: date) -> Partner:
        """Who speaks for an organ; else the axis; else the default partner."""
        for partner in self.partners:
            if any(self.same(organ_id, one, on) for one in partner.organ_ids):
                return partner
        return next((partner for partner in self.partners if partner.axis), self.default)

    def named(self, name: str) -> Partner | None:
        """By its key or its name, in any case, with marks or without."""
        wanted = citation_key(name)
        for partner in self.partners:
            if partner.key == name or citation_key(partner.name) == wanted:
                return partner
        return None

    def organ(self, name: str) -> str:
        """The code of an organ: `name` itself, or that of the partner of this key or name.

        Raises:
            NotFound.
        """
        if is_organ_id(name):
            return name
        partner = self.named(name)
        if partner is None or not partner.organ_ids:
            known = ", ".join(one.key for one in self.partners) or "—"
            raise NotFound("partner", {"name": name, "known": known})
        return partner.organ_ids[0]

    def same(self, one: str, other: str, on: date) -> bool:
        """Whether two codes are one organ on this day."""
        return one == other or self.current(one, on) == self.current(other, on)

    def current(self, organ_id: str, on: date) -> str:
        """The code that holds on this day; one that no row knows is left as it is."""
        for organ in self.organs:
            begun = organ.since is None or organ.since <= on
            lasts = organ.until is None or on <= organ.until
            if organ.old == organ_id and begun and lasts:
                return organ.new
        return organ_id

    def kind_named(self, name: str) -> Kind | None:
        """Administrative before legal: a Quyết định is mostly cá biệt."""
        for group in ("B", "A"):
            for kind in self.kinds:
                if kind.group == group and citation_key(kind.name) == citation_key(name):
                    return kind
        return None


def partner_rules(settings: Settings) -> PartnerRules:
    """Raises: SettingsInvalid: a partner of the settings is wrong, or two claim one organ."""
    file = default_partners()
    partners = tuple(
        _partner(file.default, number, table)
        for number, table in enumerate(settings.exchange.partners)
    )
    seen: set[str] = set()
    for partner in partners:
        claimed = {partner.key, *partner.organ_ids}
        if both := sorted(seen & claimed):
            raise SettingsInvalid("partner_twice", {"what": both[0]})
        seen |= claimed
    kinds = tuple(
        Kind(group, kind.number, kind.name)
        for group, known in file.catalogue.items()
        for kind in known
    )
    return PartnerRules(file.default, partners, file.organs, kinds)


def _partner(default: Partner, number: int, table: dict[str, object]) -> Partner:
    whole = {**default.model_dump(), **table}
    for name in ("lengths", "urgencies", "document_types"):
        if isinstance(own := table.get(name), dict):
            whole[name] = (
                {**getattr(default, name), **own}
                if name != "document_types"
                else {**default.document_types.model_dump(), **own}
            )
    try:
        return Partner.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(
            "setting",
            {"file": "—", "key": f"exchange.partners.{number}.{where}", "why": first["msg"]},
        ) from error


@cache
def default_partners() -> PartnerFile:
    return load_partners(configs_dir())


def load_partners(folder: Path) -> PartnerFile:
    """Raises: SettingsInvalid: the file cannot be read, or a key or value is wrong."""
    return read_section(folder / "partners.toml", PartnerFile)
