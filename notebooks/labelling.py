"""A desk to key the truth of documents: the page, its head and signature, and a form beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import ipywidgets as widgets
from notebooks.show import crop, page_pixels

from pipeline.messages.records import field_name
from pipeline.errors import SohoaError
from pipeline.evaluation.keying import FORMS, KEYED, Keyed, keyed_labels, save_label
from pipeline.evaluation.keying import suggested_forms, suggested_values
from pipeline.messages import say_error
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import OcrPage
from pipeline.model.record import Record
from pipeline.model.scan import Pixels

_LONG = ("subject", "to", "signer_position")


@dataclass(frozen=True, slots=True)
class Work:
    """A document to key: where it is and what the machine read."""

    id: str
    file: str
    path: Path
    sha256: str
    pages: tuple[OcrPage, ...]
    record: Record


def jpeg(pixels: Pixels, width: int) -> bytes:
    """A picture no wider than `width`, for an ipywidgets.Image."""
    scale = min(1.0, width / pixels.shape[1])
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    stored = cv2.cvtColor(small, cv2.COLOR_RGB2BGR) if small.ndim == 3 else small
    return bytes(cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, 85])[1])


def head_and_signature(work: Work) -> tuple[Pixels, Pixels]:
    """The upper part of page 1, and where the signature stands or the foot of the last page."""
    first, last = work.pages[0], work.pages[-1]
    width, height = first.size
    head = crop(page_pixels(work.path, first), Box(0, 0, width, round(0.36 * height)), 0)
    evidence = (*work.record.signer_position.evidence, *work.record.signer_name.evidence)
    if evidence:
        last = next(page for page in work.pages if page.number == evidence[-1].page)
        box = hull(word.box for word in evidence if word.page == last.number)
        return head, crop(page_pixels(work.path, last), box, 0.5)
    width, height = last.size
    foot = Box(width // 3, round(0.55 * height), width, height)
    return head, crop(page_pixels(work.path, last), foot, 0)


class LabelDesk:
    """Goes through documents one by one; each is saved when the person says so."""

    def __init__(self, works: Sequence[Work], labels: Path) -> None:
        self._works = works
        self._labels = labels
        self._at = 0
        self.inputs: dict[str, widgets.Text | widgets.Textarea] = {}
        self.forms: dict[str, widgets.Dropdown] = {}
        self.doubts: dict[str, widgets.Checkbox] = {}
        rows = [self._row(name) for name in KEYED]
        self.note = widgets.Text(description="ghi chú", layout={"width": "96%"})
        self.said = widgets.HTML()
        self.title = widgets.HTML()
        self.back = widgets.Button(description="◀ Trước")
        self.save = widgets.Button(description="Lưu, sang văn bản sau ▶", button_style="primary")
        self.skip = widgets.Button(description="Bỏ qua ▶")
        self.save.layout.width = "220px"
        self.back.on_click(lambda _: self._go(-1))
        self.skip.on_click(lambda _: self._go(1))
        self.save.on_click(lambda _: self._keep())
        self.page, self.head, self.foot = widgets.Image(), widgets.Image(), widgets.Image()
        pictures = widgets.VBox([self.head, self.foot, self.page], layout={"width": "52%"})
        buttons = widgets.HBox([self.back, self.save, self.skip])
        form = widgets.VBox([*rows, self.note, buttons, self.said], layout={"width": "48%"})
        self.widget = widgets.VBox([self.title, widgets.HBox([pictures, form])])
        self._show()

    def _row(self, name: str) -> widgets.Widget:
        kind = widgets.Textarea if name in _LONG else widgets.Text
        layout = {"width": "300px"}
        self.inputs[name] = kind(layout=layout, rows=2) if name in _LONG else kind(layout=layout)
        self.doubts[name] = widgets.Checkbox(description="ngờ", indent=False)
        self.doubts[name].layout.width = "60px"
        parts = [widgets.HTML(field_name("vi", name), layout={"width": "120px"})]
        parts += [self.inputs[name], self.doubts[name]]
        if name in ("number", "date"):
            self.forms[name] = widgets.Dropdown(options=FORMS, layout={"width": "110px"})
            parts.append(self.forms[name])
        return widgets.HBox(parts)

    def _show(self) -> None:
        work = self._works[self._at]
        known = keyed_labels(self._labels)
        keyed = known.get(work.id)
        self._fill(keyed if keyed is not None else self._suggestion(work))
        state = "đã nhập" if keyed is not None else "chưa nhập: ô điền sẵn là máy đọc, hãy đối chiếu"
        done = sum(one.id in known for one in self._works)
        self.title.value = (
            f"<h3>{self._at + 1}/{len(self._works)} · {work.file}</h3>{state} · xong {done}"
        )
        head, foot = head_and_signature(work)
        self.head.value, self.foot.value = jpeg(head, 760), jpeg(foot, 560)
        self.page.value = jpeg(page_pixels(work.path, work.pages[0]), 560)

    def _suggestion(self, work: Work) -> Mapping[str, object]:
        forms = suggested_forms(work.record, work.pages)
        return suggested_values(work.record) | {f"{name}_form": form for name, form in forms.items()}

    def _fill(self, row: Mapping[str, object]) -> None:
        doubts = row.get("doubts") or ()
        for name, box in self.inputs.items():
            value = row.get(name)
            box.value = "\n".join(value) if isinstance(value, list) else str(value or "")
            self.doubts[name].value = name in doubts if isinstance(doubts, list) else False
        for name, form in self.forms.items():
            given = row.get(f"{name}_form")
            form.value = given if given in FORMS else "absent"
        self.note.value = str(row.get("note") or "")

    def _keep(self) -> None:
        work = self._works[self._at]
        keyed = Keyed(
            id=work.id,
            file=work.file,
            sha256=work.sha256,
            pages=len(work.pages),
            dpi=round(work.pages[0].dpi),
            values={name: box.value for name, box in self.inputs.items()},
            forms={name: form.value for name, form in self.forms.items()},
            doubts=tuple(name for name, box in self.doubts.items() if box.value),
            note=self.note.value,
        )
        try:
            save_label(self._labels, keyed)
        except SohoaError as error:
            self.said.value = f"<p style='color:#c0392b'>{say_error('vi', error)}</p>"
            return
        self.said.value = f"<p style='color:#1a7f4b'>Đã lưu {work.id}</p>"
        self._go(1)

    def _go(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), len(self._works) - 1)
        self._show()
