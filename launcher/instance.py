"""One running copy of the product: its folder, its lock and its environment."""

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from launcher import files, processes
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.roles import DatabaseUrls
from launcher.valkey import ValkeyServer

MARKER = "VEILIGEHUIZEN_INSTANCE"
# Only what this program made goes at a reset: the folder may hold more than that.
MADE_HERE = ("postgres", "valkey", "log", "static", "secret_key", "accounts", "beat-schedule*")

# The owner's way in is for maintenance only, and a file would outrank the value we set.
NOT_PASSED_ON = {
    "DATABASE_OWNER_URL",
    *(f"{name}_FILE" for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL")),
}
REPLICA = {"DATABASE_REPLICA_URL", "DATABASE_REPLICA_URL_FILE"}


def configured(name: str) -> str | None:
    """The variable NAME, or the content of the file that NAME_FILE points to."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise LauncherError(f"{name}_FILE={file} cannot be read: {error.strerror}") from error
    return os.environ.get(name)


class Instance:
    """The data folder of one copy. Everything the copy keeps is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.log = self.folder / "log"
        self.accounts = self.folder / "accounts"

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the folder: a second start on it is refused. A dead holder holds nothing."""
        with self._lock_file() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                where = file.read().strip() or "(still starting)"
                raise LauncherError(
                    f"It already runs on this folder: {where}\n"
                    "Stop it there with Ctrl-C, or choose another folder with --data-dir."
                ) from None
            self.log.mkdir(exist_ok=True)
            try:
                yield
            finally:
                self.announce("")

    def _lock_file(self) -> TextIO:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return (self.folder / "lock").open("a+")
        except OSError as error:
            raise LauncherError(
                f"{self.folder} cannot be written: {error.strerror}. Start as the account that "
                "owns it, or choose another folder with --data-dir."
            ) from error

    def announce(self, text: str) -> None:
        """Tell whoever tries a second start where this one is."""
        (self.folder / "lock").write_text(text)

    def postgres(self) -> PostgresServer:
        return PostgresServer(self.folder / "postgres", log=self.log / "postgres.log")

    def valkey(self) -> ValkeyServer:
        return ValkeyServer(self.folder / "valkey", log=self.log / "valkey.log")

    def end_orphans(self) -> None:
        """Stop what an earlier, killed start of this folder left running."""
        left = processes.processes_marked(MARKER, str(self.folder))
        if left:
            processes.end(left, ask=signal.SIGTERM, patience=5)

    def reset(self) -> None:
        """Throw away everything this program keeps in the folder."""
        for path in (found for name in MADE_HERE for found in self.folder.glob(name)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.log.mkdir()

    def environment(self, *, app_database: str, broker: str) -> dict[str, str]:
        """For the web server and the worker: they never learn how the owner connects."""
        files.secret(self.folder / "secret_key")
        # A replica of another database says nothing about our own.
        ours = set() if configured("DATABASE_URL") else REPLICA
        kept = {k: v for k, v in os.environ.items() if k not in NOT_PASSED_ON | ours}
        return kept | {
            MARKER: str(self.folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": app_database,
            "BROKER_URL": broker,
            "SECRET_KEY_FILE": str(self.folder / "secret_key"),
            "STATIC_ROOT": str(self.folder / "static"),
            # Plain http on the loopback interface, so no https-only cookies and no debug pages.
            "DEBUG": "0",
            "SECURE": "0",
            "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
            "PYTHONUNBUFFERED": "1",
        }

    def owner_environment(self, urls: DatabaseUrls, broker: str) -> dict[str, str]:
        """For migrations and maintenance commands."""
        shared = self.environment(app_database=urls.app, broker=broker)
        return shared | {"DATABASE_OWNER_URL": urls.owner}
