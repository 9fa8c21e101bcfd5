"""A person corrects what the machine read, confirms it, or says that nobody can read it.

The word of the person is one short transaction, whatever else is being done to the archive;
index and archival files follow (`office.following`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.errors import ArchiveBusy, NotAllowed, NotFound, SettingsInvalid
from pipeline.model.correction import Correction, CorrectionKind, How, NewCorrection
from pipeline.model.geometry import Box
from pipeline.model.ocr import Word
from pipeline.model.record import FIELD_NAMES, Field, Value
from pipeline.office.amending import amended_by, amended_without, entry_change
from pipeline.office.bench import Bench
from pipeline.office.meanwhile import check_unchanged
from pipeline.register.entries import Document
from pipeline.rules import rules_of
from pipeline.steps.mending import words_of
from pipeline.steps.record import typed_value

TRIES = 8
"""How often a word is written anew because somebody else changed the document at that moment."""
LONGEST_WORD = 200

_Place = tuple[int, Box]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of a person's word."""

    document: Document
    """As it is now; its `revision` goes with the next answer about it."""
    correction: Correction


def correct_field(
    bench: Bench,
    document_id: str,
    field: str,
    value: str,
    *,
    revision: int | None = None,
    place: _Place | None = None,
    key: str | None = None,
) -> Corrected:
    """Gives a field the value that somebody typed; empty: the document has none.

    `revision`: of the document as they saw it; `place`: the page of the document and the box
    in its pixels where they pointed; `key`: the same again is the same word.

    Raises:
        NotFound: no such document, page or field; SettingsInvalid: no such value.
        NotAllowed: somebody else answered meanwhile; a level of secrecy is not typed.
    """
    typed = typed_value(field, value, rules_of(bench.settings.office))

    def word(document: Document) -> NewCorrection:
        before: Field = getattr(document.record, field)
        page, box = _pointed(bench, document, place, before)
        new = (CorrectionKind.FIELD, field, before.value, typed)
        return NewCorrection(*new, How.TYPED, page, box, key)

    return _say(bench, document_id, revision, word)


def confirm_field(
    bench: Bench,
    document_id: str,
    field: str,
    *,
    revision: int | None = None,
    candidate: str | None = None,
    key: str | None = None,
) -> Corrected:
    """It is right as it is, or as one of the readings that were offered.

    `field` may also be the code of a doubt about the whole document: somebody looked.

    Raises: as `correct_field`; SettingsInvalid also where nothing stands that could be right.
    """

    def word(document: Document) -> NewCorrection:
        if field not in FIELD_NAMES:
            _check_reason(document, field)
            return NewCorrection(CorrectionKind.REASON, field, None, None, How.CONFIRMED, key=key)
        before: Field = getattr(document.record, field)
        right = before.value if candidate is None else _candidate(before, field, candidate, bench)
        if right is None:
            raise SettingsInvalid("correct_nothing", {"field": field})
        page = _evidence_page(document, before)
        new = (CorrectionKind.FIELD, field, before.value, right)
        return NewCorrection(*new, How.CONFIRMED, page, None, key)

    return _say(bench, document_id, revision, word)


def mark_unreadable(
    bench: Bench,
    document_id: str,
    field: str,
    *,
    revision: int | None = None,
    key: str | None = None,
) -> Corrected:
    """Somebody looked, and it cannot be read: unknown is what the register keeps.

    Raises: as `correct_field`.
    """
    typed_value(field, "", rules_of(bench.settings.office))

    def word(document: Document) -> NewCorrection:
        before: Field = getattr(document.record, field)
        page = _evidence_page(document, before)
        new = (CorrectionKind.FIELD, field, before.value, None)
        return NewCorrection(*new, How.UNREADABLE, page, None, key)

    return _say(bench, document_id, revision, word)


def correct_word(
    bench: Bench,
    document_id: str,
    page: int,
    word: int,
    text: str,
    *,
    revision: int | None = None,
    key: str | None = None,
    seen: Box | None = None,
) -> Corrected:
    """Another text for a word of a page, by its position there as it is shown, from 0.

    Empty: there is no word; with blanks: there are several. The fields stay as they are.
    `seen`: where the word stood, in pixels of the page, when it was pointed at.

    Raises: as `correct_field`; NotAllowed also where another word has that position by now.
    """
    said = " ".join(unicodedata.normalize("NFC", text).split())
    if len(said) > LONGEST_WORD or any(unicodedata.category(c)[0] == "C" for c in said):
        raise SettingsInvalid("correct_text", {"field": "text", "longest": LONGEST_WORD})

    def of_word(document: Document) -> NewCorrection:
        shown = bench.page(document, page)
        if not 0 <= word < len(shown.words):
            asked = {"page": page, "word": word, "words": len(shown.words)}
            raise NotFound("word", dict(asked))
        if seen is not None and shown.words[word].box != seen:
            raise NotAllowed("word_moved", {"page": page})
        box, old, new = _at(document, shown.number, shown.words[word], said)
        told = (CorrectionKind.WORD, "", old, new, How.TYPED)
        return NewCorrection(*told, shown.number, box, key)

    return _say(bench, document_id, revision, of_word, key)


def undo(bench: Bench, correction_id: int) -> Corrected:
    """Takes a word back: what was said before it, or what the machine read, stands again.

    Raises:
        NotFound: no such correction, or of a document that is not for these rights.
        NotAllowed: it was taken back already.
    """
    for _ in range(TRIES):
        correction = bench.register.corrections.by_id(correction_id)
        document = _of(bench, correction)
        if not correction.holds:
            raise NotAllowed("correction_undone", {"id": correction_id})
        amended = amended_without(bench, document, correction)
        entry = entry_change(bench, document, amended)
        known = (document, amended, correction, entry, bench.now(), bench.who)
        if (done := bench.register.corrections.undo(*known)) is not None:
            return Corrected(bench.register.document(document.id), done)
    raise ArchiveBusy("document_busy", {"id": document.id})


def _say(
    bench: Bench,
    document_id: str,
    revision: int | None,
    word: Callable[[Document], NewCorrection],
    key: str | None = None,
) -> Corrected:
    """`key`: of a word whose place is another once it was said."""
    for _ in range(TRIES):
        document = bench.document(document_id)
        if key is not None and (known := bench.register.corrections.by_key(key)):
            return Corrected(document, known)
        new = word(document)
        if new.key is not None and (known := bench.register.corrections.by_key(new.key)):
            return Corrected(document, known)
        if revision is not None:
            check_unchanged(bench, document, revision, new)
        amended = amended_by(bench, document, new)
        entry = entry_change(bench, document, amended)
        known_as = (document, amended, new, entry, bench.now(), bench.who)
        if (done := bench.register.corrections.correct(*known_as)) is not None:
            return Corrected(bench.register.document(document.id), done)
    raise ArchiveBusy("document_busy", {"id": document_id})


def _pointed(
    bench: Bench, document: Document, place: _Place | None, before: Field
) -> tuple[int | None, Box | None]:
    """(page of the file, box): where somebody pointed, or the page that it was read on."""
    if place is None:
        return _evidence_page(document, before), None
    number, box = place
    shown = bench.page(document, number)
    width, height = shown.size
    if not (0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height):
        raise SettingsInvalid("correct_place", {"page": number, "width": width, "height": height})
    return shown.number, box


def _evidence_page(document: Document, field: Field) -> int | None:
    pages = [word.page for word in field.evidence]
    return document.first_page + pages[0] - 1 if pages else None


def _check_reason(document: Document, code: str) -> None:
    codes = [reason.code for reason in document.reasons if "field" not in reason.params]
    if code not in codes:
        fields = ", ".join((*FIELD_NAMES, *codes))
        raise SettingsInvalid("correct_field", {"field": code, "fields": fields})


def _candidate(before: Field, field: str, candidate: str, bench: Bench) -> Value:
    """A reading that was offered, as it is; anything else as if it had been typed."""
    wanted = unicodedata.normalize("NFC", candidate)
    if any(one.value == wanted for one in before.candidates):
        return wanted
    return typed_value(field, candidate, rules_of(bench.settings.office))


def _at(document: Document, page: int, word: Word, said: str) -> tuple[Box, str, str]:
    """(place as the machine read it, what stood there, what stands there now)."""
    for fix in document.fixes:
        pieces = words_of(fix) if fix.page == page else ()
        if word.by_person and word in pieces:
            at = pieces.index(word)
            texts = [piece.text for piece in pieces]
            new = " ".join([*texts[:at], *filter(None, [said]), *texts[at + 1 :]])
            return fix.box, fix.text, new
    return word.box, word.text, said


def _of(bench: Bench, correction: Correction) -> Document:
    """The document that a correction is about now: its own, or what its page belongs to."""
    own = bench.register.corrections.document_of(correction)
    if own is None:
        raise NotFound("correction", {"id": correction.id})
    return bench.document(own.id)
