"""The questions of the review queue as a visitor is shown them, one at a time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from pipeline.errors import SettingsInvalid
from pipeline.messages import Language, catalogue, say
from pipeline.messages.records import field_name, value_text
from pipeline.model.doubt import Doubt
from pipeline.model.geometry import Box
from pipeline.model.record import FIELD_NAMES, Candidate, Value
from pipeline.office.bench import Bench
from pipeline.office.correcting import Corrected, confirm_field, correct_field, mark_unreadable
from pipeline.review_rules import ReviewRules, default_review
from pipeline.web.workbench.claims import claim_of
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.rendering import local_day
from pipeline.web.workbench.visiting import Visitor

CHOICES = 5
"""Candidates that have a key of their own."""
_LOOKED_THROUGH = 20
_BESIDE = ("type", "code", "date", "issuer", "subject", "signer_name", "arrival_date")
"""What helps to read a field: others of its document."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that is one key away."""

    key: str
    value: str
    shown: str
    percent: int
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question on the page."""

    doubt: Doubt
    name: str
    why: str
    of_document: bool
    """A doubt about the whole document: one looks and says so."""
    choices: tuple[Choice, ...]
    typed: str
    """What the text box begins with."""
    page: int
    box: Box | None
    view: Box | None
    """The part of the page that is shown: the box and what stands around it."""
    beside: tuple[tuple[str, str], ...]
    key: str
    """Of the answer: sent twice it is one."""

    @property
    def picture(self) -> str:
        """Where the picture of the place comes from; of the whole page where none is known."""
        if self.view is None:
            return f"/api/v1/documents/{self.doubt.document_id}/pages/{self.page}/image?width=1200"
        sides = f"{self.view.left},{self.view.top},{self.view.right},{self.view.bottom}"
        query = urlencode({"box": sides})
        return f"/review/crop/{self.doubt.document_id}/{self.page}?{query}"


def bench_of(here: Premises, visitor: Visitor) -> Bench:
    """Where the visitor corrects, within their rights."""
    account = visitor.known
    return Bench(here.archive, here.register, here.settings, account.name, here.now, account.rights)


def rules() -> ReviewRules:
    return default_review()


def said(
    bench: Bench, document: str, field: str, revision: int, key: str | None, how: str, value: str
) -> Corrected:
    """What a person answered: `candidate`, `confirm`, `unreadable`, `none` or `typed`.

    Raises: SettingsInvalid, NotAllowed, NotFound, ArchiveBusy: as `office.correcting`.
    """
    known = {"revision": revision, "key": key}
    match how:
        case "candidate":
            return confirm_field(bench, document, field, candidate=value, **known)  # type: ignore[arg-type]
        case "confirm":
            return confirm_field(bench, document, field, **known)  # type: ignore[arg-type]
        case "unreadable":
            return mark_unreadable(bench, document, field, **known)  # type: ignore[arg-type]
        case "none":
            return correct_field(bench, document, field, "", **known)  # type: ignore[arg-type]
        case "typed":
            if not value.strip():
                raise SettingsInvalid("typed_nothing")
            return correct_field(bench, document, field, value, **known)  # type: ignore[arg-type]
        case _:
            raise SettingsInvalid("typed_nothing")


def next_doubt(
    here: Premises,
    visitor: Visitor,
    question: str,
    batch: str | None,
    after: str | None,
) -> tuple[Doubt | None, Doubt | None]:
    """The question to ask now, and the one that comes next."""
    rights = visitor.known.rights
    found = here.register.doubts.queue(
        rights, rules(), question, batch=batch, limit=_LOOKED_THROUGH, after=after
    ).doubts
    now = here.claims.first_free(found, visitor.known.name)
    others = (one for one in found if now is not None and claim_of(one) != claim_of(now))
    return now, next(others, None)


def worst_of(here: Premises, visitor: Visitor, document_id: str) -> Doubt | None:
    """The question about a document that has the worst consequence; None where none is left.

    Raises: NotFound.
    """
    rights = visitor.known.rights
    document = here.room.document(document_id, rights)
    asked = [name for name, one in document.record.items() if one.review]
    asked += [reason.code for reason in document.reasons if "field" not in reason.params]
    ranks = rules().ranks
    for field in sorted(asked, key=lambda name: ranks.get(name, len(ranks))):
        if (doubt := here.register.doubts.of(document.id, field, rights, rules())) is not None:
            return doubt
    return None


def item_of(doubt: Doubt, here: Premises, visitor: Visitor, typed: str | None = None) -> Item:
    """`typed`: what the visitor had written, where it was refused."""
    language = visitor.language
    page, box = doubt.places[0] if doubt.places else (1, None)
    size = _size(doubt, page, here) if box is not None else None
    value = value_text(doubt.value) if doubt.value is not None else ""
    of_document = doubt.field not in FIELD_NAMES
    return Item(
        doubt,
        field_name(language, doubt.field),
        _why(doubt, language),
        of_document,
        () if of_document else tuple(_choices(doubt, language)),
        typed if typed is not None else shown_value(doubt.field, value, language),
        page,
        box,
        None if box is None or size is None else around(box, size),
        tuple(_beside(doubt, language)),
        uuid.uuid4().hex,
    )


def around(box: Box, size: tuple[int, int]) -> Box:
    """The place with its line and what stands above and below; pixels of the page."""
    width, height = size
    tall = max(box.bottom - box.top, 12)
    wide = box.right - box.left
    side = max(tall * 6, round(wide * 0.35))
    return Box(
        max(0, box.left - side),
        max(0, box.top - round(tall * 1.6)),
        min(width, box.right + side),
        min(height, box.bottom + round(tall * 1.6)),
    )


def shown_value(field: str, value: str, language: Language) -> str:
    """Dates as people write them."""
    return local_day(value, language) if field.endswith("date") and value[:1].isdigit() else value


def _choices(doubt: Doubt, language: Language) -> list[Choice]:
    words = catalogue(language)
    known: list[Candidate] = [one for one in doubt.candidates if one.value]
    return [
        Choice(
            str(number),
            one.value,
            shown_value(doubt.field, one.value, language),
            round(100 * one.probability),
            "; ".join(words.get(f"why.{code}", "") for code in one.why if f"why.{code}" in words),
        )
        for number, one in enumerate(known[:CHOICES], 1)
    ]


def _why(doubt: Doubt, language: Language) -> str:
    words = catalogue(language)
    return words.get(f"field.{doubt.reason}") or say(language, "reviewing.look")


def _beside(doubt: Doubt, language: Language) -> list[tuple[str, str]]:
    rows = []
    for name in _BESIDE:
        value: Value = getattr(doubt.record, name).value
        if name != doubt.field and value is not None:
            rows.append(
                (field_name(language, name), shown_value(name, value_text(value), language))
            )
    return rows


def _size(doubt: Doubt, page: int, here: Premises) -> tuple[int, int] | None:
    facts = here.register.pages(doubt.document_id)
    return next(((one.width, one.height) for one in facts if one.number == page), None)
