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
    """Who a child process is: the caller, root shown as nobody, or the real nobody.

    The last may pass file permissions as root does: for a project below /root, in a
    container that allows no namespaces.
    """

    SELF = "self"
    NAMESPACE = "namespace"
    NOBODY = "nobody"
    NOBODY_WITH_ACCESS = "nobody-with-access"


REAL_NOBODY = (Identity.NOBODY, Identity.NOBODY_WITH_ACCESS)
ROOT_BECOMES: tuple[Identity, ...] = (Identity.NAMESPACE, *REAL_NOBODY)


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
    for candidate in REAL_NOBODY if given_away else ROOT_BECOMES:
        if _can_read(candidate, binaries / "postgres", data.parent):
            return candidate
    raise LauncherError(
        "PostgreSQL does not run as root, and this machine allows no private user namespace, "
        f"nor does it let `nobody` reach {binaries} and {data}. Start as an ordinary user, "
        "or set DATABASE_URL and DATABASE_OWNER_URL to a server that already runs."
    )


def _can_read(candidate: Identity, program: Path, folder: Path) -> bool:
    """Whether the program runs under that identity and gets as far as the folder's place."""
    commands = ([str(program), "--version"], ["/bin/ls", "-d", f"{folder.parent}/."])
    return all(
        subprocess.run(
            confined(command, identity=candidate), capture_output=True, check=False
        ).returncode
        == 0
        for command in commands
    )


def hand_over(folders: list[Path], identity: Identity) -> None:
    """Give the folders and what is in them to `nobody`, when the server runs as `nobody`."""
    if identity not in REAL_NOBODY:
        return
    account = _nobody()
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            if path.lstat().st_uid != account.pw_uid:
                shutil.chown(path, account.pw_uid, account.pw_gid)


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
