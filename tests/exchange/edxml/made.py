"""Messages and partners, made by hypothesis and by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from pipeline.exchange.edxml.model import (
    Attachment,
    Business,
    BusinessType,
    DocumentMessage,
    DocumentType,
    Header,
    Message,
    Organ,
    OtherInfo,
    ReceiverChange,
    Replacement,
    ResponseFor,
    Signer,
    Staff,
    StatusMessage,
    Trace,
    clean,
)
from pipeline.model.entry import Status
from pipeline.partner_rules import default_partners
from pipeline.sections.partner import Partner

MOST = 50_000_000
ORGAN_IDS = ("000.00.19.H53", "000.00.00.G22", "G09.01", "H49.64.33", "K63")
_letters = st.text(st.characters(codec="utf-8"), max_size=10) | st.sampled_from(
    ("V/v họp <giao ban>", "Ủy ban & Sở", "a\r\nb\tc", "“trích” ]]>", "\u0110\u1ed3ng 'ý'")
)
texts = (
    _letters.map(clean)
    .map(lambda text: text[:10].strip())
    .filter(lambda text: text != "" and clean(text) == text)
)
maybe = st.none() | texts
numbers = st.none() | st.integers(0, 999_999_999)
days = st.none() | st.dates()
moments = st.integers(315_532_800, 7_258_118_400).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
organ_ids = st.sampled_from(ORGAN_IDS)
organs = st.builds(Organ, organ_ids, *[maybe] * 7)


def some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3).map(tuple)


responses = st.builds(ResponseFor, st.none() | organ_ids, maybe, days, maybe)
staff = st.builds(Staff, maybe, maybe, maybe, maybe)
headers = st.builds(
    Header,
    sender=organs,
    to=st.lists(organs, min_size=1, max_size=3).map(tuple),
    code_number=maybe,
    code_notation=maybe,
    place=maybe,
    promulgation_date=days,
    document_type=st.none() | st.builds(DocumentType, st.integers(0, 99), numbers, maybe),
    subject=maybe,
    content=maybe,
    signer=st.none() | st.builds(Signer, maybe, maybe, maybe),
    due_date=days,
    to_places=some(texts),
    other=st.none()
    | st.builds(OtherInfo, numbers, maybe, maybe, numbers, numbers, maybe, some(texts)),
    response_for=some(responses),
    steering=numbers,
    document_id=maybe,
)
businesses = st.builds(
    Business,
    type=st.sampled_from(BusinessType),
    reason=maybe,
    document_info=numbers,
    document_receiver=numbers,
    receivers=some(st.builds(ReceiverChange, st.integers(0, 1), organ_ids)),
    document_id=maybe,
    staff=st.none() | staff,
    paper=numbers,
    replacements=some(st.builds(Replacement, texts, some(organ_ids))),
)
attachments = st.builds(Attachment, texts, st.binary(max_size=200), maybe, maybe)
documents = st.builds(
    DocumentMessage,
    header=headers,
    traces=some(st.builds(Trace, organ_ids, moments)),
    business=st.none() | businesses,
    attachments=some(attachments),
)
statuses = st.builds(
    StatusMessage,
    sender=organs,
    response_for=responses,
    code=st.sampled_from([status.value for status in Status]),
    at=moments,
    description=maybe,
    staff=st.none() | staff,
)
messages: st.SearchStrategy[Message] = documents | statuses


@st.composite
def partners(draw: st.DrawFn) -> Partner:
    return partner(
        attachments=draw(st.sampled_from(("zip", "raw"))),
        dates=draw(st.sampled_from(("slash", "iso"))),
        business=draw(st.sampled_from(("Bussiness", "Business"))),
    )


def partner(**changes: Any) -> Partner:
    return Partner.model_validate({**default_partners().default.model_dump(), **changes})


def a_message(**changes: Any) -> DocumentMessage:
    """An ordinary công văn with two files."""
    header = Header(
        sender=Organ("H53.19", "Sở Y tế"),
        to=(Organ("H53.01", "Văn phòng UBND tỉnh"),),
        code_number="215",
        code_notation="SYT-VP",
        place="Tân An",
        promulgation_date=date(2026, 11, 20),
        document_type=DocumentType(18, 0, "Công văn"),
        subject="V/v báo cáo công tác tháng 11",
        signer=Signer("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Thị Bích"),
        to_places=("Như trên", "Lưu: VT, VP"),
        other=OtherInfo(priority=3, page_amount=2, promulgation_amount=5),
        document_id="H53.19,2026/11/20,215/SYT-VP",
    )
    files = (
        Attachment("công văn.pdf", b"%PDF-1.4 one", "application/pdf"),
        Attachment("bảng.xls", b"\xd0\xcf\x11\xe0 two"),
    )
    given: dict[str, Any] = {"header": header, "attachments": files, **changes}
    return DocumentMessage(**given)
