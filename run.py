#!/usr/bin/env python3
"""The front door: `python3 run.py` starts the demo, `python3 run.py test` runs every check.

Standard library only. It makes .venv from a hash-locked requirements file when needed and
continues inside it, so a second start needs no network.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be able to say so
    sys.exit("Python 3.11 or newer is needed; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

try:
    import fcntl
except ImportError:
    sys.exit("Linux or macOS is needed. On Windows this runs inside WSL.")

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
# Each holds what the one before it holds, so whoever has the last has them all.
LOCKS = ("demo", "test")
NO_PIP = """\
This Python cannot make an environment: its `ensurepip` is missing. One of these fixes it:
  * on Debian or Ubuntu: apt-get install python3-venv
  * install `uv`; it is used when it is on PATH"""


class SetupError(Exception):
    """The environment could not be made; the message names the fix."""


def ensure_environment(lock: str) -> None:
    """Make or complete .venv, unless it was made from this very lock by this very Python."""
    with Path(__file__).open() as own_file:
        # Two first starts at once would install over each other.
        fcntl.flock(own_file, fcntl.LOCK_EX)
        if fingerprint(lock) in installed():
            return
        say("Installing the requirements (once, about 20 seconds) ...")
        STAMP.unlink(missing_ok=True)
        path = PROJECT / "requirements" / f"{lock}.lock"
        if not (with_uv(path) or with_pip(path)):
            raise SetupError(NO_PIP)
        satisfied = LOCKS[: LOCKS.index(lock) + 1]
        STAMP.write_text("\n".join(fingerprint(name) for name in satisfied))


def fingerprint(lock: str) -> str:
    content = (PROJECT / "requirements" / f"{lock}.lock").read_bytes()
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return f"{lock} {python} {hashlib.sha256(content).hexdigest()}"


def installed() -> list[str]:
    if not STAMP.exists() or not works():
        return []
    return STAMP.read_text().splitlines()


def works() -> bool:
    """Whether .venv holds a Python that starts: it may link to one that is gone."""
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def with_uv(lock: Path) -> bool:
    uv = shutil.which("uv")
    if not uv:
        return False
    make = [uv, "venv", "-q", "-p", sys.executable, "--clear", str(VENV)]
    fill = [uv, "pip", "sync", "-q", "-p", str(PYTHON), "--require-hashes", str(lock)]
    try:
        run(*([] if works() else [make]), fill)
    except SetupError as error:
        # uv reads no pip configuration; where only pip knows the way to a registry, pip does it.
        say(f"uv did not manage, pip tries now. uv said:\n{error}")
        shutil.rmtree(VENV, ignore_errors=True)
        return False
    return True


def with_pip(lock: Path) -> bool:
    if not importlib.util.find_spec("ensurepip"):
        return False
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    quiet = ["-q", "--disable-pip-version-check", "--no-input"]
    fill = [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(lock)]
    run(*([] if has_pip() else [make]), fill)
    return True


def has_pip() -> bool:
    """An environment that uv made has no pip in it."""
    return works() and bool(list(VENV.glob("lib/python*/site-packages/pip/__init__.py")))


def run(*commands: list[str]) -> None:
    for command in commands:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            raise SetupError("\n".join(done.stdout.splitlines()[-15:]))


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> None:
    if Path(sys.prefix).resolve() == VENV:
        from launcher.cli import main as inside

        sys.exit(inside(sys.argv[1:]))
    for_tests = sys.argv[1:2] in (["test"], ["bench"])
    try:
        ensure_environment("test" if for_tests else "demo")
    except SetupError as error:
        sys.exit(f"The requirements could not be installed.\n{error}")
    except OSError as error:
        sys.exit(f"{VENV} cannot be written: {error.strerror}. Is this folder yours?")
    os.execv(PYTHON, [str(PYTHON), str(PROJECT / "run.py"), *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
