"""Titles that could not be read, concluded from the pen's and the stamp's traces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, Region, RegionKind
from pipeline.model.record import Record
from pipeline.model.signing import BlockReading, Ink
from pipeline.rules import Rules
from pipeline.steps.record.lost_titles import head_of

Read = Callable[..., Record]
NAME = ("Trần Thị Bình", 1000, 1800)
DEPUTY = "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"
KT = Region(RegionKind.HANDWRITING, Box(920, 1495, 990, 1530), 0.8)
STAMPED = Region(RegionKind.NAME_STAMP, Box(960, 1522, 1150, 1550), 0.8)
SEAL = Region(RegionKind.SEAL, Box(880, 1560, 1150, 1830), 1.0)


def with_regions(page: OcrPage, *regions: Region) -> OcrPage:
    block = BlockReading(Ink.ALL, Box(760, 1440, 1600, 1900), ())
    return replace(page, regions=regions, signing=(block,))


@pytest.mark.parametrize("sign", [KT, STAMPED], ids=["KT. by hand", "a stamped title"])
@pytest.mark.parametrize("title", ["GIÁM ĐỐC", None])
def test_who_signs_for_the_head_is_a_deputy(
    read: Read, pages: Any, title: str | None, sign: Region
) -> None:
    signed = [NAME] if title is None else [(title, 1000, 1500), NAME]
    record = read(with_regions(pages.decision(signed=signed), SEAL, sign))
    assert record.signer_position.value == DEPUTY
    assert record.signer_authority.value == "KT."
    assert record.signer_position.reason == record.signer_authority.reason == "concluded"
    assert record.signer_position.candidates[0].why == ("deputy_for_head",)


@pytest.mark.parametrize(
    "titles",
    [("GIÁM ĐỐC", "GIÁM ĐỐC"), ("PHÓ GIÁM ĐỐC",), ("KT. GIÁM ĐỐC",)],
)
def test_what_is_left_of_a_deputys_titles_tells_the_rest(
    read: Read, pages: Any, titles: tuple[str, ...]
) -> None:
    signed = [(title, 1000, 1500 + 45 * i) for i, title in enumerate(titles)]
    record = read(pages.decision(signed=[*signed, NAME]))
    assert (record.signer_position.value, record.signer_position.review) == (DEPUTY, True)
    assert record.signer_authority.value == "KT."


def test_a_printed_title_without_a_sign_stays_as_it_is(read: Read, pages: Any) -> None:
    page = pages.decision(signed=[("GIÁM ĐỐC", 1000, 1500), NAME])
    far = replace(KT, box=Box(300, 1700, 400, 1760))
    assert read(with_regions(page, SEAL, far)).signer_position.value == "GIÁM ĐỐC"


def test_without_a_sign_the_head_of_such_an_office_is_proposed(read: Read, pages: Any) -> None:
    record = read(with_regions(pages.decision(signed=[NAME]), SEAL))
    assert (record.signer_position.value, record.signer_position.reason) == (
        "GIÁM ĐỐC",
        "concluded",
    )
    assert record.signer_authority.value is None


@pytest.mark.parametrize(
    ("issuer", "head"),
    [
        ("SỞ Y TẾ", "GIÁM ĐỐC"),
        ("BỘ CHỈ HUY QUÂN SỰ TỈNH", "CHỈ HUY TRƯỞNG"),
        ("BỘ Y TẾ", "BỘ TRƯỞNG"),
        ("Ủy ban nhân dân xã Tân Hội", "CHỦ TỊCH"),
        ("HIỆP HỘI DOANH NGHIỆP", None),
        (None, None),
    ],
)
def test_heads_by_the_kind_of_their_office(
    rules: Rules, issuer: str | None, head: str | None
) -> None:
    assert head_of(issuer, rules) == head


def test_the_office_held_elsewhere_is_part_of_the_position(read: Read, pages: Any) -> None:
    signed = [
        ("TRƯỞNG BAN", 1000, 1500),
        ("GIÁM ĐỐC SỞ Y TẾ", 980, 1760),
        NAME,
    ]
    record = read(pages.decision(signed=signed))
    assert record.signer_position.value == "TRƯỞNG BAN GIÁM ĐỐC SỞ Y TẾ"
    assert record.signer_name.value == "Trần Thị Bình"


@pytest.mark.parametrize(("seal", "name"), [(560, "Lê Văn Tám"), (1090, "Trần Thị Bình")])
def test_of_several_signers_the_one_by_the_seal_signs_for_the_organ(
    read: Read, pages: Any, seal: int, name: str
) -> None:
    signed = [
        ("GIÁM ĐỐC", 760, 1500),
        ("CHỦ TỊCH", 1250, 1500),
        ("Lê Văn Tám", 740, 1800),
        ("Trần Thị Bình", 1230, 1800),
    ]
    box = Box(seal, 1560, seal + 270, 1830)
    page = pages.decision(signed=signed)
    record = read(replace(page, regions=(Region(RegionKind.SEAL, box, 1.0),)))
    assert (record.signer_name.value, record.signer_name.reason) == (name, "several_signers")


def test_a_stamped_name_is_never_sure(read: Read, pages: Any) -> None:
    page = pages.decision()
    stamp = Region(RegionKind.NAME_STAMP, Box(990, 1795, 1250, 1830), 0.8)
    assert not read(page).signer_name.review
    stamped = read(replace(page, regions=(stamp,))).signer_name
    assert (stamped.value, stamped.review) == ("Nguyễn Văn An", True)
