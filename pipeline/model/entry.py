"""An entry of a register of documents (sổ văn bản đến, đi) and the forms it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Days and years of the registers are those of the office."""


class Direction(StrEnum):
    """Which of the two registers (NĐ 30/2020, Phụ lục IV)."""

    INCOMING = "in"
    """Văn bản đến."""
    OUTGOING = "out"
    """Văn bản đi."""


class Channel(StrEnum):
    """How one form of a document came."""

    PAPER = "paper"
    """On paper, scanned here."""
    AXIS = "axis"
    """By the axis of document exchange (trục liên thông), as an edXML message."""
    EMAIL = "email"
    COUNTER = "counter"
    """A dossier of the one-stop counter's system (một cửa điện tử)."""

    @property
    def electronic(self) -> bool:
        return self is not Channel.PAPER


class Matter(StrEnum):
    """What arrived: a document, or a dossier of the one-stop counter."""

    DOCUMENT = "document"
    DOSSIER = "dossier"


class Status(StrEnum):
    """Where an entry is: the codes of QĐ 28/2018/QĐ-TTg."""

    ARRIVED = "01"
    """Đã đến."""
    REFUSED = "02"
    """Từ chối tiếp nhận."""
    RECEIVED = "03"
    """Đã tiếp nhận; from then on it has its number."""
    ASSIGNED = "04"
    """Phân công."""
    IN_WORK = "05"
    """Đang xử lý."""
    DONE = "06"
    """Hoàn thành."""
    RECALL_ASKED = "13"
    """Lấy lại: the sender wants it back."""
    RECALLED = "15"
    """Đồng ý lấy lại."""
    RECALL_REFUSED = "16"
    """Từ chối lấy lại."""


class SignatureState(StrEnum):
    """What the digital signatures of a form are worth together; the worst one counts."""

    NONE = "none"
    """It has none, or is no electronic form."""
    TRUSTED = "trusted"
    """Each intact, by a signer whose chain leads to a trust anchor."""
    UNKNOWN_ISSUER = "unknown_issuer"
    """Each intact, but nobody here knows who issued a certificate: this is not "invalid"."""
    NOT_TRUSTED = "not_trusted"
    """Each intact, but a certificate was revoked, had expired when it signed, or must not sign."""
    CHANGED_AFTER = "changed_after"
    """Each intact, but the file was changed after the last one."""
    INVALID = "invalid"
    """One does not fit what it signed."""
    UNREADABLE = "unreadable"
    """One could not be judged."""


UNNUMBERED = 0
"""The number of an entry that was not received (yet)."""


@dataclass(frozen=True, slots=True)
class Described:
    """What the register says of a document (NĐ 30/2020, Phụ lục VI); None is unknown.

    Of what is TUYỆT MẬT there is no subject (NĐ 63/2026/NĐ-CP, Phụ lục III).
    """

    type: str | None = None
    """TypeName: tên loại in words."""
    code_number: str | None = None
    """CodeNumber: số as written, leading zeros kept."""
    code_notation: str | None = None
    """CodeNotation: ký hiệu."""
    issued_on: str | None = None
    """IssuedDate: ISO 8601, `??` for unknown parts."""
    issuer: str | None = None
    """OrganName: cơ quan ban hành."""
    issuer_id: str | None = None
    """OrganId: mã định danh, old or new (up to 35 characters)."""
    subject: str | None = None
    signer_name: str | None = None
    signer_position: str | None = None
    urgency: str | None = None
    """Hỏa tốc, Thượng khẩn, Khẩn."""
    secrecy: str | None = None
    """Tuyệt mật, Tối mật, Mật."""
    language: str | None = None
    page_amount: int | None = None
    issued_amount: int | None = None
    """IssuedAmount: số lượng bản, of outgoing documents."""
    to_places: str | None = None
    """ToPlaces / To: đơn vị, người nhận; nơi nhận."""
    file_code: str | None = None
    """FileCode: mã hồ sơ."""
    note: str | None = None
    """Description: ghi chú."""

    @property
    def code(self) -> str | None:
        """As one cites it: 12/QĐ-UBND, 30/2020/NĐ-CP, or 14514-CV/VPTW of the Party."""
        if self.code_number is None or self.code_notation is None:
            return None
        of_party = "/" in self.code_notation and not self.code_notation[:4].isdigit()
        return f"{self.code_number}{'-' if of_party else '/'}{self.code_notation}"


@dataclass(frozen=True, slots=True)
class Form:
    """One form in which a document came; a document that came twice has two."""

    id: int
    entry_id: int
    channel: Channel
    arrived_at: datetime
    document_id: str | None = None
    """The document of the archive that was made of it."""
    sha256: str | None = None
    """Of its file."""
    message_id: str | None = None
    """The message of exchange or mail that brought it."""
    signatures: SignatureState = SignatureState.NONE
    score: float | None = None
    """How sure it is that it is the same document as the entry's first form; None for that one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a register; every change of it is an event."""

    id: int
    direction: Direction
    book: str
    """The register it stands in, by its key in the settings (`den`, `di`, `den-mat`)."""
    year: int
    number: int
    """Số đến or đi: in sequence per book and year; UNNUMBERED until it is received."""
    arrived_at: datetime
    """When it came; of an outgoing one, when it was registered."""
    channel: Channel
    """Of its first form."""
    matter: Matter
    status: Status
    described: Described
    paper_class: str | None = None
    """Why it may be on paper: a key of the paper classes; None where an electronic form came."""
    unit: str = ""
    """Of the office: whom it was assigned to."""
    assignee: str = ""
    due_on: date | None = None
    received_on: date | None = None
    done_on: date | None = None
    """The day on which it was completed, refused or recalled."""
    signatures: SignatureState = SignatureState.NONE
    """Of its electronic forms."""
    earlier_id: int | None = None
    """The refused try that this one follows."""
    receipt: str = ""
    """What its sender may look its progress up with; tells nothing else."""
    unsure: tuple[str, ...] = ()
    """Fields that were read and that nobody has looked at yet, by name; they may be wrong."""
    forms: tuple[Form, ...] = ()

    @property
    def key(self) -> str:
        """How people name it: den/2026/153; one without a number by its id: den/2026/#1207."""
        number = f"#{self.id}" if self.number == UNNUMBERED else str(self.number)
        return f"{self.book}/{self.year}/{number}"


@dataclass(frozen=True, slots=True)
class NewForm:
    """A form about to be registered."""

    channel: Channel
    arrived_at: datetime
    document_id: str | None = None
    sha256: str | None = None
    message_id: str | None = None
    signatures: SignatureState = SignatureState.NONE


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A document that arrives, or goes out, with its first form."""

    direction: Direction
    book: str
    described: Described
    form: NewForm
    matter: Matter = Matter.DOCUMENT
    paper_class: str | None = None
    unit: str = ""
    assignee: str = ""
    due_on: date | None = None
    earlier_id: int | None = None
    receipt: str = ""
    """Empty: the register makes one."""
    unsure: tuple[str, ...] = ()
    """Fields that a person has to look at."""
    own_number: bool = False
    """Its number in the register becomes that of the document, as of what goes out."""
    secret: bool = False
    """It goes into a book of secrets: its id is negative; who does not ask for secrets never
    finds it."""


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of a register that was kept elsewhere, taken over as it stands there."""

    new: NewEntry
    number: int
    """As it was given then; UNNUMBERED where it had none."""
    status: Status
    received_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """What a refused document lacks, with the clause that asks for it."""

    rule: str
    """Key of the rule in the configuration."""
    part: str
    """In words, as the return slip names it."""
    clause: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which entries are asked for; None asks nothing."""

    direction: Direction | None = None
    book: str | None = None
    year: int | None = None
    statuses: tuple[Status, ...] = ()
    """Empty: any."""
    arrived_from: date | None = None
    arrived_to: date | None = None
    """Both inclusive, days of the office's own time zone."""
    channel: Channel | None = None
    issuer: str | None = None
    """In any case, with marks or without."""
    code: str | None = None
    unit: str | None = None
    assignee: str | None = None
    paper_class: str | None = None
    file_code: str | None = None
    """Mã hồ sơ, as it was given."""
    unsure: bool = False
    """Those alone that somebody has to look at."""
    overdue_on: date | None = None
    """Those alone that were to be done before this day and are not."""
    without_books: frozenset[str] = frozenset()
    """Books that whoever asks may not see."""
    secrets: bool = False
    """Those of secret books too."""
