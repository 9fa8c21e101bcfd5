"""What the project asks for, what its locks pin, and what its wheel holds."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-notebooks.lock",
    "requirements-bench.lock",
)


def asked() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", text)[0] for text in requirements}


def pins(lock: str) -> dict[str, str]:
    """Requirement (name and marker) → version with hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    rows = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    found = (
        re.fullmatch(r"([a-z0-9.-]+)==(\S+)( ;.*?)?((?: +--hash=sha256:\w{64})+)", r) for r in rows
    )
    return {f"{row[1]}{row[3] or ''}": f"{row[2]}{row[4]}" for row in found if row is not None}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\S*://\S*|--(?:extra-)?(?:index-url|find-links)\S*", text) == []
    assert len(pins(lock)) == len(re.findall(r"^[a-z0-9]", text, re.M)) > 10


def test_locks_hold_what_the_project_asks_for() -> None:
    people, groups = asked()["project"]["dependencies"], asked()["dependency-groups"]
    developers = people + groups["dev"]
    analysts = developers + groups["notebooks"]
    asking = (people + groups["install"], developers, analysts, groups["bench"])
    wanted = zip(LOCKS, asking, strict=True)
    for lock, requirements in wanted:
        assert names(requirements) <= {name.split(" ")[0] for name in pins(lock)}


def test_every_library_that_is_imported_is_asked_for() -> None:
    sources = importlib.metadata.packages_distributions()
    used = {
        source.lower()
        for path in (ROOT / "pipeline").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for module in imported(node)
        for source in sources.get(module, ())
    }
    assert used - names(asked()["project"]["dependencies"]) <= {"sohoa"}


def imported(node: ast.AST) -> list[str]:
    """The top-level modules that a statement imports."""
    match node:
        case ast.Import(names=names):
            return [alias.name.split(".")[0] for alias in names]
        case ast.ImportFrom(module=str(module)):
            return [module.split(".")[0]]
    return []


def test_developers_and_analysts_have_the_versions_that_people_have() -> None:
    # The markers may differ: more may ask for the same library.
    people, developers, analysts = (
        {(name.split(" ")[0], version) for name, version in pins(lock).items()}
        for lock in LOCKS[:3]
    )
    assert people <= developers <= analysts


def test_the_wheel_holds_every_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in (ROOT / "pipeline").rglob("*") if path.is_file()]
    wanted = {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}
    wanted |= {f"pipeline/{path.relative_to(ROOT)}" for path in (ROOT / "configs").rglob("*.toml")}
    assert wanted - packed == set()
