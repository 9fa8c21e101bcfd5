"""The embedded index and its register after `kill -9` in the middle of indexing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.indexing import INDEXED, catch_up
from pipeline.model.access import EVERYTHING
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.model.scan import ScanKind
from pipeline.register.entries import IndexOp, Master
from pipeline.register.store import Register, open_register
from pipeline.search.opening import open_index
from pipeline.settings import default_settings

ROOT = Path(__file__).resolve().parents[1]
SHA = "ab" * 32
NOW = datetime(2026, 3, 4, tzinfo=UTC)
ROUNDS = 5
CHILD = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from pipeline import indexing
    from pipeline.archive.folder import ArchiveFolder
    from pipeline.model.record import Record, State
    from pipeline.register.batches import Asked
    from pipeline.register.entries import NewDocument, Source
    from pipeline.register.store import open_register
    from pipeline.settings import default_settings

    now, sha = datetime(2026, 3, 4, tzinfo=UTC), "ab" * 32
    folder, number = ArchiveFolder(Path(sys.argv[1])), int(sys.argv[2])
    indexing._COMMIT_DOCUMENTS = indexing._AT_ONCE = 5
    with open_register(folder.root) as register:
        while True:
            name = f"batch {number}"
            batch = register.begin_batch(name, name, new_name=name, now=now, who="ai")
            sources = [Source(f"/{number}-{n}", f"{n}") for n in range(12)]
            for n, entry in enumerate(register.add_inputs(batch, sources)):
                key = f"d{number:06}x{n:02}"
                document = NewDocument(key, sha, 1, 1, State.ACCEPTED, (), Record(), (), None,
                                       None, None, "digest", "v")
                register.register_document(document, entry, now, "ai")
            for key in sorted(register.document_ids())[::5]:
                register.declare(key, Asked(unit=f"Phòng {number}"), now, "ai")
            print(number, flush=True)
            indexing.catch_up(folder, register, default_settings())
            number += 1
"""


def archive_of_one_page(root: Path) -> ArchiveFolder:
    """An archive with one master and its page; every document of the child is that page."""
    archive = ArchiveFolder(root)
    archive.prepare()
    box = Box(0, 0, 10, 10)
    page = OcrPage(1, (100, 100), 200, (Line((Word("Kính", box, 0.9),), box),), "test")
    Ledger(archive, SHA, "digest").write(page)
    with open_register(root) as register:
        register.store_master(Master(SHA, 1, ScanKind.PNG, 1, False, "m", "m.png"), NOW, "ai")
        catch_up(archive, register, default_settings())
    return archive


def kill_while_indexing(archive: ArchiveFolder, start: int, delay_s: float) -> int:
    """Lets a child register and index, and kills it a while after it said so; its last number."""
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(archive.root), str(start)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(delay_s)
        child.kill()
        rest = child.stdout.read()
    assert child.returncode == -signal.SIGKILL
    return int((first + rest).split()[-1])


def units(archive: ArchiveFolder) -> dict[str, str]:
    """The unit of each document, as the index has it."""
    with closing(open_index(archive.index)) as index:
        return {key: index.entry(key, EVERYTHING).unit for key in index.ids()}


def agree(archive: ArchiveFolder, register: Register) -> None:
    """What is promised to nobody is in the index as it is; after catching up everything is."""
    held = units(archive) if archive.index.exists() else {}
    promised = {entry.document_id for entry in register.outbox(1_000_000)}
    wanted = {document.id: document.holding.unit for document in register.documents()}
    assert register.document_ids(*INDEXED) == wanted.keys()
    for key in wanted.keys() - promised:
        assert held[key] == wanted[key]
    catch_up(archive, register, default_settings())
    assert units(archive) == wanted
    assert not register.outbox()


def test_register_and_index_agree_after_each_kill(tmp_path: Path) -> None:
    archive = archive_of_one_page(tmp_path / "archive")
    hand = random.Random(6)
    number = 0
    for _ in range(ROUNDS):
        number = kill_while_indexing(archive, number, hand.uniform(0, 1.0)) + 1
        with open_register(archive.root) as register:
            agree(archive, register)


def test_a_document_that_went_is_no_trouble(tmp_path: Path) -> None:
    archive = archive_of_one_page(tmp_path / "archive")
    with open_register(archive.root) as register:
        register.promise("went", IndexOp.INDEX, NOW)
        register.promise("went", IndexOp.REMOVE, NOW)
        register.promise("gone", IndexOp.INDEX, NOW)
        catch_up(archive, register, default_settings())
        assert not register.outbox()
        agree(archive, register)
