"""The rules by which a record is read, kept as data in `configs/`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from pipeline.errors import SettingsInvalid
from pipeline.model.reference import Relation
from pipeline.places import Place, default_places
from pipeline.settings import Office, Section, configs_dir

Pattern = re.Pattern[str]


class Kind(Section):
    name: str
    abbreviations: tuple[str, ...] = ()
    source: Literal["decree", "law", "party", "met", "office"]
    open: bool = False
    """Its heading goes on with words of its own."""


class Organ(Section):
    name: str
    abbreviations: tuple[str, ...]
    """How symbols write it."""
    level: Literal["central", "province", "district", "commune", "party", "mass", "body", "office"]
    code: str | None = None
    """Identification code (QĐ 20/2020/QĐ-TTg)."""


class Zones(Section):
    motto_bottom: float = Field(gt=0, le=1)
    column_split: float = Field(gt=0, lt=1)
    code_depth: float = Field(gt=0, le=1)
    title_bottom: float = Field(gt=0, le=1)
    signer_left: float = Field(ge=0, lt=1)
    signer_depth: float = Field(gt=0, le=1)
    signer_rise: float = Field(ge=0, le=1)
    signer_drop: float = Field(ge=0, le=1)
    stamp_bottom: float = Field(gt=0, le=1)


class Layout(Section):
    run_gap: float = Field(gt=0)
    paragraph_gap: float = Field(gt=0)
    alike: float = Field(gt=0, le=1)


class Trust(Section):
    digits: float = Field(ge=0, le=1)
    digits_beside_pen: float = Field(ge=0, le=1)
    year: float = Field(ge=0, le=1)
    digit_height: tuple[float, float]
    alone: float = Field(ge=0, le=1)
    alone_capital: float = Field(ge=0, le=1)
    restored: float = Field(ge=0, le=1)
    agreed: float = Field(ge=0, le=1)
    known_symbol: float = Field(ge=0, le=1)
    strange_symbol: float = Field(ge=0, le=1)
    lone_title: float = Field(ge=0, le=1)
    repaired: float = Field(ge=0, le=1)
    concluded: float = Field(ge=0, le=1)
    page_mean: float = Field(ge=0, le=1)
    doubtful: float = Field(ge=0, le=1)


class Anchors(Section):
    motto: str
    slogan: str
    party: str
    youth: tuple[str, ...]
    recipients: str
    copies_to: str
    copies_list: tuple[str, ...]
    called: tuple[str, ...]
    body: tuple[str, ...]
    authority_line: tuple[str, ...]


class Patterns(Section):
    number_line: Pattern
    number_word: Pattern
    notation: Pattern
    about: Pattern
    day: Pattern
    month: Pattern
    year: Pattern
    honorific: Pattern
    speck: Pattern
    aside: Pattern
    overlay: Pattern


class Marks(Section):
    urgency: tuple[str, ...]
    secrecy: tuple[str, ...]
    copies: tuple[tuple[str, str], ...] = Field(alias="copy")
    copy_symbols: tuple[str, ...]
    arrival: tuple[str, ...]


class SignerRules(Section):
    authorities: dict[str, str]
    collectives: tuple[str, ...]
    heads: tuple[str, ...]
    others: tuple[str, ...]
    deputies: dict[str, str]
    heads_of: dict[str, str]
    families: tuple[str, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title, deputies included."""
        return (*self.heads, *(f"PHÓ {head}" for head in self.heads), *self.others)


class Names(Section):
    """Syllables of personal names."""

    common: str
    known: str
    """Parted by blanks."""
    families: dict[str, float]
    """Per thousand people."""


class Organs(Section):
    heads: tuple[str, ...]
    goes_on: tuple[str, ...]
    vocabulary: tuple[str, ...]
    places: tuple[str, ...]


class Spelling(Section):
    phrases: tuple[str, ...]
    leads_on: tuple[str, ...]


class Citations(Section):
    kinds: tuple[str, ...]
    named: tuple[str, ...]
    title_ends: tuple[str, ...]
    comma_names: tuple[str, ...]
    issuer_ends: tuple[str, ...]
    issuers: tuple[str, ...]
    cues: dict[Relation, tuple[str, ...]]
    cues_after: dict[Relation, tuple[str, ...]]


class DocumentRules(Section):
    new_above: float = Field(ge=0.5, le=1)
    same_below: float = Field(ge=0, le=0.5)
    head_bottom: float = Field(gt=0, le=1)
    mark_bottom: float = Field(gt=0, le=1)
    blank_letters: int = Field(ge=0)
    annex: tuple[str, ...]
    belongs: Pattern
    copies: tuple[str, ...]
    separators: tuple[str, ...] = Field(min_length=1)
    separator_letters: int = Field(ge=0)
    weights: dict[str, float]
    """Of each kind of evidence (steps.documents.evidence), and of "bias"."""


class Contents(Section):
    requests: tuple[tuple[str, ...], ...]
    function_words: tuple[str, ...]
    boilerplate: tuple[str, ...]
    terms: tuple[str, ...]
    languages: dict[str, tuple[str, ...]]


class Calibration(Section):
    """How the log-odds of a field's confidence become those of its being right."""

    shift: float
    slope: float = Field(gt=0)


class Rules(Section):
    letter: str
    """The kind of a letter without a heading."""
    kind: tuple[Kind, ...]
    organ: tuple[Organ, ...]
    units: tuple[str, ...]
    """Units inside an office, as symbols abbreviate them."""
    names: Names
    zones: Zones
    layout: Layout
    trust: Trust
    anchors: Anchors
    patterns: Patterns
    marks: Marks
    signer: SignerRules
    organs: Organs
    spelling: Spelling
    calibration: dict[str, Calibration]
    """Field → its calibration; a field that is not named keeps its confidence."""
    citations: Citations
    contents: Contents
    documents: DocumentRules

    @property
    def places(self) -> tuple[Place, ...]:
        """Every province, district and commune; read when it is first asked for."""
        return default_places()


@cache
def default_rules() -> Rules:
    """The rules that come with the program."""
    return load_rules(configs_dir())


def load_rules(folder: Path) -> Rules:
    """The rules in the TOML files of a folder: kinds, organs, rules and documents.

    Raises:
        SettingsInvalid: a file cannot be read, or a key or value is wrong; it is named.
    """
    names = ("kinds", "organs", "names", "rules", "documents", "calibration")
    table = {key: value for name in names for key, value in _read(folder / f"{name}.toml").items()}
    try:
        return Rules.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(
            "setting", {"file": str(folder), "key": where, "why": first["msg"]}
        ) from error


@cache
def rules_of(office: Office) -> Rules:
    """The rules that come with the program, and what an office knows of itself."""
    return with_office(default_rules(), office)


def with_office(rules: Rules, office: Office) -> Rules:
    """Rules, and what an office knows of itself."""
    kinds = [
        Kind(name=kind.name, abbreviations=kind.abbreviations, source="office")
        for kind in office.kinds
    ]
    organs = [
        Organ(name=unit.name, abbreviations=unit.abbreviations, level="office", code=unit.code)
        for unit in office.units
    ]
    places = (*office.places, *rules.organs.places)
    others = (*office.positions, *rules.signer.others)
    return rules.model_copy(
        update={
            "kind": (*kinds, *rules.kind),
            "organ": (*organs, *rules.organ),
            "organs": rules.organs.model_copy(update={"places": places}),
            "signer": rules.signer.model_copy(update={"others": others}),
        }
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid("settings_file", {"file": str(path), "why": str(error)}) from error
