"""The index on disk: built, damaged, killed, rebuilt, shared."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipeline.errors import ArchiveBusy, ArchiveUnusable, IndexOutdated
from pipeline.model.access import EVERYTHING
from pipeline.model.archival import IndexEntry
from pipeline.search.index import SearchQuery
from pipeline.search.opening import open_index, rebuild_index

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = tuple(
    IndexEntry(f"doc{number}", (f"văn bản số {number}",), subject="Về việc thử")
    for number in range(20)
)


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_when_it_says_so(process: subprocess.Popen[str]) -> None:
    """Sends SIGKILL as soon as the child prints a line."""
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_no_index_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(IndexOutdated):
        open_index(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_what_was_built_is_there_when_opened_again(tmp_path: Path) -> None:
    rebuild_index(tmp_path, ENTRIES)
    assert open_index(tmp_path).ids() == {entry.document_id for entry in ENTRIES}
    assert open_index(tmp_path).search(SearchQuery("van ban so 7"), EVERYTHING).total == 1


def test_an_index_of_another_schema_is_outdated(tmp_path: Path) -> None:
    rebuild_index(tmp_path, ENTRIES)
    pointer = tmp_path / "current.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "schema": 10**6}))
    with pytest.raises(IndexOutdated):
        open_index(tmp_path)
    assert rebuild_index(tmp_path, ENTRIES).count() == len(ENTRIES)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"schema": 1}', None])
def test_a_damaged_pointer_is_outdated(tmp_path: Path, content: bytes | None) -> None:
    rebuild_index(tmp_path, ENTRIES)
    if content is None:
        (tmp_path / "current.json").unlink()
    else:
        (tmp_path / "current.json").write_bytes(content)
    with pytest.raises(IndexOutdated):
        open_index(tmp_path)
    assert rebuild_index(tmp_path, ENTRIES[:3]).count() == 3


def generation(folder: Path) -> Path:
    return folder / str(json.loads((folder / "current.json").read_text())["generation"])


@pytest.mark.parametrize("suffix", ["meta.json", ".term", ".store", ".idx", ".pos", ".fast"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "noise"])
def test_damaged_files_are_outdated_and_never_a_crash(
    tmp_path: Path, suffix: str, damage: str
) -> None:
    rebuild_index(tmp_path, ENTRIES)
    (path,) = (path for path in generation(tmp_path).iterdir() if path.name.endswith(suffix))
    data = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(
            {"empty": b"", "cut": data[: len(data) // 2], "noise": b"\xa5" * len(data)}[damage]
        )
    with pytest.raises(IndexOutdated):
        open_index(tmp_path).search(SearchQuery('"văn bản" số 7', date_to="2020"), EVERYTHING)
    assert rebuild_index(tmp_path, ENTRIES).count() == len(ENTRIES)


def test_what_was_not_committed_is_dropped_by_a_kill(tmp_path: Path) -> None:
    rebuild_index(tmp_path, ENTRIES[:5])
    kill_when_it_says_so(
        child(
            """
            import sys, time
            from pathlib import Path
            from pipeline.model.archival import IndexEntry
            from pipeline.search.opening import open_index
            index = open_index(Path(sys.argv[1]))
            index.update([IndexEntry("committed", ("một",))])
            index.commit()
            index.remove(["doc0"])
            index.update([IndexEntry("lost", ("hai",))])
            print("now", flush=True)
            time.sleep(60)
            """,
            str(tmp_path),
        )
    )
    index = open_index(tmp_path)
    assert index.ids() == {"committed", *(f"doc{number}" for number in range(5))}
    index.update([IndexEntry("later", ("ba",))])
    index.commit()
    index.close()
    assert "later" in open_index(tmp_path).ids()


def test_a_killed_rebuild_leaves_the_old_index_and_nothing_else(tmp_path: Path) -> None:
    rebuild_index(tmp_path, ENTRIES[:5])
    clean = {path.name for path in tmp_path.iterdir()}
    kill_when_it_says_so(
        child(
            """
            import sys, time
            from pathlib import Path
            from pipeline.model.archival import IndexEntry
            from pipeline.search.opening import rebuild_index

            def entries():
                yield IndexEntry("a", ("một",))
                print("now", flush=True)
                time.sleep(60)

            rebuild_index(Path(sys.argv[1]), entries())
            """,
            str(tmp_path),
        )
    )
    index = open_index(tmp_path)
    assert index.count() == 5
    index.update(ENTRIES[5:6])
    index.commit()
    index.close()
    assert {path.name for path in tmp_path.iterdir()} == clean


def test_one_writes_and_any_number_read(tmp_path: Path) -> None:
    rebuild_index(tmp_path, ENTRIES[:5]).close()
    writer, reader, late = open_index(tmp_path), open_index(tmp_path), open_index(tmp_path)
    writer.update(ENTRIES[5:])
    with pytest.raises(ArchiveBusy):
        late.update(ENTRIES)
    with pytest.raises(ArchiveBusy):
        rebuild_index(tmp_path, ENTRIES)
    assert reader.count() == 5
    writer.commit()
    assert reader.count() == len(ENTRIES)
    writer.close()
    late.remove(["doc3"])
    late.commit()
    late.close()
    assert reader.count() == len(ENTRIES) - 1


def test_closing_drops_what_was_not_committed(tmp_path: Path) -> None:
    index = rebuild_index(tmp_path, ENTRIES[:2])
    index.update(ENTRIES)
    index.close()
    assert index.count() == 2


def test_a_reader_follows_a_rebuild(tmp_path: Path) -> None:
    reader = rebuild_index(tmp_path, ENTRIES[:5])
    rebuild_index(tmp_path, ENTRIES[:7])
    assert reader.count() == 7
    rebuild_index(tmp_path, ENTRIES[:9])
    assert reader.search(SearchQuery("văn bản"), EVERYTHING).total == 9


def test_a_place_that_cannot_be_written_is_named() -> None:
    with pytest.raises(ArchiveUnusable) as raised:
        rebuild_index(Path("/proc/nowhere/index"), ENTRIES)
    assert "/proc/nowhere/index" in str(raised.value)
