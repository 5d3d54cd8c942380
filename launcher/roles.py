"""The two database roles and the database, on a server we manage ourselves."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from launcher import files
from launcher.postgres import PostgresServer

DATABASE = "veiligehuizen"
OWNER = "vh_owner"
APP = "vh_app"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
# The owner makes and migrates tables and the test databases; the application owns nothing
# and obeys every row-level policy.
RIGHTS = {
    OWNER: "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    APP: "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
}


@dataclass(frozen=True)
class DatabaseUrls:
    """How the application and how the owner of its tables connect."""

    app: str
    owner: str


def prepare(server: PostgresServer, *, over_tcp: bool = False) -> DatabaseUrls:
    """Make roles, database and extensions where missing. Running it again changes nothing."""
    # Two starts at once would otherwise alter the same catalogue row.
    with files.exclusive(server.root / "lock"):
        with psycopg.connect(url(server, "postgres", "postgres"), autocommit=True) as connection:
            for role in (OWNER, APP):
                _ensure_role(connection, role, password(server, role))
            _ensure_membership(connection)
            _ensure_database(connection)
        with psycopg.connect(url(server, OWNER, DATABASE), autocommit=True) as connection:
            for name in EXTENSIONS:
                connection.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name))
                )
    return DatabaseUrls(
        app=url(server, APP, DATABASE, over_tcp=over_tcp),
        owner=url(server, OWNER, DATABASE, over_tcp=over_tcp),
    )


def url(server: PostgresServer, role: str, database: str, *, over_tcp: bool = False) -> str:
    """A libpq URL with the password in it: for environment variables only, never for a log."""
    address = server.address()
    login = f"{role}:{quote(password(server, role), safe='')}"
    if over_tcp:
        return f"postgresql://{login}@127.0.0.1:{address.port}/{database}"
    query = urlencode({"host": str(address.folder), "port": address.port}, safe="/")
    return f"postgresql://{login}@/{database}?{query}"


def password(server: PostgresServer, role: str) -> str:
    """The role's password, made on first use and kept beside the data."""
    if role == "postgres":
        return server.superuser_password
    return files.secret(server.root / f"{role}.password")


def _ensure_role(connection: psycopg.Connection, role: str, secret: str) -> None:
    name = sql.Identifier(role)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if not known:
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    connection.execute(
        sql.SQL("ALTER ROLE {} WITH {} PASSWORD {}").format(
            name, sql.SQL(RIGHTS[role]), sql.Literal(secret)
        )
    )
    if role == APP:
        # As in production: counts are short, and every figure in docs/ was measured without.
        connection.execute(sql.SQL("ALTER ROLE {} SET jit = off").format(name))


def _ensure_membership(connection: psycopg.Connection) -> None:
    """Let tests of the owner act as the application with SET ROLE, without its rights always on."""
    options = " WITH INHERIT FALSE, SET TRUE" if connection.info.server_version >= 160000 else ""
    statement = f"GRANT {{}} TO {{}}{options}"
    connection.execute(sql.SQL(statement).format(sql.Identifier(APP), sql.Identifier(OWNER)))


def _ensure_database(connection: psycopg.Connection) -> None:
    name, owner, app = sql.Identifier(DATABASE), sql.Identifier(OWNER), sql.Identifier(APP)
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    if not connection.execute(query, [DATABASE]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, app))
