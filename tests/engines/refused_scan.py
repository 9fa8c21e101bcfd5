"""A file that is no scan, and the refusal that it must meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.engines.scan_file import inspect_scan
from pipeline.errors import ScanRejected
from pipeline.model.names import printable
from pipeline.settings import Limits, default_settings
from tests.engines.scan_builders import picture, scan_pdf

LIMITS = default_settings().limits


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path, limits: Limits = LIMITS) -> ScanRejected:
    with pytest.raises(ScanRejected) as caught:
        inspect_scan(path, limits)
    assert caught.value.params["name"] == printable(path.name)
    return caught.value


def pdf_bytes(tmp_path: Path) -> bytes:
    return scan_pdf(tmp_path / "whole.pdf", picture()).read_bytes()
