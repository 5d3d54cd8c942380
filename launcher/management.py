"""`python3 run.py manage COMMAND …`: a maintenance command on the data of the demo.

Works beside a running demo and without one; then PostgreSQL runs only as long as the command.
"""

import argparse
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from launcher import PROJECT, roles
from launcher.demo import OWNER_MISSING
from launcher.errors import LauncherError
from launcher.instance import Instance, configured
from launcher.roles import DatabaseUrls

NEVER_STARTED = "There is no data yet in {folder}. Start `python3 run.py` once first."


def main(arguments: list[str]) -> int:
    """Run manage.py as the owner of the tables. Returns its exit code."""
    options = parser().parse_args(arguments)
    instance = Instance(options.data_dir)
    try:
        with ExitStack() as cleanup:
            urls = database(instance, cleanup)
            # Only the address is needed: a maintenance command sends nothing.
            broker = configured("BROKER_URL") or instance.valkey().url()
            command = [sys.executable, "manage.py", *options.command]
            environment = instance.owner_environment(urls, broker)
            return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode
    except LauncherError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="run.py manage")
    result.add_argument("--data-dir", type=Path, default=PROJECT / "var")
    result.add_argument("command", nargs=argparse.REMAINDER, help="for example: figures --help")
    return result


def database(instance: Instance, cleanup: ExitStack) -> DatabaseUrls:
    """The configured database, the running server of the demo, or the same server for now."""
    if given := configured("DATABASE_URL"):
        owner = configured("DATABASE_OWNER_URL")
        if not owner:
            raise LauncherError(OWNER_MISSING)
        # The secret key is kept here, also when the data live elsewhere.
        instance.folder.mkdir(parents=True, exist_ok=True)
        return DatabaseUrls(app=given, owner=owner)
    if not (instance.folder / "postgres" / "prepared").exists():
        raise LauncherError(NEVER_STARTED.format(folder=instance.folder))
    server = instance.postgres()
    if not server.is_running():
        instance.log.mkdir(exist_ok=True)
        cleanup.callback(server.stop)
        server.start()
    return roles.prepare(server)
