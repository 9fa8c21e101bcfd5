"""The shape of the house: what a reader relies on without reading, kept true by machine."""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import ERRORS
from pipeline.messages import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(
    path
    for folder in ("pipeline", "tests", "benchmarks", "samples")
    for path in (ROOT / folder).rglob("*.py")
)
PIPELINE = [path for path in CODE if path.is_relative_to(ROOT / "pipeline")]
# Modules that run when they are imported: one is started by Alembic, one by `python -m`.
PROGRAMS = re.compile(r"\.migrations\b|\.__main__$")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def run(*command: str) -> str:
    """What the program prints; a failure shows it."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_imports_point_down() -> None:
    run(str(Path(sys.executable).with_name("lint-imports")))


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_a_file_is_as_long_as_a_reader_holds(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_no_grab_bags() -> None:
    names = {"utils", "util", "helpers", "common", "misc"}
    assert [relative(path) for path in CODE if names & {path.stem, path.parent.name}] == []


@pytest.mark.parametrize(
    "name",
    [
        module.name
        for module in pkgutil.walk_packages(pipeline.__path__, "pipeline.")
        if not PROGRAMS.search(module.name)
    ],
)
def test_every_module_imports_and_has_what_it_promises(name: str) -> None:
    module = importlib.import_module(name)
    promised = getattr(module, "__all__", ())
    assert [word for word in promised if not hasattr(module, word)] == []


def uncommented_keys(text: str) -> list[str]:
    """Keys with no comment above them; `max_dpi` may share the comment of `dpi` just above."""
    bare: list[str] = []
    commented = ""
    above_is_comment = False
    for line in text.splitlines():
        key = re.match(r"([A-Za-z_0-9]+)\s*=", line)
        if key is not None and above_is_comment:
            commented = key[1]
        elif key is not None and not (commented and commented in key[1]):
            bare.append(key[1])
        elif not line or line.startswith("["):
            commented = ""
        above_is_comment = line.startswith("#")
    return bare


def test_every_setting_has_its_comment() -> None:
    text = (ROOT / "configs" / "default.toml").read_text(encoding="utf-8")
    assert uncommented_keys(text) == []


def test_a_setting_without_comment_is_noticed() -> None:
    text = "# How much.\ndpi = 3\nmax_dpi = 4\nworkers = 2\n\n# Where.\n[run]\nfolder = 1\n"
    assert uncommented_keys(text) == ["workers", "folder"]


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_languages_say_the_same_things() -> None:
    first, *others = (catalogue(language) for language in LANGUAGES)
    for other in others:
        assert other.keys() == first.keys()
        assert [key for key in first if blanks(first[key]) != blanks(other[key])] == []


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or class of this name in the pipeline, with where it stands."""
    for path in PIPELINE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
                yield f"{relative(path)}:{node.lineno}", node


def unfilled(call: ast.Call) -> set[str]:
    """Blanks of an error's message that its parameters, where written out, do not fill."""
    match call.args:
        case [ast.Constant(value=str(code))]:
            given: set[object] = set()
        case [ast.Constant(value=str(code)), ast.Dict(keys=keys)] if None not in keys:
            given = {key.value for key in keys if isinstance(key, ast.Constant)}
        case _:
            return set()
    return {blank for blank in blanks(catalogue("en")[f"error.{code}"]) if blank not in given}


def test_every_error_has_its_words_and_fills_their_blanks() -> None:
    raised = [
        (where, call, call.args[0].value)
        for kind in ERRORS
        for where, call in calls(kind)
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    words = catalogue("en")
    assert [
        f"{where}: {code!s}" for where, _, code in raised if f"error.{code!s}" not in words
    ] == []
    assert [f"{where}: {unfilled(call)}" for where, call, _ in raised if unfilled(call)] == []


def test_everything_that_is_said_has_its_words() -> None:
    words = catalogue("en")
    said = [
        (where, call.args[1].value)
        for where, call in calls("say")
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    ]
    assert [f"{where}: no message {key!s}" for where, key in said if key not in words] == []


def test_every_reason_for_a_candidate_has_its_words() -> None:
    words = catalogue("en")
    codes = {
        node.value
        for path in (ROOT / "pipeline" / "steps" / "record").glob("*.py")
        for place in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _gives_reasons(place)
        for node in ast.walk(place)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(_[a-z]+)*", node.value)
    }
    assert {"weekend", "known_name", "read_twice", "office_signer"} <= codes
    assert sorted(code for code in codes if f"why.{code}" not in words) == []


def _gives_reasons(place: ast.AST) -> bool:
    """A call that makes a candidate or a weight, or a function `_why`."""
    if isinstance(place, ast.FunctionDef):
        return place.name == "_why"
    called = place.func if isinstance(place, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("Candidate", "Weight")


def commands() -> dict[str, argparse.ArgumentParser]:
    """Each command, and each of a group by both names."""
    from pipeline.cli.parser import build_parser

    found = dict(_commands_of(build_parser("en"), ""))
    assert found, "sohoa has no commands"
    return found


def _commands_of(
    parser: argparse.ArgumentParser, before: str
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                yield before + name, one
                yield from _commands_of(one, f"{before}{name} ")


def section(markdown: str, heading: str) -> str:
    """The part of a document under the first `## ` heading that has this word."""
    found = re.search(rf"^## [^\n]*{heading}.*?(?=^## |\Z)", markdown, re.S | re.M | re.I)
    assert found is not None, f"no heading with the word {heading!r}"
    return found[0]


def test_every_command_and_option_is_in_the_readme() -> None:
    reference = section((ROOT / "README.md").read_text(encoding="utf-8"), "commands")
    words = set(re.findall(r"--[a-z-]+", reference))
    missing: list[str] = []
    for name, parser in commands().items():
        if not re.search(rf"\bsohoa {name}\b", reference):
            missing.append(f"sohoa {name}")
        options = {option for action in parser._actions for option in action.option_strings}
        missing += [
            f"sohoa {name} {o}" for o in sorted(options) if o[:2] == "--" and o not in words
        ]
    assert missing == []


def test_every_sample_has_its_row() -> None:
    readme = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in readme.splitlines() if line.startswith("|"))
    names = [path.name for path in (ROOT / "samples" / "files").rglob("*") if path.is_file()]
    assert len(names) >= 16
    assert [name for name in names if name not in rows] == []


def test_golden_files_are_compared_not_written(regenerate: bool) -> None:
    assert not regenerate
