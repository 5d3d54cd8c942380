"""More machines than one, as processes: a streaming standby, and code run as a service runs it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from launcher import files, roles
from launcher.identity import confined, hand_over
from launcher.postgres import PostgresServer
from tests.launcher.test_processes import PROJECT, Production

SCRIPTS = Path(__file__).with_name("scripts")


def standby_of(primary: PostgresServer, folder: Path) -> PostgresServer:
    """A hot standby made with pg_basebackup, streaming from the primary; not started yet."""
    standby = PostgresServer(folder, durable=False, tcp=True)
    files.private_folder(standby.root)
    for secret in primary.root.glob("*.password"):
        (standby.root / secret.name).write_text(secret.read_text())
    hand_over([standby.root], primary.identity)
    copy = [
        *(str(primary.binaries / "pg_basebackup"), "--pgdata", str(standby.data)),
        *("--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream"),
        *("--dbname", roles.url(primary, "postgres", "postgres", over_tcp=True)),
    ]
    subprocess.run(
        confined(copy, identity=primary.identity),
        check=True,
        capture_output=True,
        cwd=standby.root,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "HOME": str(standby.root)},
    )
    standby.data.chmod(0o700)
    return standby


def answer_of(production: Production, script: str, *arguments: object) -> Any:
    """What a script prints as JSON, run with the environment of the web service."""
    done = subprocess.run(
        confined(
            [sys.executable, str(SCRIPTS / script), *map(str, arguments)], dies_by=signal.SIGKILL
        ),
        env=production.environment("web") | {"PYTHONPATH": str(PROJECT)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | {"log": done.stderr}
