"""Keeps the streams of a growing PDF in a file until it is saved, so that memory does not grow."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, Stream

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PAGES, _CATALOG = 1, 2


class StreamShelf:
    """A PDF without pages in a file without a name, which no crash can leave behind.

    pikepdf copies a stream from another PDF into memory; what is in the file that a PDF was
    opened from stays there until the PDF is saved.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._offsets: list[int] = []
        self._file.write(_HEADER)
        self._write(b"<< /Type /Pages /Kids [ ] /Count 0 >>")
        self._write(b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES)

    def __enter__(self) -> StreamShelf:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def put(self, stream: Object) -> int:
        """Store the stream and what it refers to; its number in the opened PDF."""
        body = _dictionary(
            {key: self._form(value) for key, value in stream.items() if key != "/Length"}
        )
        data = stream.read_raw_bytes()
        length = b" /Length %d >>" % len(data)
        return self._write(body[: -len(b" >>")] + length, b"\nstream\n", data, b"\nendstream")

    def open(self) -> Pdf:
        """The PDF of everything stored; call it once, and close it before the shelf."""
        start = self._file.tell()
        size = len(self._offsets) + 1
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets)
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size + rows)
        trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        self._file.write(trailer % (size, _CATALOG, start))
        self._file.flush()
        # Memory-mapped, the whole file would count as memory of this process.
        return pikepdf.open(self._file, access_mode=pikepdf.AccessMode.stream)

    def _write(self, *parts: bytes) -> int:
        self._offsets.append(self._file.tell())
        number = len(self._offsets)
        self._file.write(b"%d 0 obj\n" % number)
        self._file.writelines(parts)
        self._file.write(b"\nendobj\n")
        return number

    def _form(self, value: Any) -> bytes:
        """The value as it is written in a PDF; streams are stored and referred to."""
        if isinstance(value, Stream):
            return b"%d 0 R" % self.put(value)
        if isinstance(value, Array):
            return b"[ " + b" ".join(self._form(item) for item in value) + b" ]"
        if isinstance(value, Dictionary):
            return _dictionary({key: self._form(item) for key, item in value.items()})
        return Array([value]).unparse(resolved=True).strip()[1:-1].strip()


def _dictionary(forms: dict[str, bytes]) -> bytes:
    rows = (pikepdf.Name(key).unparse() + b" " + form for key, form in forms.items())
    return b"<< " + b" ".join(rows) + b" >>"
