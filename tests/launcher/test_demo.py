"""`python3 run.py` as a user runs it: started, stopped, killed and started again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from launcher import demo, processes, roles
from launcher.instance import MARKER
from launcher.postgres import PostgresServer, free_port

PROJECT = Path(__file__).resolve().parents[2]
SERVER_VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "SECRET_KEY")
pytestmark = [pytest.mark.process, pytest.mark.slow]


@contextmanager
def _hearing_the_terminal() -> Iterator[None]:
    """For what is started now: when the tests run under nohup they ignore SIGHUP, and so would
    their children."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


class Copy:
    """One running `run.py` on the shared folder."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.printed = ""
        environment = {k: v for k, v in os.environ.items() if k not in SERVER_VARIABLES}
        where = [f"--data-dir={folder}", f"--port={free_port()}"]
        with _hearing_the_terminal():
            self.process = subprocess.Popen(
                [sys.executable, "run.py", *where, *arguments],
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def wait_until_ready(self) -> str:
        """The address it prints, after it printed everything."""
        self.wait_for("Ctrl-C stops")
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.printed)
        assert found
        return found[0]

    def wait_for(self, text: str) -> None:
        """Read what it prints up to the line with `text`."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.printed += line
            if text in line:
                return
        pytest.fail(f"did not get there:\n{self.printed}")

    def finish(self, seconds: float = 40) -> int:
        """Exit code; what was still printed is added to `printed`."""
        rest, _ = self.process.communicate(timeout=seconds)
        self.printed += rest
        return self.process.returncode

    def members(self) -> list[int]:
        """Every process that belongs to this copy, itself aside."""
        marked = processes.processes_marked(MARKER, str(self.folder))
        folders = (self.folder / "postgres" / "data", self.folder / "valkey")
        return sorted({*marked, *(pid for f in folders for pid in processes.processes_in(f))})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo").resolve()


@pytest.fixture
def copy(folder: Path) -> Iterator[Copy]:
    copy = Copy(folder)
    yield copy
    if copy.process.poll() is None:
        copy.process.kill()
    copy.process.communicate()
    processes.wait_until(lambda: not copy.members(), 20)


def remember(folder: Path, text: str) -> None:
    with owner(folder) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS remembered (what text)")
        connection.execute("INSERT INTO remembered VALUES (%s)", [text])


def remembers(folder: Path, text: str) -> bool:
    with owner(folder) as connection:
        query = "SELECT 1 FROM remembered WHERE what = %s"
        return connection.execute(query, [text]).fetchone() is not None


def owner(folder: Path) -> "psycopg.Connection[tuple[object, ...]]":
    server = PostgresServer(folder / "postgres")
    return psycopg.connect(roles.url(server, roles.OWNER, roles.DATABASE), autocommit=True)


def test_start_prints_address_and_accounts_and_ctrl_c_leaves_nothing(copy: Copy) -> None:
    url = copy.wait_until_ready()
    assert demo.answers(f"{url}health/ready")
    accounts = (copy.folder / "accounts").read_text().splitlines()
    assert len(accounts) >= 7
    assert all(line.rstrip() in copy.printed for line in accounts)
    assert len(copy.members()) >= 5
    copy.process.send_signal(signal.SIGINT)
    assert copy.finish() == 0
    assert copy.members() == []
    assert not demo.answers(f"{url}health/live")


def test_second_start_keeps_everything_and_takes_seconds(copy: Copy) -> None:
    copy.wait_until_ready()
    remember(copy.folder, "before")
    key = (copy.folder / "secret_key").read_text()
    copy.process.terminate()
    assert copy.finish() == 0
    began = time.monotonic()
    again = Copy(copy.folder)
    try:
        again.wait_until_ready()
        # Measured 3.5 s on two idle cores; the rest is for a machine that does more than this.
        assert time.monotonic() - began < 60
        assert "Bringing the database up to date" not in again.printed
        assert remembers(copy.folder, "before")
        assert (copy.folder / "secret_key").read_text() == key
    finally:
        again.process.terminate()
        again.finish()


def test_killed_start_blocks_nothing_and_loses_nothing(copy: Copy) -> None:
    copy.wait_until_ready()
    remember(copy.folder, "committed just before the kill")
    copy.process.kill()
    copy.process.wait()
    # At once, while the children of the killed one may still be stopping.
    again = Copy(copy.folder)
    try:
        url = again.wait_until_ready()
        assert demo.answers(f"{url}health/ready")
        assert remembers(copy.folder, "committed just before the kill")
    finally:
        again.process.terminate()
        assert again.finish() == 0
    assert again.members() == []


def test_children_of_a_killed_start_go_by_themselves(copy: Copy) -> None:
    if not processes.PROC.is_dir():
        pytest.skip("only Linux tells a child that its parent was killed")
    copy.wait_until_ready()
    copy.process.kill()
    gone = processes.wait_until(lambda: not copy.members(), 60)
    left = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in copy.members()]
    assert gone, left


def test_dead_child_stops_the_rest_and_is_named(copy: Copy) -> None:
    url = copy.wait_until_ready()
    web = [p for p in copy.members() if b"gunicorn" in Path(f"/proc/{p}/cmdline").read_bytes()]
    os.kill(web[0], signal.SIGKILL)
    assert copy.finish() == 1
    assert "web was killed by signal 9" in copy.printed
    assert copy.members() == []
    assert not demo.answers(f"{url}health/live")


def test_hanging_child_does_not_outlive_the_terminal(copy: Copy) -> None:
    copy.wait_until_ready()
    for pid in copy.members():
        if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGSTOP)
    copy.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    # The second request ends the patience with the one that hangs.
    copy.process.send_signal(signal.SIGHUP)
    assert copy.finish() == 0
    assert copy.members() == []


def test_second_start_at_the_same_time_is_refused(copy: Copy) -> None:
    url = copy.wait_until_ready()
    second = Copy(copy.folder)
    assert second.finish() == 1
    assert f"already runs on this folder: {url}" in second.printed
    assert demo.answers(f"{url}health/live")


def test_stop_during_the_start_leaves_nothing(copy: Copy) -> None:
    assert processes.wait_until(lambda: bool(copy.members()), 30)
    copy.process.send_signal(signal.SIGINT)
    assert copy.finish() == 0
    assert copy.members() == []


def test_reset_starts_afresh(copy: Copy) -> None:
    copy.wait_until_ready()
    remember(copy.folder, "gone")
    copy.process.terminate()
    copy.finish()
    again = Copy(copy.folder, "--reset", "--yes")
    # Seeding takes long and is tested above; what counts here is that the data are gone.
    again.wait_for("Bringing the database up to date")
    try:
        with owner(copy.folder) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT 1 FROM remembered")
    finally:
        again.process.terminate()
        again.finish()
