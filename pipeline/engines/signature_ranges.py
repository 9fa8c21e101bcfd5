"""A plain reading of what a PDF signature covers: the bytes themselves, without any PDF library."""

from __future__ import annotations

import hashlib
import re
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from pipeline.model.signature import Coverage

Bytes = bytes | mmap
_AT_ONCE = 1 << 20
_WRITTEN = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_BLANKS = re.compile(rb"\s")
_HEX = re.compile(rb"<[0-9A-Fa-f\s]*>")
DIGESTS = frozenset(
    {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"}
)


@dataclass(frozen=True, slots=True)
class Ranges:
    """The two signed ranges of a file, which leave out the signature itself and nothing else."""

    numbers: tuple[int, ...]
    """As /ByteRange has them."""
    fault: str | None
    """Why they are not what they should be: "range_outside", "range_form" or "range_gap"."""

    @property
    def end(self) -> int:
        """Where the signed part of the file ends."""
        return self.numbers[-2] + self.numbers[-1]

    @property
    def readable(self) -> bool:
        return self.fault not in ("range_outside", "range_form")

    def covers(self, size: int) -> Coverage:
        """By the bytes alone; that a revision is whole is the PDF library's to say."""
        if self.fault is not None:
            return Coverage.PART
        return Coverage.FILE if self.end == size else Coverage.REVISION

    def digest(self, data: Bytes, name: str, start: int = 0) -> bytes:
        """Of the signed bytes of a PDF that begins at `start`. Raises: ValueError."""
        if name not in DIGESTS:
            raise ValueError(f"digest {name}")
        summed = hashlib.new(name, usedforsecurity=False)
        first, second = self.numbers[:2], self.numbers[2:]
        for offset, length in (first, second):
            for piece in _pieces(data, start + offset, start + offset + length):
                summed.update(piece)
        return summed.digest()


def ranges_of(data: Bytes, numbers: tuple[int, ...], contents: bytes, start: int = 0) -> Ranges:
    """What /ByteRange says of a PDF that begins at `start`, checked against its bytes.

    The one gap must be the hexadecimal string of the signature, from "<" to ">" (ISO 32000-1,
    12.8.1): a wider gap hides bytes that nobody signed.
    """
    if len(numbers) != 4 or any(number < 0 for number in numbers):
        return Ranges(numbers, "range_form")
    first, length, second, rest = numbers
    size = len(data) - start
    if first + length > size or second + rest > size:
        return Ranges(numbers, "range_outside")
    if first != 0 or second <= length:
        return Ranges(numbers, "range_gap")
    gap = bytes(data[start + length : start + second])
    if not _HEX.fullmatch(gap):
        return Ranges(numbers, "range_gap")
    inside = _BLANKS.sub(b"", gap[1:-1])
    same = unhexlify(inside + b"0" * (len(inside) % 2)) == contents
    return Ranges(numbers, None if same else "range_gap")


def written_ranges(data: Bytes) -> frozenset[tuple[int, ...]]:
    """Every /ByteRange that stands in a file, whether or not a form field leads to it."""
    return frozenset(tuple(int(number) for number in found) for found in _WRITTEN.findall(data))


def may_be_signed(path: Path) -> bool:
    """Whether a PDF may have a signature: /ByteRange cannot stand in a compressed object."""
    with path.open("rb") as stream:
        # An empty file cannot be mapped.
        if not path.stat().st_size:
            return False
        with mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
            return start_of(data) >= 0 and data.find(b"/ByteRange") >= 0


def start_of(data: Bytes) -> int:
    """Where the PDF begins: 0, or after bytes that were put before it; -1 without any."""
    return data.find(b"%PDF-", 0, 1024)


def _pieces(data: Bytes, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _AT_ONCE):
        yield bytes(data[at : min(at + _AT_ONCE, end)])
