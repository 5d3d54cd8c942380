"""run.py's own part: the environment, before any package is there."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def front_door(tmp_path: Path) -> ModuleType:
    """run.py as a module of a project in an own folder, with a lock without packages."""
    shutil.copy(PROJECT / "run.py", tmp_path / "run.py")
    (tmp_path / "requirements").mkdir()
    for lock in ("demo", "test"):
        (tmp_path / "requirements" / f"{lock}.lock").write_text(f"# {lock}: nothing\n")
    spec = importlib.util.spec_from_file_location("front_door", tmp_path / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def commands(front_door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would be executed; an environment counts as working once it was "made"."""
    done: list[list[str]] = []

    def record(*given: list[str]) -> None:
        done.extend(given)
        front_door.VENV.mkdir(exist_ok=True)

    monkeypatch.setattr(front_door, "run", record)
    monkeypatch.setattr(front_door, "works", front_door.VENV.exists)
    return done


def no_uv(monkeypatch: pytest.MonkeyPatch, front_door: ModuleType) -> None:
    monkeypatch.setattr(front_door.shutil, "which", lambda _: None)


def test_installs_by_hash_and_only_once(
    front_door: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    no_uv(monkeypatch, front_door)
    front_door.ensure_environment("demo")
    assert commands[0][1:3] == ["-m", "venv"]
    assert "--require-hashes" in commands[1]
    assert commands[1][-1].endswith("requirements/demo.lock")
    assert not [part for part in commands[1] if "index" in part or "://" in part]
    commands.clear()
    front_door.ensure_environment("demo")
    assert commands == []


def test_the_test_environment_serves_the_demo_too(
    front_door: ModuleType, commands: list[list[str]]
) -> None:
    front_door.ensure_environment("test")
    commands.clear()
    front_door.ensure_environment("demo")
    assert commands == []


def test_the_demo_environment_does_not_serve_the_tests(
    front_door: ModuleType, commands: list[list[str]]
) -> None:
    front_door.ensure_environment("demo")
    commands.clear()
    front_door.ensure_environment("test")
    assert commands


def test_a_changed_lock_is_installed(front_door: ModuleType, commands: list[list[str]]) -> None:
    front_door.ensure_environment("demo")
    commands.clear()
    (front_door.PROJECT / "requirements" / "demo.lock").write_text("# changed\n")
    front_door.ensure_environment("demo")
    assert commands


def test_an_interrupted_installation_starts_again(
    front_door: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    front_door.ensure_environment("demo")
    (front_door.PROJECT / "requirements" / "demo.lock").write_text("# changed\n")

    def interrupted(*_: list[str]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(front_door, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            front_door.ensure_environment("demo")
    commands.clear()
    front_door.ensure_environment("demo")
    assert commands


def test_pip_takes_over_when_uv_fails(
    front_door: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_door.shutil, "which", lambda _: "/usr/bin/uv")
    record = front_door.run

    def uv_fails(*given: list[str]) -> None:
        if any(command[0] == "/usr/bin/uv" for command in given):
            raise front_door.SetupError("no route")
        record(*given)

    monkeypatch.setattr(front_door, "run", uv_fails)
    front_door.ensure_environment("demo")
    assert "pip" in commands[-1]


def test_without_ensurepip_and_uv_the_package_is_named(
    front_door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_uv(monkeypatch, front_door)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(front_door.SetupError, match="apt-get install python3-venv"):
        front_door.ensure_environment("demo")


def test_failed_command_shows_its_last_lines(front_door: ModuleType) -> None:
    with pytest.raises(front_door.SetupError, match="what went wrong"):
        front_door.run([sys.executable, "-c", "import sys; sys.exit('what went wrong')"])


def test_environment_whose_python_is_gone_does_not_work(front_door: ModuleType) -> None:
    front_door.PYTHON.parent.mkdir(parents=True)
    front_door.PYTHON.symlink_to("/nowhere/python3")
    front_door.STAMP.write_text(front_door.fingerprint("demo"))
    assert front_door.works() is False
    assert front_door.installed() == []


def test_older_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    code = (PROJECT / "run.py").read_text()
    old = "import sys; sys.version_info = (3, 9, 2)\n"
    done = subprocess.run([sys.executable, "-c", old + code], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().strip() == "Python 3.11 or newer is needed; this is 3.9."


def test_only_the_standard_library_is_used_before_the_environment() -> None:
    script = PROJECT / "run.py"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(script)!r})"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
