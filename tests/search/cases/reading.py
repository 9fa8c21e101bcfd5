"""The made documents and the questions to them, as the TOML files beside this one tell them."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline.model.access import Access, Rights
from pipeline.model.archival import Form, Guess, IndexEntry
from pipeline.model.entry import SignatureState
from pipeline.model.record import State
from pipeline.search.index import SearchQuery, Sort

HERE = Path(__file__).parent
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
_MOST = 200
"""More than there are documents: what a case asks for is looked for in the whole answer."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and what a person expects of the answer."""

    group: str
    ask: str = ""
    type: str | None = None
    issuer: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    sort: str = "relevance"
    access: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    """Exactly these, in any order."""
    order: tuple[str, ...] = ()
    """Exactly these, in this order."""
    first: tuple[str, ...] = ()
    """The answer begins with these, in this order."""
    top: tuple[str, ...] = ()
    """… in any order."""
    before: tuple[tuple[str, str], ...] = ()
    """Of each pair both are there, the first of it earlier."""
    page: dict[str, int] = field(default_factory=dict)
    """The page of a document that answers best."""
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What is marked in the snippet of that page, exactly."""
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggests: tuple[str, ...] = ()
    """Some of the questions that are suggested."""
    relaxed: bool | None = None
    complete: str | None = None
    """Not a search: what `ask` is the beginning of."""
    values: tuple[str, ...] | None = None
    """… it is completed to these, in any order"""
    holds: tuple[str, ...] = ()
    """… or to these among others."""
    like: str | None = None
    """Not a search: what is like this document."""
    note: str = ""

    @property
    def query(self) -> SearchQuery:
        return SearchQuery(
            self.ask,
            type=self.type,
            issuer=self.issuer,
            date_from=self.date_from,
            date_to=self.date_to,
            sort=Sort(self.sort),
            limit=_MOST,
            facets=bool(self.facets),
        )

    @property
    def rights(self) -> Rights:
        access = frozenset(Access) if self.access is None else frozenset(map(Access, self.access))
        units = None if self.units is None else frozenset(self.units)
        return Rights(access, units)


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one kind."""

    name: str
    title: str
    cases: tuple[Case, ...]


@cache
def corpus() -> tuple[IndexEntry, ...]:
    return tuple(
        _entry({**told["office"], **document})
        for told in map(_told, sorted((HERE / "corpus").glob("*.toml")))
        for document in told["document"]
    )


@cache
def groups() -> tuple[Group, ...]:
    return tuple(_group(path) for path in sorted(HERE.glob("*.toml")))


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case for group in groups() for case in group.cases)


def searches() -> tuple[Case, ...]:
    return tuple(case for case in cases() if not case.complete and not case.like)


def completions() -> tuple[Case, ...]:
    return tuple(case for case in cases() if case.complete)


def likenesses() -> tuple[Case, ...]:
    return tuple(case for case in cases() if case.like)


def _group(path: Path) -> Group:
    told = _told(path)
    named = tuple(Case(path.stem, **_frozen(case)) for case in told["cases"])
    return Group(path.stem, told["title"], named)


def _told(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    """TOML's lists as tuples."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return value


def _entry(told: dict[str, Any]) -> IndexEntry:
    pages = list(told["pages"])
    if not told.get("plain"):
        pages[0] = f"{_head(told)}\n{pages[0]}"
        pages[-1] = f"{pages[-1]}\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n{told['signer']}"
    guesses = tuple(
        Guess(one["page"], place, place + len(one["word"]), tuple(one["texts"]))
        for one in told.get("guesses", ())
        for place in [pages[one["page"] - 1].index(one["word"])]
    )
    form: Literal["NFC", "NFD"] = "NFD" if told.get("nfd") else "NFC"
    known = {
        name: unicodedata.normalize(form, told.get(name, ""))
        for name in ("code", "type", "issuer", "subject", "date", "signer", "urgency", "unit")
    }
    number = told.get("number", known["code"].partition("/")[0].partition("-")[0])
    return IndexEntry(
        document_id=told["id"],
        pages=tuple(unicodedata.normalize(form, page) for page in pages),
        number=number,
        issuer_parent=told.get("parent", ""),
        access=Access(told["access"]),
        form=Form(told.get("form", "paper")),
        state=State(told.get("state", "review")),
        signatures=SignatureState(told.get("signatures", "none")),
        guesses=guesses,
        **known,
    )


def _head(told: dict[str, Any]) -> str:
    """The top of a first page, as such offices print it."""
    year, month, day = [*told["date"].split("-"), "", "", ""][:3]
    day, month = day.replace("??", "…"), month.replace("??", "…")
    kind = "" if told["type"] == "Công văn" else told["type"].upper()
    lines = (
        told.get("parent", ""),
        told["issuer"],
        f"Số: {told['code']}",
        MOTTO,
        f"{told['place']}, ngày {day} tháng {month} năm {year}",
        kind,
        told["subject"],
    )
    return "\n".join(line for line in lines if line)
