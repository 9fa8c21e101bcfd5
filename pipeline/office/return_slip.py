"""The slip with which a refused document goes back (phiếu trả văn bản)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.errors import NotAllowed
from pipeline.model.entry import HERE, Entry, Lack, Status
from pipeline.office.registry import Registry
from pipeline.office_rules import CompletenessRules, completeness_rules
from pipeline.papers.content import Align, Column, Paper, Signature, Table, Text
from pipeline.sections.letterhead import LetterheadSettings

DOTS = "." * 12
_COLUMNS = (
    Column("STT", 8, Align.CENTRE),
    Column("Thành phần còn thiếu", 34),
    Column("Căn cứ", 30),
    Column("Đề nghị", 48),
)


def slip_of(registry: Registry, entry: Entry) -> Paper:
    """Of a refused entry. Raises: NotAllowed when it is none."""
    if entry.status is not Status.REFUSED:
        raise NotAllowed("not_refused", {"entry": entry.key, "status": entry.status.value})
    settings = registry.settings
    lacks = registry.register.entries.lacks(entry.id)
    refused_on = entry.done_on or registry.today
    rules = completeness_rules(settings)
    return return_slip(entry, lacks, rules, settings.letterhead, refused_on)


def return_slip(
    entry: Entry,
    lacks: Sequence[Lack],
    rules: CompletenessRules,
    letterhead: LetterheadSettings,
    refused_on: date,
) -> Paper:
    """Names each missing part, its clause, who is to do what; in Vietnamese, as all papers are.

    Places for date, number and signatures stay empty where nobody knows them.
    Layout: NĐ 30/2020/NĐ-CP, Phụ lục I.
    """
    issuer = entry.described.issuer or DOTS
    office = letterhead.office or DOTS
    abbreviation = letterhead.abbreviation
    blocks = (
        Text(_came(entry, office)),
        Text("Sau khi kiểm tra, văn bản chưa được tiếp nhận vì còn thiếu:"),
        Table(_COLUMNS, tuple(_row(n, lack, rules) for n, lack in enumerate(lacks, 1))),
        Text(f"{office} trả lại văn bản và đề nghị {issuer} hoàn thiện, gửi lại."),
        Text(f"Khi gửi lại, đề nghị kèm phiếu này. Mã tra cứu tình trạng xử lý: {entry.receipt}."),
    )
    return Paper(
        title="PHIẾU TRẢ VĂN BẢN",
        blocks=blocks,
        organ=office,
        parent_organ=letterhead.superior,
        number=f"Số: {DOTS}{f'/{abbreviation}' if abbreviation else ''}",
        dateline=f"{letterhead.place or DOTS}, {_in_words(refused_on)}",
        subtitle=f"(Mục {entry.key} của sổ đăng ký văn bản)",
        to=(issuer,),
        recipients=("Như trên;", "Lưu: VT."),
        signatures=(Signature("NGƯỜI NHẬN LẠI VĂN BẢN"), Signature("NGƯỜI TRẢ VĂN BẢN")),
    )


def _came(entry: Entry, office: str) -> str:
    """What came, from whom, and when."""
    said = entry.described
    came_on = entry.arrived_at.astimezone(HERE).date()
    parts = [said.type or "văn bản"]
    parts += [f"số {said.code}"] if said.code else []
    parts += [_dated(said.issued_on)] if said.issued_on and "?" not in said.issued_on else []
    parts += [f"của {said.issuer}"] if said.issuer else []
    parts += [f"về việc: {said.subject}"] if said.subject else []
    return f"Ngày {came_on:%d/%m/%Y}, {office} nhận được {' '.join(parts)}."


def _row(number: int, lack: Lack, rules: CompletenessRules) -> tuple[str, str, str, str]:
    """A part that the rules no longer have, or a reason in somebody's own words, asks nothing."""
    known = {part.key: part for part in rules.parts}
    remedy = known[lack.rule].remedy.vi if lack.rule in known else "Bổ sung, gửi lại."
    # A place in the diagram stays on the line of its letter.
    clause = lack.clause.replace("(ô ", "(ô\u00a0") or "—"
    return str(number), lack.part, clause, remedy


def _dated(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"ngày {day}/{month}/{year}"


def _in_words(day: date) -> str:
    """As datelines have it: days below 10 and January and February with a leading 0."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
