"""Keeps what an office trained for its digit reader in a file of numpy's, and reads it back."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from pipeline.engines.reader_names import digits_meta, digits_name
from pipeline.errors import SettingsInvalid
from pipeline.model.digit_head import DigitHead

STEPS = 2
"""The network tells so many steps for a column of its features."""
_MOST_BYTES = 10_000_000
"""A head is some 20 kB."""


def head_to_bytes(head: DigitHead, figures: Mapping[str, Any]) -> bytes:
    """A .npz file; the same head and figures give the same bytes."""
    file = io.BytesIO()
    told = json.dumps(figures, sort_keys=True)
    np.savez(file, network=head.network, weights=head.weights, bias=head.bias, figures=told)
    return file.getvalue()


def read_head(path: Path) -> DigitHead:
    """Raises: SettingsInvalid when it cannot be read or was trained for another network."""
    head = _head_of(_bytes(path), path)
    if head.network != digits_name():
        params = {"file": str(path), "own": head.network, "network": digits_name()}
        raise SettingsInvalid("digit_head_outdated", {**params})
    meta = digits_meta()
    shape = (meta["channels"], STEPS * (len(meta["characters"]) + 1))
    if head.weights.shape != shape:
        raise _wrong(path, ValueError(f"{head.weights.shape}, not {shape}"))
    return head


def head_name(path: Path) -> str:
    """A name that changes with the file's bytes: part of the ledger's key. Raises: as above."""
    read_head(path)
    return f"head {hashlib.sha256(_bytes(path)).hexdigest()[:12]}"


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise _wrong(path, error) from error


def _head_of(data: bytes, path: Path) -> DigitHead:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            return DigitHead(str(kept["network"]), kept["weights"], kept["bias"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise _wrong(path, error) from error


def _wrong(path: Path, error: Exception) -> SettingsInvalid:
    return SettingsInvalid("digit_head", {"file": str(path), "why": str(error)})
