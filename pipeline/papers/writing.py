"""Writes a paper in the form that its file's name asks for."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ArchiveUnusable, SettingsInvalid
from pipeline.papers.content import Paper
from pipeline.papers.docx_writer import write_docx
from pipeline.papers.pdf_writer import write_pdf
from pipeline.papers.repacking import repacked
from pipeline.papers.xlsx_writer import write_xlsx

Writer = Callable[[Paper, BinaryIO], None]
WRITERS: Mapping[str, Writer] = {".docx": write_docx, ".pdf": write_pdf, ".xlsx": write_xlsx}

_PACKED = (".docx", ".xlsx")


def check_suffix(place: Path) -> Writer:
    """Before anything is done for it. Raises: SettingsInvalid."""
    writer = WRITERS.get(place.suffix.lower())
    if writer is None:
        raise SettingsInvalid("paper_suffix", {"file": str(place), "known": ", ".join(WRITERS)})
    return writer


def write_paper(paper: Paper, place: Path) -> None:
    """The file appears whole, in place of one of that name; the same paper gives the same bytes.

    Raises:
        SettingsInvalid: the name ends in none of .docx, .pdf, .xlsx.
        ArchiveUnusable: it cannot be written there.
        ToolMissing: a PDF needs the fonts, which are not installed.
    """
    write_bytes(paper_bytes(paper, place), place)


def paper_bytes(paper: Paper, name: Path) -> bytes:
    """The file of that name. Raises: SettingsInvalid, ToolMissing, as `write_paper`."""
    writer = check_suffix(name)
    made = io.BytesIO()
    writer(paper, made)
    packed = name.suffix.lower() in _PACKED
    return repacked(made.getvalue()) if packed else made.getvalue()


def write_bytes(made: bytes, place: Path) -> None:
    """Aside at first, so that nobody sees half of it. Raises: ArchiveUnusable."""
    aside = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        aside.write_bytes(made)
        os.replace(aside, place)
    except OSError as error:
        why = error.strerror or str(error)
        raise ArchiveUnusable("paper_unwritten", {"file": str(place), "why": why}) from error
    finally:
        aside.unlink(missing_ok=True)
