"""Every notebook: kept without outputs, told in one order, and run from start to end on samples/."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
Notebook = Any

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def archive(samples_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the archive of all samples: a notebook may read pages into it."""
    copy = tmp_path_factory.mktemp("notebooks") / "archive"
    shutil.copytree(samples_archive, copy)
    return copy


@pytest.fixture
def kernel_folder() -> Iterator[str]:
    """For what a kernel notes of itself; a socket's path must be shorter than pytest's folders."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        yield folder


def read(path: Path) -> Notebook:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def parameters(notebook: Notebook) -> int:
    """The place of the cell that a person fills in."""
    (place,) = (
        place
        for place, cell in enumerate(notebook.cells)
        if "parameters" in cell.metadata.get("tags", ())
    )
    return int(place)


def test_it_is_kept_without_outputs_and_with_lasting_ids(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    ran = [c for c in notebook["cells"] if c.get("outputs") or c.get("execution_count")]
    assert ran == []
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}


def test_it_begins_with_its_title_and_its_parameters(path: Path) -> None:
    notebook = read(path)
    title = f"# {path.stem[:2]} · "
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith(title)
    assert parameters(notebook) == 1


def test_it_runs_from_start_to_end(
    path: Path,
    archive: Path,
    tmp_path: Path,
    kernel_folder: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notebook = read(path)
    mine = {"ARCHIVE": str(archive), "WORK": str(tmp_path / "work")}
    asked = parameters(notebook)
    given = [f"{k} = {v!r}" for k, v in mine.items() if k in notebook.cells[asked].source]
    injected = new_code_cell("\n".join(given))  # type: ignore[no-untyped-call]
    notebook.cells.insert(asked + 1, injected)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, kernel_folder)
    client = NotebookClient(
        notebook,
        timeout=240,
        resources={"metadata": {"path": str(path.parent)}},
        config=Config(KernelManager={"transport": "ipc", "ip": f"{kernel_folder}/kernel"}),
    )
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    # A warning is an error here as in every test; it can only be seen where it was written to.
    said = [output.text for output in outputs if output.get("name") == "stderr"]
    assert said == []
    assert any("image/png" in output.get("data", {}) for output in outputs)
