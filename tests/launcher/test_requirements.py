"""The locks say exactly what is installed, and nothing about where from."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = ["production", "demo", "test"]
REQUIREMENT = re.compile(r"^[a-z0-9][a-z0-9.-]*(\[[a-z,]+\])?==[^ ;\\]+")


def lines(name: str) -> list[str]:
    return (FOLDER / f"{name}.lock").read_text().splitlines()


def pinned(name: str) -> dict[str, str]:
    found = [line for line in lines(name) if REQUIREMENT.match(line)]
    return dict(line.split(" ")[0].split("==") for line in found)


def unhashed(text: str) -> list[str]:
    """Requirements in a lock's text that no hash follows."""
    blocks = re.split(r"\n(?=[^\s#])", text)
    return [b.splitlines()[0] for b in blocks if REQUIREMENT.match(b) and "--hash=sha256:" not in b]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_host_and_no_option(name: str) -> None:
    faulty = [line for line in lines(name) if "://" in line or line.startswith("-")]
    assert faulty == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_requirement_a_hash_or_a_comment(name: str) -> None:
    shapes = (REQUIREMENT, re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$"))
    strange = [
        line
        for line in lines(name)
        if line and not line.lstrip().startswith("#") and not any(s.match(line) for s in shapes)
    ]
    assert strange == []
    assert len(pinned(name)) > 20


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_hashed(name: str) -> None:
    assert unhashed((FOLDER / f"{name}.lock").read_text()) == []


def test_a_requirement_without_hash_is_noticed() -> None:
    assert unhashed("one==1 \\\n    --hash=sha256:00\ntwo==2\n    # via one\n") == ["two==2"]


@pytest.mark.parametrize(("smaller", "larger"), [("production", "demo"), ("demo", "test")])
def test_what_is_tested_is_what_runs(smaller: str, larger: str) -> None:
    assert pinned(smaller).items() <= pinned(larger).items()


@pytest.mark.parametrize("name", LOCKS)
def test_every_direct_requirement_is_locked_and_says_why(name: str) -> None:
    text = (FOLDER / f"{name}.in").read_text()
    direct = re.findall(r"^([a-z][\w.-]*)(\S*)(.*)$", text, re.MULTILINE)
    assert direct
    assert [package for package, _, rest in direct if "# " not in rest] == []
    assert {package for package, _, _ in direct} <= set(pinned(name))
