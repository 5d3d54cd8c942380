"""Starts processes, notices when one dies, and stops them all in order."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from launcher import PROJECT, processes
from launcher.errors import LauncherError
from launcher.identity import confined

LAST_MOMENT = 1.0
"""Seconds to end by itself that a child gets even when nobody has patience any more."""


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass(frozen=True)
class Child:
    """One long-running process and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def has_ended(self) -> bool:
        return self.process.poll() is not None


class StopRequest:
    """Remembers that a stop signal came. A flag, because an exception could come anywhere."""

    def __init__(self) -> None:
        self.count = 0

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._received)
        # Under nohup the closing of the terminal is ignored, and stays so.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._received)

    def _received(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1

    def check(self) -> None:
        """Raise Stopped once a stop was asked for."""
        if self.count:
            raise Stopped


class Supervisor:
    """The processes of one start, in the order in which they were started."""

    def __init__(self, log_folder: Path, stop: StopRequest, *, patience: float = 15) -> None:
        self.log_folder = log_folder
        self.stop = stop
        self.patience = patience
        self.children: list[Child] = []

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> Child:
        """Start a process that should keep running."""
        child = self._spawn(name, command, environment)
        self.children.append(child)
        return child

    def run(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """Run a process to its end; raises LauncherError with its last lines if it failed."""
        child = self._spawn(name, command, environment)
        try:
            while not processes.wait_until(child.has_ended, 0.2):
                self.stop.check()
        except Stopped:
            self._end(child)
            raise
        if child.process.returncode:
            raise LauncherError(failure(child))

    def watch(self, seconds: float) -> None:
        """Wait at most `seconds`; raises when a child died (LauncherError) or on Stopped."""

        def something_happened() -> bool:
            return bool(self.stop.count) or any(child.has_ended() for child in self.children)

        processes.wait_until(something_happened, seconds, pause=0.1)
        self.stop.check()
        for child in self.children:
            if child.has_ended():
                raise LauncherError(failure(child))

    def stop_all(self) -> None:
        """End the children, the last started first. A second Ctrl-C ends the patience."""
        for child in reversed(self.children):
            self._end(child)
        self.children.clear()

    def _end(self, child: Child) -> None:
        if child.has_ended():
            return
        # Whoever asked to stop asks twice; a dead child stops us without anybody asking.
        impatient = 2 if self.stop.count else 1
        child.process.terminate()
        processes.wait_until(
            lambda: child.has_ended() or self.stop.count >= impatient, self.patience
        )
        processes.wait_until(child.has_ended, LAST_MOMENT)
        if not child.has_ended():
            child.process.kill()
            child.process.wait()

    def _spawn(self, name: str, command: list[str], environment: dict[str, str]) -> Child:
        log = processes.fresh_log(self.log_folder / f"{name}.log")
        process = processes.spawn(
            confined(command, dies_by=signal.SIGTERM),
            log=log,
            environment=environment,
            directory=PROJECT,
        )
        return Child(name, process, log)


def failure(child: Child) -> str:
    """What to tell about a child that should not have ended."""
    code = child.process.returncode
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    tail = processes.log_tail(child.log)
    return f"{child.name} {how}. The end of {child.log}:\n{tail}"


def say(text: str) -> None:
    """Print, also when the terminal is already gone: stopping must go on then."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:
        return
