"""The story of one record: from an input file to exactly one named state in the register."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.archive.ledger import Ledger
from pipeline.archive.masters import (
    document_id_of,
    forget,
    keep_master,
    quarantine_master,
    take_in,
)
from pipeline.desk import Desk
from pipeline.documents import ask, documents_of, page_arguments
from pipeline.errors import EngineFailed, Interrupted, ScanRejected, SohoaError
from pipeline.intake import fingerprint
from pipeline.jobs import failed_page, info_from_json
from pipeline.locking import has_reach, mark, others, put_away
from pipeline.model.record import Reason, State
from pipeline.model.scan import Scan
from pipeline.register.entries import Input, Master, NewQuarantined, Outcome, worst
from pipeline.signatures import judge_once
from pipeline.steps.office.secret_entry import secret_entry

log = logging.getLogger(__name__)


def digitize(entry: Input, sha256: str | None, desk: Desk) -> State:
    """Takes one input to its state; `sha256` is None when it could not be told.

    Raises:
        Interrupted: the person asked to stop; the input has no state yet.
        ArchiveUnusable, ArchiveBusy: the archive cannot take the document.
    """
    desk.check_space()
    try:
        sha256 = sha256 or fingerprint(entry.source, desk.settings.limits.max_bytes, desk.stop)
        if known := already_known(entry, sha256, desk):
            return known
        scan = accept(entry, sha256, desk)
        if secret := read_pages(scan, desk):
            return quarantine(scan, secret, entry, desk)
        return register(scan, entry, desk)
    except ScanRejected as error:
        return end(entry, State.REFUSED, sha256, error, desk)
    except EngineFailed as error:
        desk.check_space_after_failure()
        return end(entry, State.FAILED, sha256, error, desk)


def already_known(entry: Input, sha256: str, desk: Desk) -> State | None:
    """The state of an input that ended before, or "duplicate" for bytes that are registered."""
    if _ended_well(entry) and entry.sha256 == sha256:
        return entry.state
    documents = desk.register.documents_of_master(sha256)
    if not documents:
        return None
    first = documents[0]
    if first.state is State.QUARANTINED:
        # Whoever has the sheet learns that it is here, and nothing else of what is here.
        held = Outcome(State.DUPLICATE, (Reason("same_bytes_held", {}),), sha256)
        desk.register.end_input(entry, held, desk.now(), desk.who)
        return State.DUPLICATE
    reason = Reason("same_bytes", {"name": first.source_name, "document": first.id})
    outcome = Outcome(State.DUPLICATE, (reason,), sha256, first.id)
    desk.register.end_input(entry, outcome, desk.now(), desk.who)
    log.info("%s duplicate %s", first.id, entry.source.name)
    return State.DUPLICATE


def accept(entry: Input, sha256: str, desk: Desk) -> Scan:
    """Takes a copy of the file that nobody else can change or see, and looks into it.

    Raises:
        ScanRejected: it cannot become a document.
    """
    path = take_in(desk.archive, Path(entry.source.path), sha256, entry.source.name, desk.stop)
    arguments = {"path": str(path), "settings": desk.settings.as_json()}
    answer = ask(desk, "inspect", arguments, pages=1)
    return Scan(sha256, path, entry.source.name, info_from_json(answer))


def read_pages(scan: Scan, desk: Desk, *, cleared: bool = False) -> str | None:
    """Reads every page that the ledger lacks; the level of secrecy when one page has its stamp.

    `cleared`: the file was released from quarantine, whatever stamp it bears.

    Raises:
        ScanRejected, EngineFailed: page 1 cannot be looked at, so nobody knows whether it is
            secret; a later page that fails is noted in its place and the rest goes on.
    """
    ledger = desk.ledger(scan.sha256)
    waiting: dict[Future[dict[str, Any]], int] = {}
    rest = iter(range(1, scan.page_count + 1))
    while _fill(waiting, rest, scan, ledger, desk, cleared=cleared):
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            try:
                number = waiting.pop(future)
                secret = _page_answer(future, number, scan, ledger, desk, cleared=cleared)
            except ScanRejected:
                wait(waiting)
                raise
            if secret:
                # What is in flight must not be written after it was all removed.
                wait(waiting)
                return secret
    failure = ledger.read(1).failure
    if failure is not None:
        raise EngineFailed("first_page_unread", {"name": scan.source_name, "why": failure})
    return None


def quarantine(scan: Scan, level: str, entry: Input, desk: Desk) -> State:
    """Locks a secret file away and registers it by its level alone."""
    place = quarantine_master(desk.archive, scan.sha256, scan.info.kind)
    master = master_of(scan, place, desk)
    desk.register.secrets.store_master(master, desk.now(), desk.who)
    document = NewQuarantined(
        id=document_id_of(scan.sha256),
        sha256=scan.sha256,
        first_page=1,
        last_page=scan.page_count,
        secrecy=level,
        reasons=(Reason("secrecy_stamp", {"level": level}),),
        settings_digest=desk.digest,
        software=__version__,
    )
    book = desk.settings.registers.secret_book
    known = (document.id, scan.sha256, level, desk.now())
    waiting = None if book is None else secret_entry(*known, book)
    with_it = others(scan.sha256, level, desk)
    brought = desk.register.secrets.reach(scan.sha256).sha256s
    if has_reach(scan.sha256, desk):
        mark(scan.sha256, {document.id}, with_it, desk)
    # No word of it in the log, which more people read than may know of it.
    desk.register.secrets.register(document, entry, desk.now(), desk.who, waiting, with_it)
    put_away(document.id, with_it, set(brought), desk)
    return State.QUARANTINED


def register(scan: Scan, entry: Input, desk: Desk) -> State:
    """Finds the documents in the file, describes each, and lets them exist together."""
    documents = documents_of(scan, desk)
    place = keep_master(desk.archive, scan.sha256, scan.info.kind)
    master = desk.register.store_master(master_of(scan, place, desk), desk.now(), desk.who)
    judge_once(master, desk)
    desk.register.register_documents(documents, entry, desk.now(), desk.who)
    for document in documents:
        pages = f"pages={len(document.pages)}"
        log.info("%s %s %s %s", document.id, document.state, scan.source_name, pages)
    return worst(document.state for document in documents)


def end(entry: Input, state: State, sha256: str | None, error: SohoaError, desk: Desk) -> State:
    """Ends an input without a document, with its reason.

    Of a refused file nothing is kept; of a failed one what was read is, for the next try.
    """
    if desk.stop.is_set():
        raise Interrupted("interrupted")
    if _ended_well(entry) and sha256 is None:
        # The file was moved away since: what became of it then still holds.
        assert entry.state is not None
        return entry.state
    if state is State.REFUSED and sha256 and not desk.register.documents_of_master(sha256):
        forget(desk.archive, sha256)
    # The engines know the file by its place in the archive, people by the name it came under.
    params = dict(error.params) | ({"name": entry.source.name} if "name" in error.params else {})
    outcome = Outcome(state, (Reason(error.code, params),), sha256)
    desk.register.end_input(entry, outcome, desk.now(), desk.who)
    log.info("- %s %s %s", state, entry.source.name, error)
    return state


def _ended_well(entry: Input) -> bool:
    """It ended in a state that a new try would not better."""
    return entry.state is not None and entry.state not in (State.REFUSED, State.FAILED)


def _fill(
    waiting: dict[Future[dict[str, Any]], int],
    rest: Iterator[int],
    scan: Scan,
    ledger: Ledger,
    desk: Desk,
    *,
    cleared: bool,
) -> bool:
    """Keeps twice as many pages waiting as there are workers, and no more."""
    while len(waiting) < 2 * desk.workers:
        number = next(rest, None)
        if number is None:
            break
        if ledger.has(number):
            desk.page_done()
        else:
            waiting[_submit_page(scan, number, desk, cleared=cleared)] = number
    return bool(waiting)


def _submit_page(scan: Scan, number: int, desk: Desk, *, cleared: bool) -> Future[dict[str, Any]]:
    desk.check_space()
    timeout_s = desk.settings.limits.page_seconds
    arguments = page_arguments(scan, desk) | {"number": number}
    return desk.jobs.submit("read", arguments | ({"cleared": True} if cleared else {}), timeout_s)


def _page_answer(
    future: Future[dict[str, Any]],
    number: int,
    scan: Scan,
    ledger: Ledger,
    desk: Desk,
    *,
    cleared: bool,
) -> str | None:
    """The page's secrecy; a page that failed is noted in its place and the rest goes on."""
    try:
        answer = _again_if_crashed(future, number, scan, desk, cleared=cleared)
    except (EngineFailed, ScanRejected) as error:
        if desk.stop.is_set():
            raise Interrupted("interrupted") from error
        if number == 1 and isinstance(error, ScanRejected):
            raise
        desk.check_space_after_failure()
        log.warning("%s page %d: %s", document_id_of(scan.sha256), number, error)
        ledger.write(failed_page(number, error.code))
        answer = {"secret": None}
    desk.page_done()
    secret: str | None = answer["secret"]
    return secret


def _again_if_crashed(
    future: Future[dict[str, Any]], number: int, scan: Scan, desk: Desk, *, cleared: bool
) -> dict[str, Any]:
    """The answer; a child that broke down, perhaps for want of memory, is given one more try."""
    try:
        return future.result()
    except EngineFailed as error:
        if error.code != "worker_crashed" or desk.stop.is_set():
            raise
        return _submit_page(scan, number, desk, cleared=cleared).result()


def master_of(scan: Scan, place: Path, desk: Desk) -> Master:
    """What the register keeps of a stored file."""
    return Master(
        sha256=scan.sha256,
        bytes=place.stat().st_size,
        kind=scan.info.kind,
        page_count=scan.page_count,
        signed=scan.info.signed,
        stored_path=desk.archive.relative(place),
        source_name=scan.source_name,
    )
