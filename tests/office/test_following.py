"""Index and archival files follow a person's word, whatever is killed, and no reading undoes it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Desk
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.engines.xmp import RECORD_NS
from pipeline.errors import ArchiveBusy
from pipeline.model.access import EVERYTHING
from pipeline.model.record import PERSON
from pipeline.office.bench import Bench
from pipeline.office.correcting import correct_field, correct_word, undo
from pipeline.office.follower import Follower
from pipeline.office.following import follow
from pipeline.office.quarantine import lock
from pipeline.register.entries import Document
from pipeline.register.store import Register, open_register
from pipeline.regroup import join_next, split_document
from pipeline.review_rules import default_review
from pipeline.search.index import SearchQuery
from pipeline.search.opening import open_search
from pipeline.settings import default_settings
from pipeline.steps.alto import ALTO_NS
from pipeline.verification import verify_archive

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
NEW_WORD = "Mẫuthử"


@pytest.fixture
def archive(samples_archive: Path, tmp_path: Path) -> ArchiveFolder:
    return ArchiveFolder(Path(shutil.copytree(samples_archive, tmp_path / "archive")))


@pytest.fixture
def register(archive: ArchiveFolder) -> Iterator[Register]:
    with open_register(archive.root) as opened:
        yield opened


@pytest.fixture
def desk(archive: ArchiveFolder, register: Register) -> Iterator[Desk]:
    settings = default_settings()
    archive.amended.mkdir(exist_ok=True)
    limits = ChildLimits(settings.limits.worker_bytes, settings.limits.max_bytes, archive.amended)
    with closing(ChildPool("pipeline.jobs", 1, limits)) as pool:
        yield Desk(
            archive=archive,
            register=register,
            jobs=pool,
            settings=settings,
            digest="",
            workers=1,
            who="sohoa",
            now=lambda: datetime.now(UTC),
            stop=threading.Event(),
            page_done=lambda: None,
        )


@pytest.fixture
def bench(archive: ArchiveFolder, register: Register) -> Bench:
    return Bench(archive, register, default_settings(), "lan", lambda: datetime.now(UTC))


def document_of(register: Register, name: str) -> Document:
    return next(one for one in register.documents() if one.source_name == name)


def described(archive: ArchiveFolder, document: Document) -> dict[str, str]:
    """What the PDF says of the document."""
    assert document.pdf is not None
    with pikepdf.open(archive.root / document.pdf.path) as pdf:
        packet = etree.fromstring(pdf.Root.Metadata.read_bytes())
    return {
        etree.QName(node).localname: node.text or "" for node in packet.iter(f"{{{RECORD_NS}}}*")
    }


def pictures(archive: ArchiveFolder, document: Document) -> list[bytes]:
    assert document.pdf is not None
    with pikepdf.open(archive.root / document.pdf.path) as pdf:
        return [bytes(p.Resources.XObject.Im.read_raw_bytes()) for p in pdf.pages]


def text_of(archive: ArchiveFolder, document: Document) -> str:
    """The PDF's text, as poppler reads it."""
    assert document.pdf is not None
    path = str(archive.root / document.pdf.path)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


def found(archive: ArchiveFolder, words: str) -> set[str]:
    with closing(open_search(archive.index, default_settings())) as index:
        return {hit.document_id for hit in index.search(SearchQuery(words), EVERYTHING).hits}


def assert_sound(archive: ArchiveFolder, register: Register) -> None:
    assert verify_archive(archive, register, default_settings())[1] == ()
    assert register.waiting() == 0
    assert register.corrections.behind() == ()
    assert register.trail.audit().findings == ()
    assert [one for one in archive.amended.iterdir() if one.suffix in (".pdf", ".xml")] == []


def test_a_field_is_in_the_pdf_and_found(
    archive: ArchiveFolder, register: Register, desk: Desk, bench: Bench
) -> None:
    before = document_of(register, "09-chi-thi-trang-nguoc.pdf")
    kept = pictures(archive, before)
    done = correct_field(bench, before.id, "code", "987/CT-MAU")
    assert found(archive, "987/CT-MAU") == set()
    followed = follow(desk, [before.id])
    assert (followed.written, followed.left) == (1, ())
    after = register.document(before.id)
    assert described(archive, after)["documentCode"] == "987/CT-MAU"
    assert after.pdf_conformance == "2u"
    assert pictures(archive, after) == kept
    assert after.alto == before.alto
    assert found(archive, "987/CT-MAU") == {before.id}
    assert_sound(archive, register)
    undo(bench, done.correction.id)
    follow(desk)
    assert described(archive, register.document(before.id)) == described_before(before)
    assert found(archive, "987/CT-MAU") == set()
    assert_sound(archive, register)


def described_before(document: Document) -> dict[str, str]:
    record = document.record
    told = {
        "documentId": document.id,
        "documentCode": record.code.value,
        "documentType": record.type.value,
        "issuedDate": record.date.value,
        "issuer": record.issuer.value,
    }
    return {name: value for name, value in told.items() if isinstance(value, str)}


def test_a_word_is_in_the_text_layer_in_alto_and_found(
    archive: ArchiveFolder, register: Register, desk: Desk, bench: Bench
) -> None:
    before = document_of(register, "09-chi-thi-trang-nguoc.pdf")
    assert before.alto is not None
    word = bench.page(before, 2).words[3]
    done = correct_word(bench, before.id, 2, 3, NEW_WORD)
    follow(desk, [before.id])
    after = register.document(before.id)
    assert after.alto is not None
    assert NEW_WORD in text_of(archive, after)
    root = etree.parse(archive.root / after.alto.path).getroot()
    by_hand = root.findall(f".//{{{ALTO_NS}}}String[@CS='true']")
    assert [node.get("CONTENT") for node in by_hand] == [NEW_WORD]
    assert by_hand[0].get("HPOS") == str(word.box.left)
    assert found(archive, NEW_WORD) == {before.id}
    assert bench.page(after, 2).words[3].by_person
    assert_sound(archive, register)
    undo(bench, done.correction.id)
    follow(desk)
    undone = register.document(before.id)
    assert undone.pdf is not None
    assert before.pdf is not None
    assert undone.alto is not None
    assert (undone.pdf.sha256, undone.alto.sha256) == (before.pdf.sha256, before.alto.sha256)
    assert_sound(archive, register)


def test_no_other_reading_undoes_what_was_said(
    archive: ArchiveFolder, register: Register, desk: Desk, bench: Bench
) -> None:
    whole = document_of(register, "09-chi-thi-trang-nguoc.pdf")
    correct_field(bench, whole.id, "subject", "Do người sửa")
    correct_word(bench, whole.id, 2, 3, NEW_WORD)
    follow(desk)
    again = replace(desk, digest=whole.settings_digest)
    ids = split_document(register.document(whole.id), [2], again)
    first, second = (register.document(one) for one in ids)
    assert first.record.subject.value == "Do người sửa"
    assert first.fixes == ()
    assert bench.page(second, 1).words[3].text == NEW_WORD
    join_next(first, again)
    follow(desk)
    joined = register.document(whole.id)
    assert (joined.record.subject.value, joined.record.subject.reason) == ("Do người sửa", PERSON)
    assert bench.page(joined, 2).words[3].text == NEW_WORD
    assert NEW_WORD in text_of(archive, joined)
    assert_sound(archive, register)


def test_of_what_is_secret_no_word_is_left(
    archive: ArchiveFolder, register: Register, desk: Desk, bench: Bench
) -> None:
    document = document_of(register, "01-cong-van.pdf")
    correct_field(bench, document.id, "subject", "Điều lạ nhất đời")
    correct_word(bench, document.id, 1, 3, "Quáilạthay")
    follow(desk)
    correct_word(bench, document.id, 1, 4, "Quáilạhơn")
    lock(register.document(document.id), "Mật", desk)
    follow(desk)
    said = ("Điều lạ nhất đời", "Quáilạthay", "Quáilạhơn")
    files = [path for path in archive.root.rglob("*") if path.is_file()]
    data = {path: path.read_bytes() for path in files}
    assert {path for path, found in data.items() for one in said if one.encode() in found} == set()
    assert register.corrections.behind() == ()
    assert not archive.document(document.id).exists()
    waiting = register.doubts.queue(EVERYTHING, default_review(), limit=500).doubts
    assert document.id not in {doubt.document_id for doubt in waiting}
    assert_sound(archive, register)


def test_words_are_said_while_a_batch_holds_the_archive(
    archive: ArchiveFolder, register: Register, desk: Desk, bench: Bench
) -> None:
    document = document_of(register, "01-cong-van.pdf")
    with archive.writing():
        correct_field(bench, document.id, "code", "987/MAU-VP")
        followed = follow(desk, [document.id])
        assert followed.written == 1
    assert found(archive, "987/MAU-VP") == {document.id}
    with archive.amending(), pytest.raises(ArchiveBusy), archive.amending(wait_s=0.05):
        pass
    assert_sound(archive, register)


def test_whoever_writes_a_word_need_not_wait(
    archive: ArchiveFolder, register: Register, desk: Desk, bench: Bench
) -> None:
    follower = Follower(lambda: desk, again_s=0.1)
    follower.start()
    try:
        document = document_of(register, "01-cong-van.pdf")
        for number in ("987", "988"):
            correct_field(bench, document.id, "number", number)
            follower.poke(document.id)
        assert follower.rest(60)
        code = register.document(document.id).record.code.value
        assert described(archive, register.document(document.id))["documentCode"] == code
        assert_sound(archive, register)
    finally:
        follower.close()


def test_a_process_that_is_killed_leaves_all_in_agreement(
    archive: ArchiveFolder, register: Register, desk: Desk, bench: Bench
) -> None:
    document = document_of(register, "09-chi-thi-trang-nguoc.pdf")
    chance = random.Random(8)
    for number in range(ROUNDS):
        # Letters alone: of a word with a digit behind it the search makes two.
        word = NEW_WORD + chr(ord("b") + number)
        command = ["correct", document.id, "--word", "1:5", word, "--archive", str(archive.root)]
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        time.sleep(chance.uniform(0.6, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        follow(desk)
        now = register.document(document.id)
        said = bench.page(now, 1).words[4].text
        assert said in text_of(archive, now)
        assert (document.id in found(archive, word)) == (said == word)
        assert_sound(archive, register)
