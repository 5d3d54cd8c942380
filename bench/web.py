"""The web server as in production, and what its processes use."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import psycopg

from bench.browser import Browser
from launcher import PROJECT
from launcher.errors import LauncherError
from launcher.postgres import free_port

PRODUCT = "config.wsgi:application"
FLOOR = "bench.floor:application"
START_SECONDS = 60
MB = 1024 * 1024


@dataclass(frozen=True)
class Use:
    """Processor seconds since their start."""

    web: float
    database: float

    def __sub__(self, before: "Use") -> "Use":
        return Use(self.web - before.web, self.database - before.database)


class WebServer:
    """A gunicorn that runs, with its worker processes."""

    def __init__(self, master: psutil.Process, port: int, workers: int, owner_url: str) -> None:
        self.port = port
        self.worker_count = workers
        self._master = master
        self._owner_url = owner_url

    def workers(self) -> list[psutil.Process]:
        return list(self._master.children())

    def use(self) -> Use:
        """What the workers and the backends of their database connections used so far."""
        return Use(sum(map(_seconds, self.workers())), sum(map(_seconds, self._backends())))

    def memory(self) -> float:
        """The resident memory of the largest worker in MB."""
        return max(worker.memory_info().rss for worker in self.workers()) / MB

    def _backends(self) -> list[psutil.Process]:
        """On this machine only: the backends of another one cannot be seen."""
        with psycopg.connect(self._owner_url) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity "
                "WHERE datname = current_database() AND usename = 'vh_app'"
            ).fetchall()
        processes = (psutil.Process(pid) for (pid,) in rows if psutil.pid_exists(pid))
        return [process for process in processes if "postgres" in process.name()]


@contextmanager
def serving(application: str, *, workers: int, owner_url: str) -> Iterator[WebServer]:
    """Serve until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    # A worker that is replaced in the middle would take its processor time with it.
    command += ["--max-requests", "0", application]
    settings = {"WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": str(workers), "WEB_THREADS": "4"}
    hidden = {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"}
    with subprocess.Popen(
        command, cwd=PROJECT, env=hidden | settings, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait_until_it_answers(process, port)
            yield WebServer(psutil.Process(process.pid), port, workers, owner_url)
        finally:
            process.terminate()


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            Browser(port).get("/health/live")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise LauncherError(f"The web server does not answer on port {port}.")


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
