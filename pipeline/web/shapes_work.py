"""What people do in the workbench, as the OpenAPI description tells it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from pipeline.web.shapes import Shape, Sides
from pipeline.web.shapes_document import Candidate

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=5_000)]
Revision = Annotated[
    int, Field(ge=0, le=2**31, description="Of the document as whoever answers saw it.")
]
Key = Annotated[
    str | None,
    Field(
        min_length=8,
        max_length=64,
        description="Made up by whoever asks: the same word with the same key is said once.",
    ),
]


class Session(Shape):
    """Who is signed in."""

    name: str
    full_name: str
    permissions: list[str]
    csrf: str = Field(description="What requests that change something bring in `X-CSRF-Token`.")


class Questions(Shape):
    """What waits for a person, by the kind of question, worst consequence first."""

    questions: dict[str, int]
    total: int = Field(ge=0)


class Place(Shape):
    page: int = Field(ge=1, description="Within the document, from 1.")
    box: Sides


class Doubt(Shape):
    """One field that a person must look at, or one doubt about the whole document."""

    document_id: str
    field: str = Field(description="Or the code of the reason, of a doubt about the document.")
    question: str
    reason: str | None
    urgent: bool
    revision: int
    batch: str
    value: str | list[str] | None
    candidates: list[Candidate] = Field(description="Best first.")
    places: list[Place]


class Doubts(Shape):
    doubts: list[Doubt]
    after: str | None = Field(description="Where the list goes on; null at its end.")


class Answer(Shape):
    """What a person says of a field."""

    field: Short
    how: Literal["typed", "candidate", "confirm", "unreadable", "none"] = Field(
        description="`typed` and `candidate` bring `value`; `none`: the document has none."
    )
    value: Long = ""
    revision: Revision
    key: Key = None


class WordAnswer(Shape):
    """Another text for a word of a page."""

    position: int = Field(ge=0, le=2**31, description="Among the words of the page, from 0.")
    text: Long = Field(description="Empty: no word stands there; with blanks: several.")
    revision: Revision
    key: Key = None


class Corrected(Shape):
    """What became of it."""

    correction: int = Field(description="To take it back by.")
    document_id: str
    revision: int
    state: str = Field(examples=["accepted", "review"])


class EntryForm(Shape):
    """One form in which the document came."""

    channel: str
    arrived_at: datetime
    document_id: str | None
    signatures: str


class Entry(Shape):
    """One line of a register; null is unknown."""

    id: int
    key: str = Field(examples=["den/2026/153"])
    book: str
    year: int
    number: int = Field(description="0 until it is received.")
    arrived_at: datetime
    status: str = Field(description="QĐ 28/2018/QĐ-TTg.", examples=["03"])
    described: dict[str, str | int | None] = Field(description="NĐ 30/2020, Phụ lục VI.")
    paper_class: str | None
    unit: str
    assignee: str
    due_on: date | None
    received_on: date | None
    done_on: date | None
    signatures: str
    unsure: list[str] = Field(description="Fields that were read and nobody has looked at.")
    forms: list[EntryForm]
    ways: list[str] = Field(description="Statuses to which whoever asks may move it.")


class Entries(Shape):
    entries: list[Entry]
    after: int | None = Field(description="Where the list goes on; null at its end.")


Seen = Annotated[Short, Field(description="The status as whoever asks saw it.")]


class Advance(Shape):
    to: Short = Field(examples=["05"])
    seen: Seen
    reason: Long = ""


class Assign(Shape):
    """To a unit, or to somebody of it."""

    seen: Seen
    unit: Short = ""
    assignee: Short = ""
    due: date | None = None


class Opinion(Shape):
    text: Annotated[str, Field(min_length=1, max_length=5_000)]
