"""PostgreSQL and Valkey for the tests, kept running between runs.

eval "$(python -m launcher.testdb)"     start or reuse them, and set the variables
python -m launcher.testdb --stop        stop both
"""

import argparse
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from launcher import PROJECT, files, roles
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.valkey import ValkeyServer

DEFAULT_FOLDER = PROJECT / "var" / "test"


@dataclass(frozen=True)
class TestServers:
    """The two servers and what has to be in the environment to reach them."""

    __test__ = False

    postgres: PostgresServer
    valkey: ValkeyServer
    environment: dict[str, str]
    started: bool

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()


def servers(folder: Path) -> tuple[PostgresServer, ValkeyServer]:
    """The servers of `folder`, not started."""
    return (
        PostgresServer(folder / "postgres", durable=False, tcp=True),
        ValkeyServer(folder / "valkey", durable=False, tcp=True),
    )


def start(folder: Path, *, detached: bool = True) -> TestServers:
    """Start the test servers or reuse those that run."""
    postgres, valkey = servers(folder)
    started = [start_or_recreate(postgres, detached), valkey.start(detached=detached)]
    urls = roles.prepare(postgres, over_tcp=True)
    environment = {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "BROKER_URL": valkey.url(),
        # Settings refuse to load without one; it signs nothing but test sessions.
        "SECRET_KEY": files.secret(folder / "secret_key"),
        # The test client speaks plain http.
        "SECURE": "0",
        "DEBUG": "0",
    }
    return TestServers(postgres, valkey, environment, any(started))


def start_or_recreate(postgres: PostgresServer, detached: bool) -> bool:
    """A test cluster is not written through to the disk, so a power cut may have spoilt it."""
    try:
        return postgres.start(detached=detached)
    except LauncherError:
        if not postgres.data.exists():
            raise
        shutil.rmtree(postgres.data)
        return postgres.start(detached=detached)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m launcher.testdb", description=__doc__)
    parser.add_argument("--stop", action="store_true", help="stop the servers")
    parser.add_argument("--data-dir", type=Path, default=DEFAULT_FOLDER)
    options = parser.parse_args(arguments)
    try:
        if options.stop:
            postgres, valkey = servers(options.data_dir)
            valkey.stop()
            postgres.stop()
            return 0
        for name, value in start(options.data_dir).environment.items():
            sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
    except LauncherError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
