"""Is this container's process well? Exit code 0 when it is.

python -m deploy.health web | worker | beat SCHEDULE_FILE
"""

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

# Beat writes its timetable every five minutes (measured).
BEAT_SILENT_SECONDS = 900


def web() -> bool:
    """The page answers, and behind it the database and the broker."""
    port = os.environ.get("WEB_BIND", "127.0.0.1:8000").rsplit(":", 1)[1]
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/health/ready",
        headers={"Host": host, "X-Forwarded-Proto": "https"},
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(request, timeout=5) as answer:
        return bool(answer.status == 200)


def worker() -> bool:
    """This container's worker answers a ping over the broker."""
    from config.celery import app

    name = f"celery@{socket.gethostname()}"
    return bool(app.control.ping(destination=[name], timeout=5))


def beat(schedule: str) -> bool:
    """The timetable was written not long ago."""
    path = Path(schedule)
    # Which files there are depends on the kind of dbm that this Python has.
    written = [file.stat().st_mtime for file in path.parent.glob(f"{path.name}*")]
    return time.time() - max(written, default=0) < BEAT_SILENT_SECONDS


CHECKS: dict[str, Callable[..., bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    try:
        sys.exit(0 if CHECKS[name](*arguments) else 1)
    except OSError as error:
        sys.exit(str(error))
