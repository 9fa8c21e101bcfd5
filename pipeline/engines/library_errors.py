"""Turns the errors of the image and PDF libraries into the pipeline's own."""

from __future__ import annotations

import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import pikepdf
from pdf2image import exceptions as pdf2image_errors
from PIL import Image
from pypdfium2 import PdfiumError

from pipeline.errors import EngineFailed, Param, SohoaError
from pipeline.model.names import printable

LIBRARY_ERRORS: tuple[type[Exception], ...] = (
    pikepdf.PdfError,
    pikepdf.PikepdfError,
    pikepdf.PasswordError,
    pikepdf.DataDecodingError,
    pikepdf.DeletedObjectError,
    pikepdf.ForeignObjectError,
    PdfiumError,
    pdf2image_errors.PDFInfoNotInstalledError,
    pdf2image_errors.PDFPageCountError,
    pdf2image_errors.PDFPopplerTimeoutError,
    pdf2image_errors.PDFSyntaxError,
    pdf2image_errors.PopplerNotInstalledError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    cv2.error,
    zlib.error,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What the libraries are known to raise on damaged input; MemoryError is told apart."""

_LONGEST_REASON = 160
_FOLDERS = re.compile(r"(?:/[^/\s]+)+/")
"""Where a file lies on this machine is nobody's business."""


@contextmanager
def translated(
    code: str, params: dict[str, Param], error_type: type[SohoaError] = EngineFailed
) -> Iterator[None]:
    """Raise `error_type(code)` with `why` added when a library fails in the block.

    Raises:
        EngineFailed: out_of_memory, with the same parameters.
    """
    try:
        with warnings.catch_warnings():
            # A library's remarks on odd input are no news; a bomb is refused, not remarked on.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except SohoaError:
        raise
    except MemoryError as error:
        raise EngineFailed("out_of_memory", params) from error
    except LIBRARY_ERRORS as error:
        raise error_type(code, {**params, "why": reason(error)}) from error


def reason(error: BaseException) -> str:
    """What a library said, on one short printable line."""
    words = " ".join(_FOLDERS.sub("", str(error)).split()) or type(error).__name__
    return printable(words[:_LONGEST_REASON])
