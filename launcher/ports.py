"""Which port the demo listens on."""

import errno
import socket

from launcher.errors import LauncherError
from launcher.supervisor import say

DEFAULT = 8000
TRIES = 50


def choose(wanted: int | None) -> int:
    """The port that was asked for, or the first free one from 8000 up."""
    if wanted is not None:
        if not is_free(wanted):
            raise LauncherError(f"Port {wanted} is in use. Choose another with --port.")
        return wanted
    for port in range(DEFAULT, DEFAULT + TRIES):
        if is_free(port):
            if port != DEFAULT:
                say(f"Port {DEFAULT} is in use, so this is port {port}.")
            return port
    raise LauncherError(f"Ports {DEFAULT} to {port} are all in use. Choose one with --port.")


def is_free(port: int) -> bool:
    """Whether we may listen there. Raises LauncherError when this account never may."""
    with socket.socket() as probe:
        # A port whose last connection has just closed counts as free, as it does for gunicorn.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise LauncherError(
                    f"This account may not listen on port {port}. Choose one above 1023."
                ) from error
            return False
    return True
