"""What a document lacks: said only where it surely does."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Region, RegionKind, Word
from pipeline.model.record import Field, Record
from pipeline.model.scan import PageOrigin
from pipeline.office_rules import default_completeness
from pipeline.rules import default_rules
from pipeline.steps.office.completeness import Looked, PartSeen, Presence, missing, parts_seen

BOX = Box(100, 1200, 300, 1300)


def page(*said: str, marks: Iterable[RegionKind] = (), sure: float = 0.95) -> OcrPage:
    lines = []
    for row, text in enumerate(said or ("kính gửi",)):
        words = tuple(
            Word(w, Box(100 + 90 * n, 300 + 40 * row, 180 + 90 * n, 330 + 40 * row), sure)
            for n, w in enumerate(text.split())
        )
        lines.append(Line(words, Box(100, 300 + 40 * row, 1000, 330 + 40 * row)))
    regions = tuple(Region(kind, BOX, 0.9) for kind in marks)
    return OcrPage(1, (1240, 1754), 150.0, tuple(lines), "test", regions=regions)


SIGNED = page(marks=(RegionKind.SEAL, RegionKind.SIGNATURE))
WHOLE = Record(
    type=Field("Quyết định", 0.99),
    number=Field("12", 0.99),
    notation=Field("QĐ-UBND", 0.99),
    date=Field("2026-05-06", 0.99),
    issuer=Field("ỦY BAN NHÂN DÂN", 0.99),
    subject=Field("phê duyệt", 0.99),
    signer_name=Field("Nguyễn Văn An", 0.99),
    copies_to=Field(("Như trên",), 0.99),
)


def with_field(name: str, field: Field) -> Record:
    fields = dict(WHOLE.items()) | {name: field}
    return Record(**fields)  # type: ignore[arg-type]


def seen(looked: Looked) -> tuple[PartSeen, ...]:
    return parts_seen(looked, default_completeness(), default_rules())


def lacking(looked: Looked) -> list[str]:
    return [part.key for part in missing(seen(looked))]


def presence(looked: Looked, key: str) -> Presence:
    return next(one.presence for one in seen(looked) if one.part.key == key)


def test_a_whole_document_lacks_nothing() -> None:
    assert lacking(Looked(WHOLE, (SIGNED,))) == []


@pytest.mark.parametrize("name", ["number", "date"])
def test_a_blank_that_nothing_was_written_into_is_missing(name: str) -> None:
    blank = Field(None if name == "number" else "2026-??-??", 0.97, review=True, reason="blank")
    assert lacking(Looked(with_field(name, blank), (SIGNED,))) == [name]


def test_an_unsure_blank_is_for_a_person() -> None:
    blank = Field(None, 0.6, review=True, reason="blank")
    looked = Looked(replace(WHOLE, number=blank), (SIGNED,))
    assert (lacking(looked), presence(looked, "number")) == ([], Presence.UNSURE)


@pytest.mark.parametrize("reason", ["not_found", "unreadable", "page_failed"])
def test_what_was_not_found_may_have_been_misread(reason: str) -> None:
    lost = Field(None, 0.0, review=True, reason=reason)
    looked = Looked(replace(WHOLE, subject=lost), (SIGNED,))
    assert (lacking(looked), presence(looked, "subject")) == ([], Presence.UNSURE)


@pytest.mark.parametrize("reason", ["handwritten", "struck_out", "low_confidence", "conflict"])
def test_what_was_read_with_doubt_is_there(reason: str) -> None:
    looked = Looked(replace(WHOLE, number=Field("1?", 0.3, review=True, reason=reason)), (SIGNED,))
    assert presence(looked, "number") is Presence.PRESENT


def test_without_any_seal_it_is_missing() -> None:
    assert lacking(Looked(WHOLE, (page(marks=(RegionKind.SIGNATURE,)),))) == ["seal"]


def test_a_seal_may_hide_the_signature() -> None:
    looked = Looked(WHOLE, (page(marks=(RegionKind.SEAL,)),))
    assert (lacking(looked), presence(looked, "signature")) == ([], Presence.UNSURE)


def test_neither_seal_nor_signature() -> None:
    assert lacking(Looked(WHOLE, (page(), page()))) == ["signature", "seal"]


def test_a_digital_signature_is_both() -> None:
    assert lacking(Looked(WHOLE, (page(marks=(RegionKind.DIGITAL_SIGNATURE,)),))) == []


@pytest.mark.parametrize(
    "looked",
    [
        Looked(WHOLE, ()),
        Looked(WHOLE, (page(),), private=True),
        Looked(WHOLE, (page(sure=0.3),)),
        Looked(WHOLE, (page(), replace(page(), failure="page_timeout"))),
        Looked(WHOLE, (page(), replace(page(), origin=PageOrigin.MISSING))),
        Looked(replace(WHOLE, copy=Field("Sao y", 0.9)), (page(),)),
        Looked(replace(WHOLE, type=replace(WHOLE.type, review=True)), (page(),)),
        Looked(replace(WHOLE, signer_name=Field(None, review=True)), (page(),)),
    ],
    ids=[
        "no pages",
        "no office",
        "unread",
        "a page failed",
        "a page lost",
        "copy",
        "type",
        "signer",
    ],
)
def test_what_cannot_be_told_is_never_missing(looked: Looked) -> None:
    assert lacking(looked) == []


def test_nothing_is_asked_of_what_the_decree_does_not_name() -> None:
    assert seen(Looked(replace(WHOLE, type=Field("Đơn xin việc", 0.9)), (page(),))) == ()


def test_an_enclosure_that_is_announced_is_looked_for() -> None:
    says = page("Gửi kèm theo danh sách", marks=(RegionKind.SEAL, RegionKind.SIGNATURE))
    assert presence(Looked(WHOLE, (says,)), "annex") is Presence.UNSURE
    with_annex = replace(WHOLE, annexes=Field(("PHỤ LỤC",), 0.9))
    assert presence(Looked(with_annex, (says,)), "annex") is Presence.PRESENT


def test_a_penalty_dossier_needs_its_record_of_the_violation() -> None:
    there = page("BIÊN BẢN VI PHẠM HÀNH CHÍNH")
    key = "violation_record"
    assert presence(Looked(WHOLE, (SIGNED,), "penalty"), key) is Presence.UNSURE
    assert presence(Looked(WHOLE, (there,), "penalty"), key) is Presence.PRESENT
    assert key not in [one.part.key for one in seen(Looked(WHOLE, (SIGNED,)))]


@given(
    st.sampled_from(["number", "date", "subject", "issuer", "copies_to"]),
    st.sets(st.sampled_from([RegionKind.SEAL, RegionKind.SIGNATURE, RegionKind.NAME_STAMP])),
    st.sets(st.sampled_from([RegionKind.SEAL, RegionKind.SIGNATURE, RegionKind.RULE])),
)
def test_more_to_see_never_makes_more_missing(
    name: str, marks: set[RegionKind], more: set[RegionKind]
) -> None:
    less = Looked(with_field(name, Field(None, 0.99, reason="blank")), (page(marks=marks),))
    fuller = Looked(WHOLE, (page(marks=marks | more),))
    assert set(lacking(fuller)) <= set(lacking(less))
