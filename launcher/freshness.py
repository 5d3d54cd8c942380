"""Whether the database and the static files already are what this code makes of them."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

# Made by running, or not part of what runs.
LEFT_OUT = {"var", ".venv", ".git", "__pycache__", "tests", "docs", "staticfiles", "node_modules"}


def fingerprint(project: Path) -> str:
    """Changes when a file that runs is added, removed, moved or written."""
    digest = hashlib.sha256()
    for path in sorted(_files(project)):
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT_OUT and name[:1] != "."]
        yield from (Path(parent, name) for name in names if not name.endswith((".pyc", ".mo")))
