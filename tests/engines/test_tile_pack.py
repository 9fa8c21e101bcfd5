"""A pack gives back each tile that was put in, and no other."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.engines.tile_pack import read_tile, write_pack

RED = np.full((20, 30, 3), (250, 10, 10), np.uint8)
GREY = np.full((5, 512), 130, np.uint8)


def _pixels(data: bytes | None) -> np.ndarray:
    assert data is not None
    drawn = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert drawn is not None
    return drawn


def test_tiles_come_back(tmp_path: Path) -> None:
    pack = tmp_path / "page.tiles"
    write_pack(pack, [(0, 0, 0, RED), (1, 2, 3, GREY)])
    red, grey = _pixels(read_tile(pack, 0, 0, 0)), _pixels(read_tile(pack, 1, 2, 3))
    assert red.shape == (20, 30, 3)
    assert np.abs(red.reshape(-1, 3).mean(axis=0) - (10, 10, 250)).max() < 6
    assert grey.shape == GREY.shape
    assert abs(grey.mean() - 130) < 2


def test_what_was_not_put_in_is_not_there(tmp_path: Path) -> None:
    pack = tmp_path / "page.tiles"
    write_pack(pack, [(0, 0, 0, RED)])
    assert read_tile(pack, 0, 1, 0) is None
    with pytest.raises(FileNotFoundError):
        read_tile(tmp_path / "none.tiles", 0, 0, 0)
