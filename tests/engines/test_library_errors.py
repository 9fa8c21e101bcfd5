"""Every error of the libraries that open scans becomes one of ours."""

from __future__ import annotations

import struct
import warnings
import zlib
from types import ModuleType

import cv2
import numpy as np
import pdf2image.exceptions
import pikepdf
import PIL
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.engines.library_errors import LIBRARY_ERRORS, reason, translated
from pipeline.errors import EngineFailed, ScanRejected
from pipeline.model.names import printable


def errors_of(module: ModuleType) -> list[type[BaseException]]:
    found = [value for value in vars(module).values() if isinstance(value, type)]
    return [kind for kind in found if issubclass(kind, Exception)]


LIBRARIES = (pikepdf, PIL, Image, pdf2image.exceptions, pypdfium2)
KNOWN = [
    *[
        kind
        for m in (pikepdf, PIL, Image, pdf2image.exceptions, pypdfium2)
        for kind in errors_of(m)
    ],
    *[cv2.error, zlib.error, struct.error, np.linalg.LinAlgError],
    *[OverflowError, ZeroDivisionError, RecursionError, EOFError, UnicodeDecodeError, KeyError],
    *[IndexError, NotImplementedError, IsADirectoryError, PermissionError, BrokenPipeError],
]


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_library_error_is_translated(kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    if issubclass(kind, Warning) and kind is not Image.DecompressionBombWarning:
        with translated("page_unreadable", {}):
            warnings.warn("odd input", kind, stacklevel=1)
        return
    with pytest.raises(EngineFailed) as caught, translated("page_unreadable", {"page": 3}):
        raise error
    assert (caught.value.code, caught.value.params["page"]) == ("page_unreadable", 3)


def test_our_own_errors_pass() -> None:
    ours = ScanRejected("empty_file", {"name": "a"})
    with pytest.raises(ScanRejected) as caught, translated("damaged", {}, ScanRejected):
        raise ours
    assert caught.value is ours


def test_memory_is_told_apart_from_damage() -> None:
    with (
        pytest.raises(EngineFailed, match="out_of_memory"),
        translated("damaged", {}, ScanRejected),
    ):
        raise MemoryError


def test_mistakes_of_the_program_are_not_hidden() -> None:
    assert NameError not in LIBRARY_ERRORS
    with pytest.raises(NameError), translated("damaged", {}):
        raise NameError("x")


@given(st.text())
def test_reasons_are_short_printable_lines(text: str) -> None:
    assert reason(ValueError(text)).isprintable()
    assert reason(ValueError(text))


def test_reasons_name_no_folder() -> None:
    assert reason(OSError("/home/office/archive/masters/ab.pdf: unable to find trailer")) == (
        "ab.pdf: unable to find trailer"
    )


@given(st.text())
def test_printable_text_can_be_read_back(text: str) -> None:
    if "\\" not in text:
        assert (
            printable(text).encode("latin-1", "backslashreplace").decode("unicode_escape") == text
        )
