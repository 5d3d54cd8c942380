"""Under which account a server runs, and until when."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from launcher.errors import LauncherError

CONFINE = Path(__file__).with_name("confine.py")


class Identity(StrEnum):
    """Who a child process is: the caller, root shown as nobody, or the real nobody."""

    SELF = "self"
    NAMESPACE = "namespace"
    NOBODY = "nobody"


ROOT_BECOMES: tuple[Identity, ...] = (Identity.NAMESPACE, Identity.NOBODY)


def confined(
    command: list[str], *, identity: Identity = Identity.SELF, dies_by: signal.Signals | None = None
) -> list[str]:
    """The command line that runs `command` as `identity`.

    With `dies_by` the child gets that signal when this process dies, kill -9 included.
    """
    parent, number = (os.getpid(), int(dies_by)) if dies_by else (0, 0)
    prefix = [sys.executable, "-I", "-S", str(CONFINE), identity.value, str(parent), str(number)]
    return [*prefix, "--", *command]


def choose(binaries: Path, data: Path) -> Identity:
    """How to run PostgreSQL, which refuses to be root."""
    if os.geteuid() != 0:
        return Identity.SELF
    given_away = data.exists() and data.stat().st_uid == _nobody().pw_uid
    for candidate in (Identity.NOBODY,) if given_away else ROOT_BECOMES:
        command = confined([str(binaries / "postgres"), "--version"], identity=candidate)
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return candidate
    raise LauncherError(
        "PostgreSQL does not run as root, and this machine allows no private user namespace "
        f"and does not let `nobody` read {binaries}. Start as an ordinary user, "
        "or set DATABASE_URL and DATABASE_OWNER_URL to a server that already runs."
    )


def hand_over(folders: list[Path], identity: Identity) -> None:
    """Give the folders and what is in them to `nobody`, when the server runs as `nobody`."""
    if identity is not Identity.NOBODY:
        return
    account = _nobody()
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            if path.lstat().st_uid != account.pw_uid:
                shutil.chown(path, account.pw_uid, account.pw_gid)


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
