"""What an office trained, as a file: kept, read back, refused, and used by the reader."""

import io
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.digit_head import head_name, head_to_bytes, read_head
from pipeline.engines.digit_network import digit_reader, digit_reader_name, digit_reader_with
from pipeline.engines.reader_names import digits_meta
from pipeline.errors import SettingsInvalid
from pipeline.jobs import reading_digest
from pipeline.model.digit_head import DigitHead
from pipeline.settings import default_settings, load_settings

CHANNELS = digits_meta()["channels"]
CLASSES = len(digits_meta()["characters"]) + 1


def head(network: str = "", channels: int = CHANNELS, fives: float = 0.0) -> DigitHead:
    """A head that sees fives everywhere."""
    bias = np.zeros((2, CLASSES), np.float32)
    bias[:, digit_reader().classes["5"]] = fives
    weights = np.zeros((channels, 2 * CLASSES), np.float32)
    return DigitHead(network or digit_reader_name(), weights, bias.ravel())


def crop() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 255, (64, 90, 2)).astype(np.uint8)


def test_it_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "head.npz"
    path.write_bytes(head_to_bytes(head(fives=2.0), {"helps": True}))
    again = read_head(path)
    assert again.network == digit_reader_name()
    assert np.array_equal(again.bias, head(fives=2.0).bias)
    assert head_to_bytes(head(), {}) == head_to_bytes(head(), {})


def test_the_network_tells_the_features_that_the_head_needs() -> None:
    log_chances, features = digit_reader().look(crop())
    assert features.shape == (len(log_chances) // 2, CHANNELS)
    assert log_chances.shape[1] == CLASSES


def test_the_reader_uses_it(tmp_path: Path) -> None:
    path = tmp_path / "head.npz"
    path.write_bytes(head_to_bytes(head(fives=50.0), {}))
    assert digit_reader_with("") is digit_reader()
    (posterior,) = digit_reader_with(str(path)).read([crop()])
    assert set(posterior.log_chances.argmax(-1)) == {digit_reader().classes["5"]}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "digit_head"),
        (b"PK\x03\x04 cut off", "digit_head"),
        (b"no archive of numpy's", "digit_head"),
        (head_to_bytes(head(channels=7), {}), "digit_head"),
        (head_to_bytes(head("another network"), {}), "digit_head_outdated"),
    ],
)
def test_what_is_no_head_is_named(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "head.npz"
    path.write_bytes(data)
    with pytest.raises(SettingsInvalid) as caught:
        head_name(path)
    assert caught.value.code == code
    assert caught.value.params["file"] == str(path)


def test_other_contents_of_an_archive_and_a_lost_file_are_named(tmp_path: Path) -> None:
    other = io.BytesIO()
    np.savez(other, something=np.zeros(3))
    (tmp_path / "other.npz").write_bytes(other.getvalue())
    array = io.BytesIO()
    np.save(array, np.zeros(3))
    (tmp_path / "array.npz").write_bytes(array.getvalue())
    for name in ("other.npz", "array.npz", "lost.npz"):
        with pytest.raises(SettingsInvalid, match="digit_head"):
            read_head(tmp_path / name)


def test_pages_are_read_again_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[reading]\ndigit_head = "head.npz"\n', encoding="utf-8")
    settings = load_settings(tmp_path / "own.toml")
    assert settings.reading.digit_head == str(tmp_path / "head.npz")
    digests = {reading_digest(default_settings())}
    for fives in (1.0, 2.0):
        (tmp_path / "head.npz").write_bytes(head_to_bytes(head(fives=fives), {}))
        digests.add(reading_digest(settings))
    assert len(digests) == 3


def test_a_section_that_is_none_is_still_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("reading = 3\n", encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="reading"):
        load_settings(tmp_path / "own.toml")
