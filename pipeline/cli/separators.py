"""`sohoa separators`: prints the sheets that are put between papers before they are scanned."""

from __future__ import annotations

import argparse
import io

from pipeline.archive.folder import usable
from pipeline.engines.barcodes import qr_modules
from pipeline.errors import SettingsInvalid
from pipeline.messages import Language, say
from pipeline.model.desk_sheet import MOST_LETTERS, DeskSheet, SheetKind
from pipeline.office.typed import one_line
from pipeline.papers.desk_sheets import SheetPaper, write_sheets
from pipeline.steps.documents import sheet_text

MOST_SHEETS = 1_000


def separators(options: argparse.Namespace) -> int:
    """One PDF: a cover sheet first where one is asked for, then the separators."""
    if not 0 <= options.count <= MOST_SHEETS or options.count + options.cover == 0:
        raise SettingsInvalid("sheets_count", {"most": MOST_SHEETS})
    kinds = [SheetKind.COVER] * options.cover + [SheetKind.SEPARATOR] * options.count
    papers = {kind: _paper(_sheet(kind, options), options.language) for kind in set(kinds)}
    out = io.BytesIO()
    write_sheets([papers[kind] for kind in kinds], out)
    with usable(options.out):
        options.out.write_bytes(out.getvalue())
    told = {"file": str(options.out), "count": len(kinds)}
    print(say(options.language, "sheets.written", told))
    return 0


def _sheet(kind: SheetKind, options: argparse.Namespace) -> DeskSheet:
    """Raises: SettingsInvalid: a text is longer than a code may be."""
    said = {
        name: one_line(getattr(options, name) or "")
        for name in ("batch", "unit", "type", "box", "file")
    }
    for name, text in said.items():
        if len(text) > MOST_LETTERS:
            raise SettingsInvalid("sheet_text", {"option": f"--{name}", "most": MOST_LETTERS})
    return DeskSheet(kind, **said)


def _paper(sheet: DeskSheet, language: Language) -> SheetPaper:
    """Raises: SettingsInvalid: its texts are too long together."""
    lines = [f"{say(language, f'sheets.{name}')}: {text}" for name, text in sheet.said.items()]
    lines = lines or [say(language, f"sheets.says_{sheet.kind.value}")]
    title = say(language, f"sheets.title_{sheet.kind.value}")
    try:
        modules = qr_modules(sheet_text(sheet))
    except ValueError as error:
        raise SettingsInvalid("sheet_texts") from error
    return SheetPaper(modules, title, lines, say(language, "sheets.foot"))
