"""The committed samples: complete, described, as their truth says, and what the generator draws."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
FILES = SAMPLES / "files"
TRUTH: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()
]
DOCUMENTS = [(entry, document) for entry in TRUTH for document in entry["documents"]]
STATES = {"accepted", "review", "refused", "quarantined", "duplicate"}
MAGIC = {
    b"%PDF": ".pdf",
    b"II*\0": ".tif",
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG": ".png",
    b"\0\0\0\x0cjP": ".jp2",
    b"RIFF": ".webp",
}
MEAN_GREY_TOLERANCE = 3.0
"""Other builds of FreeType and of the codecs draw edges a little differently."""
REDRAWN = ("11-cong-van-fax", "12-bien-ban-den-trang", "20-giay-gioi-thieu-xoay")


def name(entry: dict[str, Any]) -> str:
    return str(entry["file"])


def test_enough_files_of_enough_kinds_in_little_room() -> None:
    files = list(FILES.iterdir())
    assert len(files) >= 16
    assert sum(file.stat().st_size for file in files) <= 15_000_000
    assert {".pdf", ".tif", ".jpg", ".png"} <= {file.suffix for file in files}
    assert len({document["type"] for _, document in DOCUMENTS}) >= 9
    assert {entry["expected_state"] for entry in TRUTH} == STATES


def test_every_file_has_its_truth_and_its_readme_row() -> None:
    rows = re.findall(
        r"^\| `(.+?)` \|.*\| (\w+) \|$", (SAMPLES / "README.md").read_text("utf-8"), re.M
    )
    assert sorted(path.name for path in FILES.iterdir()) == sorted(map(name, TRUTH))
    assert rows == [(entry["file"], entry["expected_state"]) for entry in TRUTH]


@pytest.mark.parametrize("entry", TRUTH, ids=name)
def test_file_is_what_its_truth_says(entry: dict[str, Any]) -> None:
    data = (FILES / entry["file"]).read_bytes()
    assert sha256(data).hexdigest() == entry["sha256"]
    assert [suffix for magic, suffix in MAGIC.items() if data.startswith(magic)] == [
        Path(entry["file"]).suffix
    ]
    assert len(entry["text"]) == entry["pages"]
    for line in chain(*entry["text"]):
        assert line == unicodedata.normalize("NFC", line)
    if entry["expected_state"] == "refused":
        with pytest.raises(pikepdf.PdfError):
            pikepdf.open(BytesIO(data))
    else:
        assert page_count(data) == entry["pages"]


@pytest.mark.parametrize(("entry", "document"), DOCUMENTS)
def test_fields_stand_on_their_pages(entry: dict[str, Any], document: dict[str, Any]) -> None:
    first, last = document["first_page"], document["last_page"]
    assert 1 <= first <= last <= entry["pages"]
    text = " ".join(chain(*entry["text"][first - 1 : last]))
    for field in ("issuer_parent", "issuer", "place", "subject", "signer_position", "signer_name"):
        assert document[field] is None or document[field] in text
    for addressee in document["to"]:
        assert addressee in text
    assert document["type"] == "Công văn" or document["type"].upper() in text
    assert re.fullmatch(r"\d{4}-(\d\d|\?\?)-(\d\d|\?\?)", document["date"])
    if document["number_form"] == "printed":
        assert document["code"] == f"{document['number']}/{document['notation']}"
        assert f"Số: {document['code']}" in text
    elif document["number_form"] == "handwritten":
        assert f"Số:«hw»/{document['notation']}" in text
    else:
        assert document["number"] is document["code"] is None


def test_duplicate_is_byte_identical() -> None:
    first = next(entry for entry in TRUTH if entry["file"].startswith("01-"))
    (copy,) = [entry for entry in TRUTH if entry["expected_state"] == "duplicate"]
    assert copy["sha256"] == first["sha256"]


def test_only_the_stamped_file_is_secret() -> None:
    """The word in running text is no stamp: another file says MẬT and is accepted."""
    secret = [entry["expected_state"] for entry, document in DOCUMENTS if document["secrecy"]]
    assert secret == ["quarantined"]
    said = [entry for entry in TRUTH if any("MẬT" in line for line in chain(*entry["text"]))]
    assert [entry["expected_state"] for entry in said] == ["accepted"]


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two runs of the generator."""
    runs = [tmp_path_factory.mktemp("drawn") for _ in range(2)]
    for run in runs:
        command = [sys.executable, "-m", "samples.generator", str(run), "--only", *REDRAWN]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return runs[0], runs[1]


def test_generator_is_deterministic(redrawn: tuple[Path, Path]) -> None:
    one, two = ({path.name: path.read_bytes() for path in run.rglob("*.*")} for run in redrawn)
    assert len(one) == len(REDRAWN) + 1
    assert one == two


def test_generator_draws_the_committed_files(redrawn: tuple[Path, Path]) -> None:
    drawn = sorted((redrawn[0] / "files").iterdir())
    assert [path.stem for path in drawn] == list(REDRAWN)
    for path in drawn:
        pages = zip(pictures(path), pictures(FILES / path.name), strict=True)
        for now, committed in pages:
            assert now.shape == committed.shape
            assert np.abs(now - committed).mean() <= MEAN_GREY_TOLERANCE


def page_count(data: bytes) -> int:
    if data.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(data)) as pdf:
            return len(pdf.pages)
    with Image.open(BytesIO(data)) as image:
        return getattr(image, "n_frames", 1)


def pictures(path: Path) -> list[NDArray[np.float64]]:
    """The pages of a sample in grey."""
    if path.suffix != ".pdf":
        with Image.open(path) as image:
            return [np.asarray(i.convert("L"), np.float64) for i in ImageSequence.Iterator(image)]
    found = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            stream = page.Resources.XObject.Im0
            assert isinstance(stream, pikepdf.Stream)
            grey = pikepdf.PdfImage(stream).as_pil_image().convert("L")
            found.append(np.asarray(grey, np.float64))
    return found
