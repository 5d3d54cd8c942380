"""Private files and folders, and locks between processes."""

import fcntl
import hashlib
import os
import pwd
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.errors import LauncherError

# A socket's path must fit in 108 bytes (104 on macOS), its file name included.
LONGEST_SOCKET_FOLDER = 80


def private_folder(path: Path) -> Path:
    """Make the folder readable by nobody else; refuse one that belongs to another account."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    status = path.lstat()
    if status.st_uid not in _own_accounts() or path.is_symlink():
        raise LauncherError(
            f"{path} belongs to another account. Start as that account, "
            "or choose another folder with --data-dir."
        )
    if status.st_mode & 0o077:
        path.chmod(0o700)
    return path


def _own_accounts() -> set[int]:
    # Root hands a server's folder to `nobody` where it may not make a user namespace.
    return {0, pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else {os.geteuid()}


def socket_folder(path: Path) -> Path:
    """`path` itself, or a short private folder when a socket in it could not be named."""
    if len(os.fsencode(path)) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w./-]+", str(path)):
        return private_folder(path)
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    return private_folder(Path(tempfile.gettempdir()) / f"vh-{os.geteuid()}-{digest}")


def secret(path: Path) -> str:
    """The password kept in `path`; made on first use, readable by this account only."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    return path.read_text().strip()


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock; wait for whoever has it. The kernel lets go when a holder dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
