"""A database of the benchmark's own, on the configured server or on one it starts itself."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from launcher import PROJECT, messages, roles
from launcher.errors import LauncherError
from launcher.instance import configured
from launcher.postgres import PostgresServer
from launcher.roles import DatabaseUrls

CLOSING_SECONDS = 10
MANAGE = PROJECT / "manage.py"
# Signs the sessions of this run only.
_SECRET = secrets.token_urlsafe(48)


@contextmanager
def database(dossiers: int, *, folder: Path, keep: bool) -> Iterator[DatabaseUrls]:
    """A database named after its size. With `keep` it is left, and found by the next run."""
    name = f"vh_bench_{dossiers}"
    with _server(folder) as server:
        urls = DatabaseUrls(app=_with_name(server.app, name), owner=_with_name(server.owner, name))
        _create(server.owner, name, urls.owner)
        try:
            yield urls
        finally:
            if not keep:
                _drop(server.owner, name)


def fill(urls: DatabaseUrls, dossiers: int) -> float | None:
    """Migrate, load and seed; the seconds of seeding, or None when it was filled before."""
    settings = environment(urls)
    messages.compile_all(PROJECT)
    _manage(settings, "collectstatic", "--no-input")
    _manage(settings, "migrate", "--database=owner")
    with psycopg.connect(urls.owner) as connection:
        (there,) = connection.execute("SELECT count(*) FROM cases_dossier").fetchone() or (0,)
    if there >= dossiers:
        return None
    _manage(settings, "load_reference_data")
    began = time.monotonic()
    _manage(settings, "seed", f"--dossiers={dossiers}", "--seed=1")
    return time.monotonic() - began


def environment(urls: DatabaseUrls) -> dict[str, str]:
    """The settings of production, on the loopback interface without https."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "BROKER_URL": "memory://",
        "SECRET_KEY": _SECRET,
        "STATIC_ROOT": str(PROJECT / "var" / "bench" / "static"),
        "DEBUG": "0",
        "SECURE": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
    }


@contextmanager
def _server(folder: Path) -> Iterator[DatabaseUrls]:
    app, owner = configured("DATABASE_URL"), configured("DATABASE_OWNER_URL")
    if app and owner:
        yield DatabaseUrls(app=app, owner=owner)
        return
    server = PostgresServer(folder / "postgres")
    server.start()
    try:
        yield roles.prepare(server)
    finally:
        server.stop()


def _create(server: str, name: str, owner: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [name]).fetchone():
            return
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with psycopg.connect(owner, autocommit=True) as connection:
        for extension in roles.EXTENSIONS:
            statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
            connection.execute(statement.format(sql.Identifier(extension)))


def _drop(server: str, name: str) -> None:
    """Waits for connections that are closing: the owner may not end those of the application."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    deadline = time.monotonic() + CLOSING_SECONDS
    with psycopg.connect(server, autocommit=True) as connection:
        while True:
            try:
                connection.execute(statement)
            except psycopg.errors.ObjectInUse:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _manage(settings: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, str(MANAGE), *arguments],
        cwd=PROJECT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LauncherError(f"manage.py {arguments[0]} failed:\n{done.stdout}")
