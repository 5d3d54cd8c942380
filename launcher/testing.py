"""`python3 run.py test`: every check, in order, all of them even when one fails.

run.py test                 everything
run.py test --quick         without browser, processes and slow tests
run.py test ARGUMENTS...    only pytest, with these arguments
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from launcher import PROJECT, chromium, messages, testdb
from launcher.errors import LauncherError
from launcher.supervisor import say

FOLDER = PROJECT / "var" / "test"
PYTEST_ALL_PASSED, PYTEST_SOME_FAILED = 0, 1
QUICK = ["-m", "not browser and not process and not slow"]


@dataclass(frozen=True)
class Check:
    """One named check; `run` returns an exit code, `command` is run as a process."""

    name: str
    command: list[str] = field(default_factory=list)
    run: Callable[[], int] | None = None


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"  {'passed' if self.passed else 'FAILED'}  {self.name:<12} {self.seconds:7.1f} s"


def main(arguments: list[str]) -> int:
    """Run what was asked for; 0 only when every check passed."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    if arguments[:1] in (["--help"], ["-h"]):
        say(__doc__ or "")
        return 0
    started: testdb.TestServers | None = None
    try:
        environment = dict(os.environ)
        if not {"DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL"} <= environment.keys():
            servers = testdb.start(FOLDER, detached=False)
            started = servers if servers.started else None
            environment |= servers.environment
        return report([perform(check, environment) for check in checks(arguments)])
    except LauncherError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if started:
            started.stop()


def checks(arguments: list[str]) -> list[Check]:
    """The checks in order: what is quick to fail comes first."""
    quick = arguments[:1] == ["--quick"]
    rest = arguments[1:] if quick else arguments
    tests = Check("tests", [sys.executable, "-m", "pytest", *pytest_arguments(rest, quick=quick)])
    if rest and not quick:
        return [Check("messages", run=messages.main), tests]
    python = [sys.executable, "-m"]
    return [
        Check("lint", [*python, "ruff", "check", "."]),
        Check("format", [*python, "ruff", "format", "--check", "."]),
        Check("types", [*python, "mypy"]),
        Check("messages", run=messages.main),
        *([] if quick else [Check("chromium", run=chromium_present)]),
        tests,
    ]


def pytest_arguments(given: list[str], *, quick: bool) -> list[str]:
    """Two processes, whole modules each, and a fresh database when the schema changed."""
    result = list(QUICK) if quick else []
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in given):
        result += ["-n", str(max(2, min(4, os.cpu_count() or 2))), "--dist", "loadscope"]
    if schema_changed():
        result.append("--create-db")
    return [*result, *given]


def schema() -> str:
    """A fingerprint of what makes the tables."""
    digest = hashlib.sha256()
    for path in sorted([*PROJECT.glob("*/migrations/*.py"), *PROJECT.glob("lib/**/*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def schema_changed() -> bool:
    """Whether a migration differs from the last run's: a kept test database is then too old."""
    stamp = FOLDER / "schema"
    return not stamp.exists() or stamp.read_text() != schema()


def remember_schema(exit_code: int) -> None:
    """After the tests ran to their end: their database has this schema now."""
    if exit_code in {PYTEST_ALL_PASSED, PYTEST_SOME_FAILED}:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "schema").write_text(schema())


def chromium_present() -> int:
    """A missing browser is told here; it is a failure only where CI=true promised one."""
    if found := chromium.find():
        say(f"Browser tests use {found}")
        return 0
    say(chromium.MISSING)
    return int(os.environ.get("CI") == "true")


def perform(check: Check, environment: dict[str, str]) -> Outcome:
    say(f"\n=== {check.name} ===")
    began = time.monotonic()
    if check.run:
        code = check.run()
    else:
        code = subprocess.run(check.command, cwd=PROJECT, env=environment, check=False).returncode
    if check.name == "tests":
        remember_schema(code)
    return Outcome(check.name, code == 0, time.monotonic() - began)


def report(outcomes: list[Outcome]) -> int:
    say("\n=== summary ===")
    for outcome in outcomes:
        say(str(outcome))
    say(f"  {sum(outcome.seconds for outcome in outcomes):.0f} s in all")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
