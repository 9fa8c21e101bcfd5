"""Walks what a PDF page paints: its images with their places, and whatever else shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Object

from pipeline.engines.pdf_geometry import EMPTY, UNIT, Matrix, Rect, bounds, common, multiply
from pipeline.engines.pdf_state import BLACK, COLOURED, PLAIN, WHITE, State, grey, ink

_OPERATORS = (
    "q Q cm gs Do BI ID EI sh BDC m l c v y re W W* f F f* B B* b b* S s n "
    "g rg k cs sc scn Tf Tr Tj TJ ' \""
)
_INVISIBLE = 3
"""Text rendering mode (ISO 32000-1, 9.3.6)."""
_DEEPEST, _MOST_FORMS = 12, 500


@dataclass(frozen=True, slots=True)
class PaintedImage:
    """One painting of an image; `image` is None when it stands inline in the content."""

    image: Object | None
    width: int
    height: int
    matrix: Matrix
    """Unit square → the page's user space."""
    clip: Rect
    plain: bool
    """Painted opaquely: no transparency, blend mode or soft mask of the graphics state."""
    fill: str
    """White, black or coloured: what a stencil is painted with."""


@dataclass(slots=True)
class PageContent:
    """What was found; `obstacles` say why the page is more than its images."""

    images: list[PaintedImage] = field(default_factory=list)
    obstacles: set[str] = field(default_factory=set)
    has_layers: bool = False
    lacks_something: bool = False
    """An image or form that it paints is not there."""


def page_content(page: pikepdf.Page, visible: Rect) -> PageContent:
    """Everything that the page's content streams paint within `visible` (user space)."""
    content = PageContent()
    _Walk(content, page.resources, State(UNIT, visible), depth=0).run(page.obj)
    return content


class _Walk:
    """One content stream; a form inside it is another walk into the same findings."""

    def __init__(
        self, content: PageContent, resources: Any, state: State, depth: int, forms: int = 0
    ) -> None:
        self._content = content
        self._resources = resources
        self._state = state
        self._depth = depth
        self.forms = forms
        self._stack: list[State] = []
        self._path: list[tuple[float, float]] = []
        self._clips = False
        self._actions: dict[str, Callable[[list[Any]], None]] = self._table()

    def _table(self) -> dict[str, Callable[[list[Any]], None]]:
        table: dict[str, Callable[[list[Any]], None]] = {
            "q": lambda _: self._stack.append(self._state),
            "Q": lambda _: self._restore(),
            "cm": lambda o: self._set(matrix=multiply(_matrix(o), self._state.matrix)),
            "gs": self._graphics_state,
            "Do": self._do,
            "sh": lambda _: self._obstacle("shading"),
            "BDC": self._marked,
            "re": self._rectangle,
            "g": lambda o: self._set(fill=grey(o)),
            "rg": lambda o: self._set(fill=grey(o)),
            "k": lambda o: self._set(fill=ink(o)),
            "cs": self._colour_space,
            "sc": self._colour,
            "scn": self._colour,
            "Tf": self._font,
            "Tr": lambda o: self._set(text_mode=int(o[0])),
            "n": lambda _: self._end_path(paints=False),
            "TJ": lambda o: self._text(o[0]),
        }
        table |= dict.fromkeys(("m", "l", "c", "v", "y"), self._points)
        table |= dict.fromkeys(("W", "W*"), self._clip)
        table |= dict.fromkeys(("f", "F", "f*"), lambda _: self._end_path(paints=True))
        table |= dict.fromkeys(("B", "B*", "b", "b*", "S", "s"), lambda _: self._stroke())
        table |= dict.fromkeys(("Tj", "'", '"'), lambda o: self._text([o[-1]]))
        return table

    def run(self, stream: Object) -> None:
        for instruction in pikepdf.parse_content_stream(stream, _OPERATORS):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._inline(instruction)
            else:
                self._actions[str(instruction.operator)](list(instruction.operands))

    def _set(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)

    def _restore(self) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def _obstacle(self, why: str) -> None:
        if not self._state.clip.is_empty:
            self._content.obstacles.add(why)

    def _points(self, operands: list[Any]) -> None:
        numbers = [float(o) for o in operands]
        self._path += zip(numbers[::2], numbers[1::2], strict=True)

    def _rectangle(self, operands: list[Any]) -> None:
        x, y, width, height = (float(o) for o in operands)
        self._path += [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]

    def _clip(self, _: list[Any]) -> None:
        self._clips = True

    def _end_path(self, *, paints: bool) -> None:
        area = bounds(self._state.matrix, self._path) if self._path else EMPTY
        if paints and not common(area, self._state.clip).is_empty:
            self._fill()
        if self._clips:
            self._set(clip=common(area, self._state.clip))
        self._path, self._clips = [], False

    def _fill(self) -> None:
        if self._state.fill != WHITE:
            self._obstacle("filled area")
        elif self._content.images:
            self._obstacle("image painted over")

    def _stroke(self) -> None:
        self._obstacle("line")
        self._end_path(paints=False)

    def _text(self, pieces: Any) -> None:
        shows = any(bytes(p) for p in pieces if isinstance(p, pikepdf.String))
        if shows and (self._state.text_mode != _INVISIBLE or self._state.type3_font):
            self._obstacle("text")

    def _font(self, operands: list[Any]) -> None:
        font = self._resource("/Font", operands[0])
        self._set(type3_font=font is not None and font.get("/Subtype") == "/Type3")

    def _colour_space(self, operands: list[Any]) -> None:
        self._set(fill=BLACK, fill_components=self._components(operands[0]))

    def _colour(self, operands: list[Any]) -> None:
        known = len(operands) == self._state.fill_components
        painted = {1: grey, 3: grey, 4: ink}.get(len(operands)) if known else None
        self._set(fill=painted(operands) if painted else COLOURED)

    def _components(self, space: Object) -> int:
        """Of an additive or CMYK space; 0 where the numbers mean something else."""
        if str(space).startswith("/Device"):
            return {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space), 0)
        named = self._resource("/ColorSpace", space)
        if isinstance(named, pikepdf.Array) and str(named[0]) == "/ICCBased":
            return int(named[1].get("/N", 0))
        return 0

    def _graphics_state(self, operands: list[Any]) -> None:
        changes = self._resource("/ExtGState", operands[0])
        if changes is None:
            return
        odd = set(self._state.translucent)
        for key, is_plain in PLAIN.items():
            if key in changes:
                odd = odd - {key} if is_plain(changes[key]) else odd | {key}
        self._set(translucent=frozenset(odd))

    def _marked(self, operands: list[Any]) -> None:
        if str(operands[0]) == "/OC":
            self._content.has_layers = True

    def _do(self, operands: list[Any]) -> None:
        shown = self._resource("/XObject", operands[0])
        if shown is None:
            self._content.lacks_something = True
            return
        if "/OC" in shown:
            self._content.has_layers = True
        if shown.get("/Subtype") == "/Form":
            self._form(shown)
        elif shown.get("/Subtype") == "/Image":
            self._image(shown, int(shown.get("/Width", 0)), int(shown.get("/Height", 0)))

    def _inline(self, instruction: pikepdf.ContentStreamInlineImage) -> None:
        image = instruction.iimage
        self._obstacle("inline image")
        self._image(None, int(image.width), int(image.height))

    def _image(self, image: Object | None, width: int, height: int) -> None:
        state = self._state
        self._content.images.append(
            PaintedImage(
                *(image, width, height, state.matrix, state.clip),
                plain=not state.translucent,
                fill=state.fill,
            )
        )

    def _form(self, form: Object) -> None:
        self.forms += 1
        if self._depth >= _DEEPEST or self.forms > _MOST_FORMS:
            self._content.obstacles.add("forms nested too deep")
            return
        matrix = multiply(_matrix(form.get("/Matrix", UNIT)), self._state.matrix)
        left, bottom, right, top = (float(v) for v in form.get("/BBox", (0, 0, 0, 0)))
        box = bounds(matrix, [(x, y) for x in (left, right) for y in (bottom, top)])
        state = replace(self._state, matrix=matrix, clip=common(box, self._state.clip))
        resources = form.get("/Resources", self._resources)
        inner = _Walk(self._content, resources, state, self._depth + 1, self.forms)
        inner.run(form)
        self.forms = inner.forms

    def _resource(self, kind: str, name: Any) -> Any:
        group = self._resources.get(kind) if self._resources is not None else None
        return group.get(str(name)) if group is not None else None


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(o) for o in operands)
    return a, b, c, d, e, f
