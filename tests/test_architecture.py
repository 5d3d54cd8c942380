"""The house holds: a floor never imports a floor above it, imports inside functions included."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    "lib",
    "outbox",
    "design",
    "audit",
    "accounts",
    "codelists",
    "cases",
    "registrations",
    "reporting",
    "config",
)
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common", "core"}


def imported_modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def upward_imports(floor: str, source: str) -> list[str]:
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    return [m for m in imported_modules(ast.parse(source)) if m.partition(".")[0] in above]


def sources(floor: str) -> list[Path]:
    return sorted((ROOT / floor).rglob("*.py"))


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_upward(floor: str) -> None:
    found = {
        str(path.relative_to(ROOT)): bad
        for path in sources(floor)
        if (bad := upward_imports(floor, path.read_text(encoding="utf-8")))
    }
    assert not found


def test_every_floor_has_sources() -> None:
    """A misspelt floor would make the test above pass for ever."""
    assert all(sources(floor) for floor in FLOORS)


@pytest.mark.parametrize(
    "source",
    [
        "import reporting",
        "from reporting.models import X",
        "def f():\n    from config import settings",
        "if True:\n    import registrations.services",
    ],
)
def test_a_planted_upward_import_is_found(source: str) -> None:
    assert upward_imports("cases", source)


def test_relative_imports_do_not_hide_floors() -> None:
    """One way to write an import: absolute."""
    relative = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for floor in FLOORS
        for path in sources(floor)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def test_no_room_for_odds_and_ends() -> None:
    names = [
        str(path.relative_to(ROOT))
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*")
        if path.name in FORBIDDEN_NAMES
    ]
    assert not names


@pytest.mark.parametrize("floor", [f for f in FLOORS if f not in {"lib", "config"}])
def test_no_hidden_behaviour(floor: str) -> None:
    """No own signals, no GenericForeignKey, no save() overrides (architecture, floors)."""
    found = []
    for path in sources(floor):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "save" and "models" in path.parts:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} save()")
            if isinstance(node, ast.Name) and node.id in {"GenericForeignKey", "Signal"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.id}")
    assert not found
