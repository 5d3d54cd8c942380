"""Starting, watching and stopping processes."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import processes
from launcher.errors import LauncherError
from launcher.supervisor import Stopped, StopRequest, Supervisor

pytestmark = pytest.mark.slow
PYTHON = [sys.executable, "-c"]
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)"""
ONE_CHILD = """
import sys
from pathlib import Path
from launcher.supervisor import StopRequest, Supervisor
supervisor = Supervisor(Path(sys.argv[1]), StopRequest())
print(supervisor.start("x", ["/bin/sleep", "60"], {}).process.pid, flush=True)
sys.stdin.read()"""


@pytest.fixture
def stop() -> StopRequest:
    return StopRequest()


@pytest.fixture
def supervisor(tmp_path: Path, stop: StopRequest) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, stop, patience=0.5)
    yield supervisor
    supervisor.stop_all()


def test_dead_child_is_reported_with_the_end_of_its_log(supervisor: Supervisor) -> None:
    supervisor.start("steady", ["/bin/sleep", "60"], {})
    supervisor.start("web", [*PYTHON, "print('the reason'); raise SystemExit(3)"], {})
    with pytest.raises(LauncherError, match=r"web ended with code 3(?s:.*)the reason"):
        supervisor.watch(10)


def test_killed_child_is_reported_as_killed(supervisor: Supervisor) -> None:
    child = supervisor.start("worker", ["/bin/sleep", "60"], {})
    child.process.kill()
    with pytest.raises(LauncherError, match="worker was killed by signal 9"):
        supervisor.watch(10)


def test_stop_ends_the_deaf_too(supervisor: Supervisor) -> None:
    child = supervisor.start("deaf", [*PYTHON, DEAF], {})
    assert processes.wait_until(lambda: "up" in child.log.read_text(), 10)
    supervisor.stop_all()
    assert child.process.returncode == -signal.SIGKILL


def test_second_request_ends_the_patience(tmp_path: Path, stop: StopRequest) -> None:
    supervisor = Supervisor(tmp_path, stop, patience=60)
    child = supervisor.start("deaf", [*PYTHON, DEAF], {})
    assert processes.wait_until(lambda: "up" in child.log.read_text(), 10)
    previous = signal.signal(signal.SIGALRM, stop._received)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        began = time.monotonic()
        supervisor.stop_all()
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert time.monotonic() - began < 10


def test_second_request_ends_the_patience_with_every_child(
    tmp_path: Path, stop: StopRequest
) -> None:
    """Also when both requests came before the first child was asked to stop."""
    supervisor = Supervisor(tmp_path, stop, patience=60)
    deaf = [supervisor.start(f"deaf{n}", [*PYTHON, DEAF], {}) for n in (1, 2)]
    assert processes.wait_until(lambda: all("up" in one.log.read_text() for one in deaf), 10)
    stop.count = 2
    began = time.monotonic()
    supervisor.stop_all()
    assert time.monotonic() - began < 20
    assert [child.process.returncode for child in deaf] == [-signal.SIGKILL] * 2


def test_children_stop_in_reverse_order(supervisor: Supervisor, tmp_path: Path) -> None:
    order = tmp_path / "order"
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n    open(sys.argv[2], 'a').write(sys.argv[1]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('up', flush=True); time.sleep(60)"
    )
    for name in "abc":
        child = supervisor.start(name, [*PYTHON, code, name, str(order)], {})
        assert processes.wait_until(lambda log=child.log: "up" in log.read_text(), 10)  # type: ignore[misc]
    supervisor.stop_all()
    assert order.read_text() == "cba"


def test_step_that_fails_shows_why(supervisor: Supervisor) -> None:
    with pytest.raises(LauncherError, match="no such table"):
        supervisor.run("prepare", [*PYTHON, "raise SystemExit('no such table')"], {})
    supervisor.run("prepare", [*PYTHON, "pass"], {})


def test_step_is_given_up_when_asked_to_stop(
    supervisor: Supervisor, stop: StopRequest, tmp_path: Path
) -> None:
    stop.count = 1
    with pytest.raises(Stopped):
        supervisor.run("prepare", ["/bin/sleep", "60"], {"STEP_OF": str(tmp_path)})
    assert processes.processes_marked("STEP_OF", str(tmp_path)) == []


def test_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    if not processes.PROC.is_dir():
        pytest.skip("only Linux tells a child that its parent was killed")
    parent = subprocess.Popen(
        [*PYTHON, ONE_CHILD, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout
    pid = int(parent.stdout.readline())
    assert processes.is_alive(pid)
    parent.kill()
    parent.communicate()
    assert processes.wait_until(lambda: not processes.is_alive(pid), 5)


def test_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LARGEST_LOG", 10)
    log = tmp_path / "web.log"
    log.write_text("x" * 11)
    assert processes.fresh_log(log) == log
    assert not log.exists()
    assert (tmp_path / "web.log.1").exists()
