"""`python3 run.py`: the whole product on one machine, until Ctrl-C."""

import os
import sys
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from launcher import PROJECT, freshness, ports, roles
from launcher.errors import LauncherError
from launcher.instance import Instance, configured
from launcher.roles import DatabaseUrls
from launcher.supervisor import Stopped, StopRequest, Supervisor, say

READY_SECONDS = 60
WORKER_OPTIONS = ("--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle")
OWNER_MISSING = (
    "DATABASE_URL is set, DATABASE_OWNER_URL is not. Two roles are needed: the application's, "
    "which owns nothing, and the owner's, which migrates. Set both, or neither to let run.py "
    "start a PostgreSQL of its own."
)


@dataclass(frozen=True)
class Options:
    """What was asked on the command line."""

    folder: Path
    port: int | None = None
    reset: bool = False


def run(options: Options) -> int:
    """Start everything, wait for Ctrl-C, stop everything. Returns the exit code."""
    instance = Instance(options.folder)
    stop = StopRequest()
    stop.listen()
    try:
        with instance.claimed(), ExitStack() as cleanup:
            instance.end_orphans()
            if options.reset:
                reset(instance)
            port = ports.choose(options.port)
            serve(instance, port, stop, cleanup)
    except Stopped:
        say("Stopped.")
    except LauncherError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


def serve(instance: Instance, port: int, stop: StopRequest, cleanup: ExitStack) -> None:
    """Start in the order of need; `cleanup` stops in the reverse order."""
    began = time.monotonic()
    urls = database(instance, cleanup)
    stop.check()
    broker = broker_url(instance, cleanup)
    stop.check()
    supervisor = Supervisor(instance.log, stop)
    cleanup.callback(instance.end_orphans)
    cleanup.callback(supervisor.stop_all)
    prepare(instance, supervisor, instance.owner_environment(urls, broker))
    environment = instance.environment(app_database=urls.app, broker=broker)
    supervisor.start("web", web_command(), environment | web_settings(port))
    supervisor.start("worker", celery("worker", *WORKER_OPTIONS), environment)
    timetable = f"--schedule={instance.folder / 'beat-schedule'}"
    supervisor.start("beat", celery("beat", timetable, "--pidfile="), environment)
    url = f"http://127.0.0.1:{port}/"
    wait_for(f"{url}health/live", supervisor)
    instance.announce(f"{url} (process {os.getpid()})")
    say(welcome(url, instance.accounts.read_text(), time.monotonic() - began, instance))
    while True:
        supervisor.watch(3600)


def prepare(instance: Instance, supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Migrate, load and seed; not again for the same code on the same data."""
    # Beside the data, so that it goes when they go. Another's server may have changed since.
    stamp = instance.folder / "postgres" / "prepared"
    ours = not configured("DATABASE_URL")
    state = freshness.fingerprint(PROJECT)
    made = all(path.exists() for path in (stamp, instance.accounts, instance.folder / "static"))
    if ours and made and stamp.read_text() == state:
        return
    say("Bringing the database up to date ...")
    stamp.unlink(missing_ok=True)
    command = [sys.executable, "-m", "launcher.prepare", str(instance.accounts)]
    supervisor.run("prepare", command, environment)
    if ours:
        stamp.write_text(state)


def database(instance: Instance, cleanup: ExitStack) -> DatabaseUrls:
    """The database that is configured, or else a server of our own."""
    if given := configured("DATABASE_URL"):
        owner = configured("DATABASE_OWNER_URL")
        if not owner:
            raise LauncherError(OWNER_MISSING)
        return DatabaseUrls(app=given, owner=owner)
    server = instance.postgres()
    say("Starting PostgreSQL ...")
    # One that outlived a killed launcher must not outlive this one too: start it anew.
    server.stop()
    cleanup.callback(server.stop)
    server.start()
    return roles.prepare(server)


def broker_url(instance: Instance, cleanup: ExitStack) -> str:
    """The broker that is configured, or else a Valkey of our own."""
    if given := configured("BROKER_URL"):
        return given
    server = instance.valkey()
    server.stop()
    cleanup.callback(server.stop)
    server.start()
    return server.url()


def web_command() -> list[str]:
    settings = str(PROJECT / "deploy" / "gunicorn.conf.py")
    return [sys.executable, "-m", "gunicorn", "--config", settings, "config.wsgi:application"]


def web_settings(port: int) -> dict[str, str]:
    return {"WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1", "WEB_THREADS": "8"}


def celery(*arguments: str) -> list[str]:
    """A worker or the timetable. Not one process for both: `--beat` makes a child of its own,
    which a killed worker leaves behind.
    """
    return [sys.executable, "-m", "celery", "--app=config", *arguments, "--loglevel=INFO"]


def wait_for(url: str, supervisor: Supervisor, *, seconds: float = READY_SECONDS) -> None:
    """Return when the page answers 200; raises when a child dies or nothing answers."""
    deadline = time.monotonic() + seconds
    while not answers(url):
        if time.monotonic() > deadline:
            raise LauncherError(f"{url} does not answer. See {supervisor.log_folder}.")
        supervisor.watch(0.1)


def answers(url: str) -> bool:
    """Whether a GET of our own page succeeds, whatever proxy the environment names."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(url, timeout=5).close()
    except OSError:
        return False
    return True


def reset(instance: Instance) -> None:
    """Forget everything this folder holds."""
    instance.postgres().stop()
    instance.valkey().stop()
    instance.reset()
    say("Everything was removed; starting afresh.")


def welcome(url: str, accounts: str, seconds: float, instance: Instance) -> str:
    """What a new user needs: where, who, and how to stop."""
    return f"""
Veilige Huizen runs on {url}  (started in {seconds:.1f} s)

Demo accounts (synthetic people; user name, password, role):
{accounts.rstrip()}

Logs: {instance.log}
Ctrl-C stops everything; the data stays for the next start."""
