"""Rules of one's own: a copy to change, one rule at a time, and what a change is worth."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ipywidgets as widgets

from pipeline.messages.records import field_name, value_text
from pipeline.errors import SohoaError
from pipeline.evaluation import Change, Evaluation, Score, compare
from pipeline.messages import say_error
from pipeline.settings import configs_dir

EXERCISE = ("rules.toml: organs.heads", '"SỞ", ', "")
"""A rule, what is taken out of it, and what is put in its place."""

_SECTION = re.compile(r"\[\[?([\w.]+)\]\]?\s*$")
_KEY = re.compile(r'(?:"([^"]+)"|(\w+))\s*=')
_GOES_ON = re.compile(r"#|.*[,\[{]$")
"""A line after which a value cannot end."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it stands in its file, with the comment above it."""

    file: Path
    name: str
    text: str


def own_rules(folder: Path) -> bool:
    """Copies the rules that come with the program, unless there are some; True when it did."""
    if (folder / "rules.toml").exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(configs_dir().glob("*.toml")):
        if path.name != "default.toml":
            shutil.copyfile(path, folder / path.name)
    return True


def rules_in(folder: Path) -> dict[str, Rule]:
    """Every rule of a folder by its name, "rules.toml: organs.heads"."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        for name, text in _rules_of(path.read_text(encoding="utf-8")):
            found[f"{path.name}: {name}"] = Rule(path, f"{path.name}: {name}", text)
    return found


def write_rule(rule: Rule, text: str) -> None:
    """Puts a text in a rule's place. Raises: ValueError when it is no TOML; nothing is written."""
    whole = rule.file.read_text(encoding="utf-8")
    changed = whole.replace(rule.text, text.rstrip("\n"), 1)
    tomllib.loads(changed)
    aside = rule.file.with_suffix(".new")
    aside.write_text(changed, encoding="utf-8")
    aside.replace(rule.file)


def spoil(folder: Path) -> None:
    """Spoils a rule on purpose. Raises: ValueError when it does not stand there as expected."""
    name, old, new = EXERCISE
    rule = rules_in(folder)[name]
    if old not in rule.text:
        raise ValueError(f"{old!r} is not in {name}")
    write_rule(rule, rule.text.replace(old, new, 1))


def held_out(office: str, share: float) -> bool:
    """Whether an office belongs to the part that is only counted, never looked at."""
    return int(hashlib.sha256(office.encode()).hexdigest()[:4], 16) < share * 0x10000


def difference(
    before: Evaluation, after: Evaluation, pictures: Mapping[tuple[str, str], bytes]
) -> str:
    """What a change is worth: scores beside scores, then every crop that got worse or better."""
    old, new = before.scores(), after.scores()
    rows = "".join(_score_row(field_name("vi", name), old[name], new[name]) for name in new)
    head = "".join(
        f"<th style='text-align:left'>{title}</th>"
        for title in ("trường", "đúng", "sai mà không báo", "người phải xem")
    )
    changes = compare(before, after)
    parts = [
        ("Xấu đi", [change for change in changes if change.gain < 0]),
        ("Tốt lên", [change for change in changes if change.gain > 0]),
        ("Khác đi, giá trị như nhau", [change for change in changes if change.gain == 0]),
    ]
    shown = "".join(_changes(title, some, pictures) for title, some in parts if some)
    return f"<table><tr>{head}</tr>{rows}</table>{shown or '<p>Không trường nào thay đổi.</p>'}"


def changed_rows(before: Evaluation, after: Evaluation, most: int = 60) -> list[object]:
    """The rows whose crops `difference` shows."""
    return [change.after for change in compare(before, after)][:most]


def editor(folder: Path, judged: Callable[[], str]) -> widgets.Widget:
    """A rule to choose and change, with a button that saves it and shows what `judged` says."""
    names = list(rules_in(folder))
    chosen = widgets.Dropdown(options=names, value=EXERCISE[0], description="quy tắc")
    text = widgets.Textarea(layout={"width": "98%", "height": "180px"})
    button = widgets.Button(description="Lưu và chấm lại", button_style="primary")
    shown = widgets.HTML()

    def show_rule(_: object) -> None:
        text.value = rules_in(folder)[chosen.value].text

    def save(_: object) -> None:
        shown.value = "<p>đang chấm…</p>"
        try:
            write_rule(rules_in(folder)[chosen.value], text.value)
            shown.value = judged()
        except (ValueError, SohoaError) as error:
            shown.value = f"<p style='color:#c0392b'>{html.escape(_said(error))}</p>"

    chosen.observe(show_rule, names="value")
    button.on_click(save)
    show_rule(None)
    return widgets.VBox([chosen, text, button, shown])


def _said(error: Exception) -> str:
    return say_error("vi", error) if isinstance(error, SohoaError) else f"Chưa lưu: {error}"


def _rules_of(text: str) -> Iterator[tuple[str, str]]:
    """(section.key, its lines with the comment above) of every key that stands at a line's start."""
    section, seen = "", dict[str, int]()
    lines, comment, at = text.splitlines(), list[str](), 0
    while at < len(lines):
        line = lines[at]
        if header := _SECTION.match(line):
            section, comment = f"{header[1]}.", []
        elif key := _KEY.match(line):
            block = _whole(lines[at:])
            name = f"{section}{key[1] or key[2]}"
            seen[name] = seen.get(name, 0) + 1
            suffix = f" #{seen[name]}" if seen[name] > 1 else ""
            yield f"{name}{suffix}", "\n".join([*comment, *block])
            at, comment = at + len(block) - 1, []
        else:
            comment = [*comment, line] if line.startswith("#") else []
        at += 1


def _whole(lines: Sequence[str]) -> Sequence[str]:
    """The lines of the value that begins at the first. Raises: ValueError when it never ends."""
    for count in range(1, len(lines) + 1):
        if _GOES_ON.match(lines[count - 1]):
            continue
        try:
            tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        return lines[:count]
    raise ValueError(f"no end: {lines[0]}")


def _score_row(name: str, old: Score, new: Score) -> str:
    cells = [
        _cell(old.share(old.right), new.share(new.right), good=1),
        _cell(old.share(old.silent), new.share(new.silent), good=-1),
        _cell(old.share(old.review), new.share(new.review), good=-1),
    ]
    return f"<tr><td style='text-align:left'>{html.escape(name)}</td>{''.join(cells)}</tr>"


def _cell(old: float, new: float, good: int) -> str:
    colour = "inherit" if old == new else "#1a7f4b" if (new - old) * good > 0 else "#c0392b"
    weight = "normal" if old == new else "bold"
    shown = f"{100 * old:.0f} %" if old == new else f"{100 * old:.0f} → {100 * new:.0f} %"
    return f"<td style='text-align:left;color:{colour};font-weight:{weight}'>{shown}</td>"


def _changes(
    title: str, changes: Sequence[Change], pictures: Mapping[tuple[str, str], bytes]
) -> str:
    head = "".join(
        f"<th style='text-align:left'>{name}</th>"
        for name in ("văn bản", "trường", "trên giấy", "đúng ra là", "trước", "sau")
    )
    rows = "".join(_change_row(change, pictures) for change in changes[:60])
    return f"<h4>{title}: {len(changes)}</h4><table><tr>{head}</tr>{rows}</table>"


def _change_row(change: Change, pictures: Mapping[tuple[str, str], bytes]) -> str:
    row = change.after
    jpeg = pictures.get((row.document, row.field))
    picture = ""
    if jpeg is not None:
        data = base64.b64encode(jpeg).decode()
        picture = f'<img style="max-width:290px" src="data:image/jpeg;base64,{data}">'
    cells = [
        html.escape(row.document),
        html.escape(field_name("vi", row.field)),
        picture,
        html.escape(value_text(row.truth)),
        _reading(change.before.reading, change.before.review),
        _reading(row.reading, row.review),
    ]
    style = "text-align:left;vertical-align:top;max-width:300px;white-space:pre-wrap"
    return "<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in cells) + "</tr>"


def _reading(value: str | tuple[str, ...] | None, review: bool) -> str:
    return html.escape(value_text(value)) + (" <i>(người xem)</i>" if review else "")
