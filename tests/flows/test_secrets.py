"""Whatever way a secret comes in, nothing of it is anywhere but in quarantine."""

import json
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.flows.conftest import SAMPLES


@pytest.fixture(scope="module")
def late_secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean first page, and a page with a MẬT stamp behind it."""
    folder = tmp_path_factory.mktemp("late")
    with (
        pikepdf.open(SAMPLES / "01-cong-van.pdf") as clean,
        pikepdf.open(SAMPLES / "15-cong-van-dau-mat.pdf") as secret,
    ):
        clean.pages.append(secret.pages[0])
        clean.save(folder / "hai-trang.pdf", static_id=True)
    return folder


def traces(archive: Path, sha256: str) -> set[str]:
    return {
        path.relative_to(archive).parts[0]
        for path in archive.rglob("*")
        if path.is_file() and sha256[:16] in str(path.relative_to(archive))
    }


def test_a_stamp_on_a_later_page_is_enough(late_secret: Path, tmp_path: Path, sohoa: Any) -> None:
    archive = tmp_path / "archive"
    done = sohoa("digitize", late_secret, "--archive", archive, "--json")
    assert json.loads(done.stdout.splitlines()[-1])["states"]["quarantined"] == 1, done.stderr
    (row,) = map(json.loads, sohoa("records", "--json", "--archive", archive).stdout.splitlines())
    assert traces(archive, row["source_sha256"]) == {"quarantine"}
    assert sohoa("verify", "--archive", archive).returncode == 0
    found = sohoa("search", "hồ chứa nước", "--archive", archive, "--json")
    (summary,) = map(json.loads, found.stdout.splitlines())
    assert (summary["total"], summary["suggestions"]) == (0, [])


def test_the_same_secret_again_is_a_duplicate_and_no_more(
    late_secret: Path, tmp_path: Path, sohoa: Any
) -> None:
    archive = tmp_path / "archive"
    again = tmp_path / "again"
    shutil.copytree(late_secret, again)
    sohoa("digitize", late_secret, "--archive", archive)
    done = sohoa("digitize", again, "--archive", archive, "--json")
    assert json.loads(done.stdout.splitlines()[-1])["states"]["duplicate"] == 1
    (row,) = map(json.loads, sohoa("records", "--json", "--archive", archive).stdout.splitlines())
    assert traces(archive, row["source_sha256"]) == {"quarantine"}
