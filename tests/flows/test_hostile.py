"""Malformed, encrypted and booby-trapped files: each in a named state, in one batch."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.timeout(900)
def test_every_hostile_file_ends_in_a_named_state(
    shared_data: Path, tmp_path: Path, long_sohoa: Any
) -> None:
    files = sorted((shared_data / "hostile").rglob("*.pdf"))
    archive = tmp_path / "archive"
    done = long_sohoa("digitize", shared_data / "hostile", "--archive", archive, "--json")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["inputs"] == sum(summary["states"].values()) == len(files)
    # Nothing is our own mistake: a file that fails does so by a named error.
    log = (archive / "logs" / "sohoa.log").read_text()
    assert "unexpected" not in log
    assert list((archive / "tmp").iterdir()) == []


MISFORTUNES = {
    "empty.pdf": b"",
    "text.pdf": "Đây là văn bản, không phải PDF.\n".encode(),
    "two\nlines.pdf": b"%PDF-1.4\nnothing",
    "half.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "zeros.tif": bytes(4096),
}


def test_misfortunes_are_named_and_the_batch_goes_on(tmp_path: Path, sohoa: Any) -> None:
    box = tmp_path / "box"
    box.mkdir()
    for name, content in MISFORTUNES.items():
        (box / name).write_bytes(content)
    (box / "dangling.pdf").symlink_to(tmp_path / "nowhere")
    sample = Path(__file__).parents[2] / "samples" / "files" / "03-thong-bao.jpg"
    (box / "misnamed.pdf").write_bytes(sample.read_bytes())
    done = sohoa("digitize", box, "--archive", tmp_path / "archive", "--lang", "en")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for name in [
        "empty.pdf",
        "text.pdf",
        "two\\nlines.pdf",
        "half.jpg",
        "zeros.tif",
        "dangling.pdf",
    ]:
        (line,) = (line for line in lines if line.strip().startswith(f"{name} ·"))
        assert "refused" in line
        assert len(line.split(": ", 1)[1]) > 20
    assert any(line.split() == ["1", "accepted"] for line in lines)
