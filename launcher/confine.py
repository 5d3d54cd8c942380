"""Run a command with the rights and the lifetime it should have. Executed by path, never imported.

PostgreSQL refuses to run as root. In a private user namespace in which root is shown as
`nobody`, it starts without a new account and without opening any directory to others.
Where namespaces are refused (most containers) the process becomes the real `nobody`, and
where `nobody` may not even reach the files (below /root), it keeps that one right of root.
"""

import ctypes
import os
import pwd
import signal
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
UNPRIVILEGED_ID = 65534
REFUSED = 111


def enter_namespace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        sys.exit(REFUSED)
    try:
        for name, content in (
            ("setgroups", "deny"),
            ("uid_map", f"{UNPRIVILEGED_ID} 0 1"),
            ("gid_map", f"{UNPRIVILEGED_ID} 0 1"),
        ):
            Path(f"/proc/self/{name}").write_text(content)
    except OSError:
        sys.exit(REFUSED)


def keep_access_as_nobody() -> None:
    """Become `nobody`, but keep passing file permissions, over the exec as well."""
    libc = ctypes.CDLL(None, use_errno=True)
    # Without this a change of account drops every right, and access(2) would say no.
    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    become_nobody()
    mask = 1 << CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # Effective, permitted and inheritable: the lower 32 capabilities, then the upper.
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    raised = libc.capset(header, sets) == 0 and (
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0) == 0
    )
    if not raised:
        sys.exit(REFUSED)


def become_nobody() -> None:
    entry = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def die_with_parent(parent: int, number: int) -> None:
    """Ask the kernel for a signal when the parent dies, however it dies.

    Comes after every change of credentials, because those clear the request, and
    looks at the parent once more, because it may have died in between.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(128 + number)


BECOME = {
    "self": lambda: None,
    "namespace": enter_namespace,
    "nobody": become_nobody,
    "nobody-with-access": keep_access_as_nobody,
}


def main(arguments: list[str]) -> None:
    identity, parent, number, separator, *command = arguments
    if separator != "--":
        sys.exit("usage: confine.py IDENTITY PARENT_PID SIGNAL -- COMMAND...")
    BECOME[identity]()
    if int(parent):
        die_with_parent(int(parent), int(number))
    # Python ignores SIGPIPE, and an ignored signal would be inherited over exec.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - no shell, an absolute path from our own code


if __name__ == "__main__":
    main(sys.argv[1:])
