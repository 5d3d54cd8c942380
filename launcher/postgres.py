"""An own PostgreSQL server in a folder, for the demo and the tests."""

import os
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher import binaries, files, identity, processes
from launcher.errors import LauncherError
from launcher.identity import Identity, confined

START_SECONDS = 60
STOP_SECONDS = 20
SETTINGS = {
    "max_connections": "100",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
    "log_min_messages": "warning",
}
# A test database is thrown away after a crash, so it need not wait for the disk.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Address:
    """Where the server listens. `folder` holds the socket; `port` is also the TCP port."""

    folder: Path
    port: int


class PostgresServer:
    """Creates, starts and stops the server in `root`. Safe against races and kill -9."""

    def __init__(
        self, root: Path, *, durable: bool = True, tcp: bool = False, log: Path | None = None
    ) -> None:
        self.root = root.resolve()
        self.data = self.root / "data"
        self.log = log or self.root / "server.log"
        self.durable = durable
        self.tcp = tcp
        self.binaries = binaries.postgres_binaries()
        self.identity = Identity.SELF
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, detached: bool = False) -> bool:
        """Start, or keep the one that runs. Returns whether this call started it.

        A detached server outlives this process; otherwise it stops when we do, even by kill -9.
        """
        files.private_folder(self.root)
        with files.exclusive(self.root / "lock"):
            if self.is_running():
                return False
            self.identity = identity.choose(self.binaries, self.data)
            self._create()
            self._clear_remains()
            self._launch(detached=detached)
            return True

    def stop(self) -> None:
        """End every connection, write everything, stop. Without a server: nothing."""
        if not self.root.is_dir():
            return
        with files.exclusive(self.root / "lock"):
            if pid := self.pid():
                processes.end([pid], ask=signal.SIGINT, patience=STOP_SECONDS)
            if self.process:
                self.process.wait()
                self.process = None

    def is_running(self) -> bool:
        """Whether a server answers for this folder (started by whomever)."""
        return self.pid() is not None and self._status() in {"ready", "standby"}

    def pid(self) -> int | None:
        """The server's process, if it lives and is really the one of this folder."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return None
        pid = int(lines[0])
        if not processes.is_alive(pid):
            return None
        if processes.PROC.is_dir() and pid not in processes.processes_in(self.data):
            return None
        return pid

    def address(self) -> Address:
        """Where the running server listens."""
        lines = self._pid_file()
        if len(lines) < 5:
            raise LauncherError(f"PostgreSQL does not run in {self.root}")
        return Address(folder=Path(lines[4]), port=int(lines[3]))

    @property
    def superuser_password(self) -> str:
        return files.secret(self.root / "superuser.password")

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _status(self) -> str:
        lines = self._pid_file()
        return lines[7].strip() if len(lines) > 7 else ""

    def _create(self) -> None:
        """Run initdb beside the real place, then rename: an interrupted one leaves no trace."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        fresh = self.root / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _ = self.superuser_password
        identity.hand_over([self.root], self.identity)
        command = [str(self.binaries / "initdb"), "-D", str(fresh), *self._initdb_options()]
        with (self.root / "initdb.log").open("wb") as output:
            code = subprocess.run(
                confined(command, identity=self.identity, dies_by=signal.SIGKILL),
                env=_environment(),
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        if code:
            raise LauncherError(
                f"PostgreSQL could not be created in {self.root}:\n"
                + processes.log_tail(self.root / "initdb.log")
            )
        fresh.rename(self.data)

    def _initdb_options(self) -> list[str]:
        # The builtin provider sorts the same on every machine; it exists since PostgreSQL 17.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        locale = builtin if binaries.major_version(self.binaries) >= 17 else ["--locale=C.UTF-8"]
        return [
            "--username=postgres",
            "--encoding=UTF8",
            "--auth=scram-sha-256",
            f"--pwfile={self.root / 'superuser.password'}",
            "--no-instructions",
            *locale,
            *([] if self.durable else ["--no-sync"]),
        ]

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = binaries.major_version(self.binaries)
        if made_by != str(ours):
            raise LauncherError(
                f"{self.data} was made by PostgreSQL {made_by}, this is {ours}. "
                "Set PG_BIN to the older programs, or start afresh with --reset."
            )

    def _clear_remains(self) -> None:
        """After a kill -9: end orphaned backends, and the lock files that name someone else.

        PostgreSQL removes stale lock files itself, but not when their number belongs to a
        zombie or was given to another process since. They must stay as long as an old
        backend may still write.
        """
        left = processes.processes_in(self.data)
        if left:
            processes.end(left, ask=signal.SIGQUIT, patience=5)
        if self.process:
            self.process.poll()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in files.socket_folder(self.root / "run").glob(".s.PGSQL.*"):
            stale.unlink()

    def _launch(self, *, detached: bool) -> None:
        folder = files.socket_folder(self.root / "run")
        identity.hand_over([self.root, folder], self.identity)
        self.process = processes.spawn(
            confined(
                [str(self.binaries / "postgres"), "-D", str(self.data), *self._settings(folder)],
                identity=self.identity,
                dies_by=None if detached else signal.SIGINT,
            ),
            log=processes.fresh_log(self.log),
            environment=_environment(),
            directory=self.root,
        )
        self._wait_until_ready(self.process)

    def _settings(self, folder: Path) -> list[str]:
        settings = SETTINGS | {
            "listen_addresses": "127.0.0.1" if self.tcp else "",
            "unix_socket_directories": str(folder),
            "port": str(free_port() if self.tcp else 5432),
        }
        if not self.durable:
            settings |= THROWAWAY
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        def settled() -> bool:
            return process.poll() is not None or self.is_running()

        processes.wait_until(settled, START_SECONDS)
        if not self.is_running():
            processes.end([process.pid], ask=signal.SIGQUIT, patience=5)
            raise LauncherError(
                f"PostgreSQL did not start in {self.root}:\n{processes.log_tail(self.log)}"
            )


def free_port() -> int:
    """A TCP port on the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
