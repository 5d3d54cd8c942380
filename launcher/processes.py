"""Looking at and ending processes, with care for zombies and for reused process ids."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PROC = Path("/proc")
LARGEST_LOG = 5_000_000


def is_alive(pid: int) -> bool:
    """Whether the process runs. A zombie does not: nobody may be there to reap it."""
    if PROC.is_dir():
        try:
            return _state(pid) not in "ZX"
        except (OSError, IndexError):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _state(pid: int) -> str:
    # The second field, the name, may itself hold spaces and brackets.
    return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0]


def processes_in(directory: Path) -> list[int]:
    """Living processes whose working directory is `directory`: proof of whose they are."""
    wanted = os.path.realpath(directory)
    return [pid for pid in _all_pids() if _working_directory(pid) == wanted and is_alive(pid)]


def processes_marked(name: str, value: str) -> list[int]:
    """Living processes that were started with the environment variable `name` set to `value`."""
    marker = f"{name}={value}".encode()
    return [pid for pid in _all_pids() if marker in _environment(pid) and is_alive(pid)]


def _all_pids() -> Iterator[int]:
    if PROC.is_dir():
        own = os.getpid()
        yield from (int(e.name) for e in PROC.iterdir() if e.name.isdigit() and int(e.name) != own)


def _working_directory(pid: int) -> str | None:
    try:
        return str((PROC / str(pid) / "cwd").readlink())
    except OSError:
        return None


def _environment(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def end(pids: list[int], *, ask: signal.Signals, patience: float) -> None:
    """Ask the processes to stop; after `patience` seconds kill those that have not."""
    _signal(pids, ask)
    if not wait_until(lambda: not any(map(is_alive, pids)), patience):
        _signal([pid for pid in pids if is_alive(pid)], signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, pids)), 5)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def wait_until(done: Callable[[], bool], seconds: float, *, pause: float = 0.02) -> bool:
    """Poll until `done()` holds; False when it never did within `seconds`."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def log_tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for an error message."""
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def fresh_log(path: Path) -> Path:
    """`path`, after a log that grew large was put aside as `.1`."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_name(f"{path.name}.1"))
    return path


def spawn(
    command: list[str],
    *,
    log: Path,
    environment: dict[str, str] | None = None,
    directory: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in its own session, so that Ctrl-C in the terminal reaches only us."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=directory,
            start_new_session=True,
        )
