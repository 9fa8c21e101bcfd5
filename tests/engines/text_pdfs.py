"""Small PDFs with text, a picture over or under it, and annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from tests.engines.scan_builders import annotation, image_object, one_page, save_pdf

SIZE = (300, 200)
GREY = np.full((8, 8), 128, np.uint8)


def font(pdf: Pdf, mapping: dict[str, str] | None, name: str) -> Object:
    """A font that is not embedded, its codes meaning other characters where `mapping` says so."""
    keys: dict[str, Any] = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name(f"/{name}")}
    if mapping is not None:
        rows = "".join(
            f"<{ord(code):02X}> <{char.encode('utf-16-be').hex()}>\n"
            for code, char in mapping.items()
        )
        cmap = f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(mapping)} beginbfchar\n"
        keys["ToUnicode"] = Stream(pdf, f"{cmap}{rows}endbfchar".encode())
    return pdf.make_indirect(Dictionary(**keys, Encoding=Name.WinAnsiEncoding))


def text_pdf(
    path: Path,
    content: str,
    *,
    mapping: dict[str, str] | None = None,
    font_name: str = "Helvetica",
    image: dict[str, Any] | None = None,
    annotations: tuple[dict[str, Any], ...] = (),
    **page_keys: Any,
) -> Path:
    """A page of SIZE points with /F, an image /Im and annotations that draw `content`."""
    with Pdf.new() as pdf:
        page = one_page(pdf, None, "", SIZE, **page_keys)
        page.Contents = pdf.make_stream(content.encode("latin-1"))
        drawing = image_object(pdf, GREY.tobytes(), GREY)
        if image is not None and image.get("mask") is not None:
            mask = np.full((8, 8), image["mask"], np.uint8)
            drawing.SMask = image_object(pdf, mask.tobytes(), mask)
        resources = Dictionary(Font=Dictionary(F=font(pdf, mapping, font_name)))
        page.Resources = Dictionary(
            Font=resources.Font,
            XObject=Dictionary(Im=drawing),
            ExtGState=Dictionary(Half=Dictionary(ca=0.5), Ink=Dictionary(BM=Name.Multiply)),
        )
        made = []
        for keys in annotations:
            own = dict(keys)
            form = pdf.make_stream(str(own.pop("content")).encode())
            form.Type, form.Subtype, form.Resources = Name.XObject, Name.Form, resources
            left, bottom, right, top = own["Rect"]
            form.BBox = Array([0, 0, right - left, top - bottom])
            made.append(annotation(pdf, **{"subtype": "FreeText", "AP": Dictionary(N=form), **own}))
        if made:
            page.obj.Annots = Array(made)
            fields = [one for one in made if "/FT" in one]
            pdf.Root.AcroForm = Dictionary(Fields=Array(fields))
        return save_pdf(path, pdf)
