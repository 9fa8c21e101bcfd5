"""What is answered, as the OpenAPI description tells it: pages and what stands on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Span = Annotated[
    tuple[int, int],
    Field(description="First character and the one after the last, in Unicode code points."),
]
Sides = Annotated[
    tuple[int, int, int, int],
    Field(
        description="Left, top, right, bottom in pixels of the page as kept; the last two "
        "exclusive.",
        examples=[[412, 318, 561, 352]],
    ),
]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Shape):
    """What went wrong (RFC 9457), in Vietnamese or English by Accept-Language."""

    type: str = Field(examples=["urn:sohoa:problem:document"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["Không có văn bản 0123456789abcdef."])


class PageBoxes(Shape):
    """Where the words that answer stand on a page."""

    page: int = Field(ge=1, description="Within the document, from 1.")
    size: tuple[int, int] = Field(
        description="Width and height of the page as kept, pixels.", examples=[[2480, 3508]]
    )
    boxes: list[Sides]


class PageHit(Shape):
    """A page that answers."""

    page: int = Field(ge=1, description="Within the document, from 1.")
    snippet: str = Field(examples=["…Về việc thu hồi đất tại xã An Thịnh…"])
    marks: list[Span] = Field(description="What of the snippet answers.", examples=[[[9, 20]]])
    spans: list[Span] = Field(
        description="What of the page's text (NFC) answers; empty when the description does."
    )
    boxes: PageBoxes | None = Field(None, description="With `boxes=true`: where it stands.")


class Hit(Shape):
    """A document that answers; an empty text is unknown."""

    document_id: str = Field(examples=["0123456789abcdef"])
    score: float = Field(description="Comparable within one answer; 0 when sorted otherwise.")
    code: str = Field(examples=["12/QĐ-UBND"])
    date: str = Field(
        description="ISO 8601 with ?? for what is unknown.", examples=["2017-11-05", "2017-11-??"]
    )
    type: str = Field(examples=["Quyết định"])
    issuer: str = Field(examples=["ỦY BAN NHÂN DÂN TỈNH AN THỊNH"])
    subject: str = Field(examples=["Về việc thu hồi đất tại xã An Thịnh"])
    signer: str = Field(examples=["Nguyễn Văn An"])
    urgency: str = Field(examples=["", "Hỏa tốc"])
    unit: str = Field(description="The unit of the office whose document it is.")
    state: str = Field(examples=["accepted", "review"])
    form: str = Field(examples=["paper", "electronic", "mixed"])
    signatures: str = Field(
        description="What its digital signatures are worth together.", examples=["none", "trusted"]
    )
    page_count: int = Field(ge=0)
    answering_pages: int = Field(ge=0, description="Pages that answer, shown or not.")
    pages: list[PageHit] = Field(description="The pages that answer, the best first.")


class FacetValue(Shape):
    value: str
    count: int = Field(ge=1, description="Documents that answer and have it.")


class Facet(Shape):
    name: str = Field(
        examples=["type", "issuer", "year", "unit", "form", "state", "urgency", "signatures"]
    )
    values: list[FacetValue]


class Note(Shape):
    """What of the question was not understood and was looked for as words."""

    code: str
    text: str = Field(description="What was typed.")
    detail: str


class Found(Shape):
    """The documents that answer, the best first."""

    total: int = Field(ge=0, description="Documents that answer, shown or not.")
    relaxed: bool = Field(description="These have most of the words, not all of them.")
    hits: list[Hit]
    facets: list[Facet] = Field(description="With `facets=true`: over all that answer.")
    next: str | None = Field(description="`cursor` of the next page; null on the last.")
    suggestions: list[str] = Field(description="Other questions that may have been meant.")
    notes: list[Note]


class Completions(Shape):
    """Values that have words which begin so, the most frequent first."""

    values: list[str] = Field(examples=[["Sở Y tế tỉnh An Thịnh", "Sở Xây dựng tỉnh An Thịnh"]])


class Word(Shape):
    text: str
    box: Sides
    confidence: float = Field(ge=0, le=1)


class Line(Shape):
    """Lines with one `block` are one paragraph or cell."""

    text: str
    box: Sides
    block: int
    role: str = Field(examples=["body", "page_number", "running_head"])
    words: list[Word]


class Page(Shape):
    """A page as read."""

    page: int = Field(ge=1)
    size: tuple[int, int] = Field(description="Width and height, pixels.", examples=[[2480, 3508]])
    dpi: float
    text: str = Field(description="Its lines, parted by newlines; what `spans` of hits count in.")
    lines: list[Line]
    failure: str | None = Field(description="Why it could not be read.")


class ReceiptProgress(Shape):
    """How far what somebody sent has come: all that its receipt tells."""

    status: str = Field(description="The code of QĐ 28/2018/QĐ-TTg.", examples=["03"])
    words: str = Field(examples=["Đã tiếp nhận"])
    arrived_on: date
    received_on: date | None
    done_on: date | None = Field(description="Completed, refused or recalled, as the status says.")


class Health(Shape):
    """Whether documents can be found. Numbers only for who may see everything."""

    status: str = Field(
        description="`behind`: some documents of the register are not in the index yet; "
        "`no_index`: it cannot be used.",
        examples=["ok", "behind", "no_index"],
    )
    documents: int | None = Field(description="In the register, without quarantined ones.")
    indexed: int | None = Field(description="In the index.")
    waiting: int | None = Field(description="Changes that the index has not followed yet.")
    waiting_since: datetime | None = Field(description="When the oldest of them was promised.")
