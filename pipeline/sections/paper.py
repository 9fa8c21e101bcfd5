"""The form of what an office adds to the rules of its register: its own classes and parts."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from pipeline.sections.section import Section


class Words(Section):
    """What people read, in both languages."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class PaperSign(Section):
    """How a class of paper is told; all that is given must fit."""

    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    before: date | None = None
    secret: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.kinds or self.words or self.issuers or self.before or self.secret):
            raise ValueError("a sign without conditions would fit every document")
        return self


class PaperClass(Section):
    """Why a document may be on paper."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Words
    clause: str = Field(min_length=1)
    """What it rests on; "thực tiễn" is practice and no clause."""
    signs: tuple[PaperSign, ...] = ()
    """Without signs only a person gives it."""


class PartRule(Section):
    """A component or dossier part that a document must have."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Words
    clause: str = Field(min_length=1)
    remedy: Words
    kinds: tuple[str, ...] = ()
    """Types that it is asked of; empty: all that NĐ 30/2020/NĐ-CP, Điều 7 names."""
    except_kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    """Paper classes that it is asked of, whatever their type; empty: of any."""
    field: str = ""
    marks: tuple[str, ...] = ()
    hidden_by: tuple[str, ...] = ()
    """Other marks that may lie over what is looked for."""
    head: bool = False
    words: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_looked_for_in_one_way(self) -> Self:
        ways = (self.field, self.marks, self.head, self.words, self.announced)
        if sum(bool(way) for way in ways) != 1:
            raise ValueError("give one of field, marks, head, words and announced")
        return self


class OfficePaper(Section):
    """An office's own classes of paper."""

    classes: tuple[PaperClass, ...]


class OfficeCompleteness(Section):
    """What an office asks for besides the rules that come with the program."""

    parts: tuple[PartRule, ...]
