"""The own PostgreSQL manager: interrupted, killed, raced and attacked."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from launcher import binaries, files, identity, processes, roles
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.process

START = """
import sys
from pathlib import Path
from launcher.postgres import PostgresServer
server = PostgresServer(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
server.start(detached=sys.argv[3] == "detached")
print("started", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster made once; each test copies it, because initdb is the slow part."""
    root = tmp_path_factory.mktemp("pg") / "template"
    server = PostgresServer(root, durable=False)
    server.start()
    roles.prepare(server)
    server.stop()
    return root


@pytest.fixture
def server(template: Path, tmp_path: Path) -> Iterator[PostgresServer]:
    shutil.copytree(template, tmp_path / "pg")
    shutil.rmtree(tmp_path / "pg" / "run")
    server = PostgresServer(tmp_path / "pg", durable=True)
    yield server
    server.stop()


def superuser(server: PostgresServer, database: str = "postgres") -> "psycopg.Connection[object]":
    return psycopg.connect(roles.url(server, "postgres", database), autocommit=True)


def other_process(root: Path, durability: str, lifetime: str) -> "subprocess.Popen[str]":
    """A launcher of its own that starts the server and then waits."""
    return subprocess.Popen(
        [sys.executable, "-c", START, str(root), durability, lifetime],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_at_once(pid: int) -> None:
    """Like kill -9 by hand: the kernel needs a moment on a busy machine."""
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not processes.is_alive(pid), 10)


def kill_and_reap(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def test_start_again_reuses_and_stop_leaves_no_process(server: PostgresServer) -> None:
    assert server.start() is True
    assert server.start() is False
    pid = server.pid()
    assert pid is not None
    server.stop()
    assert not processes.is_alive(pid)
    assert processes.processes_in(server.data) == []
    server.stop()


def test_killed_initdb_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    root = tmp_path / "pg"
    first = other_process(root, "throwaway", "attached")
    assert processes.wait_until((root / "data.new").is_dir, 20)
    kill_and_reap(first)
    assert not (root / "data").exists()
    server = PostgresServer(root, durable=False)
    try:
        assert server.start() is True
        with superuser(server) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


def test_killed_server_comes_back_with_every_committed_row(server: PostgresServer) -> None:
    server.start()
    with superuser(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 2000) AS n")
        connection.execute("INSERT INTO kept VALUES (2001)")
        pid = server.pid()
        assert pid is not None
        kill_at_once(pid)
    assert server.start() is True
    with superuser(server) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (2001,)


def test_killed_server_that_nobody_reaps_is_replaced(template: Path, tmp_path: Path) -> None:
    root = tmp_path / "pg"
    shutil.copytree(template, root)
    careless = other_process(root, "durable", "detached")
    assert careless.stdout
    assert careless.stdout.readline() == "started\n"
    server = PostgresServer(root)
    try:
        pid = server.pid()
        assert pid is not None
        kill_at_once(pid)
        assert server.start() is True
        assert server.pid() != pid
        assert Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    finally:
        kill_and_reap(careless)
        server.stop()


def test_pid_file_that_names_a_stranger_blocks_nothing(server: PostgresServer) -> None:
    server.start()
    server.stop()
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n0\n5432\n")
        assert server.pid() is None
        assert server.start() is True
        assert processes.is_alive(stranger.pid)
    finally:
        stranger.kill()
        stranger.wait()


def test_attached_server_dies_with_its_launcher(template: Path, tmp_path: Path) -> None:
    if not processes.PROC.is_dir():
        pytest.skip("only Linux tells a child that its parent was killed")
    root = tmp_path / "pg"
    shutil.copytree(template, root)
    launcher = other_process(root, "durable", "attached")
    assert launcher.stdout
    assert launcher.stdout.readline() == "started\n"
    assert processes.processes_in(root / "data")
    kill_and_reap(launcher)
    assert processes.wait_until(lambda: not processes.processes_in(root / "data"), 10)


def test_racing_starts_make_one_server(tmp_path: Path) -> None:
    root = tmp_path / "pg"
    racers = [other_process(root, "throwaway", "detached") for _ in range(4)]
    try:
        for racer in racers:
            assert racer.stdout
            assert racer.stdout.readline() == "started\n"
        server = PostgresServer(root, durable=False)
        with ThreadPoolExecutor(4) as pool:
            urls = list(pool.map(lambda _: roles.prepare(server), range(4)))
        assert len({url.app for url in urls}) == 1
        parents = [p for p in processes.processes_in(root / "data") if p == server.pid()]
        assert len(parents) == 1
    finally:
        for racer in racers:
            kill_and_reap(racer)
        PostgresServer(root, durable=False).stop()


def test_wrong_or_no_password_is_refused(server: PostgresServer) -> None:
    server.start()
    good = roles.url(server, roles.APP, roles.DATABASE)
    with psycopg.connect(good) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (roles.APP,)
    secret = roles.password(server, roles.APP)
    for bad in (good.replace(secret, "wrong"), good.replace(f":{secret}", "")):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(bad)


def test_roles_have_the_rights_the_walls_need(server: PostgresServer) -> None:
    server.start()
    urls = roles.prepare(server)
    with superuser(server) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
            " WHERE rolname IN ('vh_app', 'vh_owner') ORDER BY 1"
        ).fetchall()
    assert rows == [
        ("vh_app", False, False, False, False),
        ("vh_owner", False, False, True, False),
    ]
    with (
        psycopg.connect(urls.app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (id int)")
    with psycopg.connect(urls.owner) as connection:
        connection.execute("CREATE TABLE theirs (id int)")
        connection.execute("SET LOCAL ROLE vh_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM theirs")


def test_sorting_is_the_same_on_every_machine(server: PostgresServer) -> None:
    if binaries.major_version(server.binaries) < 17:
        pytest.skip("the builtin locale provider exists since PostgreSQL 17")
    server.start()
    with psycopg.connect(roles.prepare(server).app) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert row == ("b", "C.UTF-8")
        names = connection.execute(
            "SELECT n FROM unnest(ARRAY['Zoe', 'Élodie', 'emma', 'Adam']) n"
            " ORDER BY lower(unaccent(n))"
        ).fetchall()
    assert names == [("Adam",), ("Élodie",), ("emma",), ("Zoe",)]


def test_folder_and_passwords_are_private(server: PostgresServer) -> None:
    server.start()
    roles.prepare(server)
    assert server.root.stat().st_mode & 0o077 == 0
    assert server.address().folder.stat().st_mode & 0o077 == 0
    secrets = list(server.root.glob("*.password"))
    assert len(secrets) == 3
    assert [path for path in secrets if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("name", ["deep/" + "x" * 90, "with space, comma 'quote' é"])
def test_odd_folder_names_work(template: Path, tmp_path: Path, name: str) -> None:
    root = tmp_path / name / "pg"
    shutil.copytree(template, root)
    server = PostgresServer(root, durable=False)
    try:
        server.start()
        with psycopg.connect(roles.prepare(server).app) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that `nobody` may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(params=identity.REAL_NOBODY)
def fallback(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> identity.Identity:
    """A machine that refuses private user namespaces to root."""
    if os.geteuid() != 0:
        pytest.skip("only root has to become somebody else")
    chosen: identity.Identity = request.param
    monkeypatch.setattr(identity, "ROOT_BECOMES", (chosen,))
    return chosen


def test_access_is_the_only_right_of_root_that_is_kept() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has to become somebody else")
    command = ["/bin/cat", "/proc/self/status"]
    kept = identity.Identity.NOBODY_WITH_ACCESS
    status = subprocess.check_output(identity.confined(command, identity=kept), text=True)
    rights = dict(line.split(":\t") for line in status.splitlines())
    dac_override = f"{1 << 1:016x}"
    assert (rights["CapEff"], rights["CapPrm"]) == (dac_override, dac_override)
    assert set(rights["Uid"].split()) == {"65534"}
    assert rights["Groups"].strip() == ""


def test_root_without_namespaces_becomes_nobody(
    template: Path, open_folder: Path, tmp_path: Path, fallback: identity.Identity
) -> None:
    # pytest's folder is closed to others, as a project below /root is.
    closed = fallback is identity.Identity.NOBODY_WITH_ACCESS
    root = (tmp_path if closed else open_folder) / "pg"
    shutil.copytree(template, root)
    server = PostgresServer(root, durable=False)
    try:
        server.start()
    except LauncherError as error:
        assert "ordinary user" in str(error)  # noqa: PT017 - the folder of the programs is closed
        pytest.skip("`nobody` may not read the programs here")
    try:
        assert server.identity is fallback
        pid = server.pid()
        assert pid is not None
        assert Path(f"/proc/{pid}").stat().st_uid == 65534
        assert (server.data / "base").stat().st_uid == 65534
        with psycopg.connect(roles.prepare(server).app) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


def test_folder_given_to_nobody_stays_with_nobody(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moved to a machine that allows namespaces: root's files and nobody's do not mix there."""
    if os.geteuid() != 0:
        pytest.skip("only root has to become somebody else")
    root = tmp_path / "pg"
    shutil.copytree(template, root)
    server = PostgresServer(root, durable=False)
    with monkeypatch.context() as without_namespaces:
        without_namespaces.setattr(identity, "ROOT_BECOMES", identity.REAL_NOBODY)
        server.start()
        server.stop()
    assert server.start() is True
    server.stop()


def test_folder_of_another_account_is_refused_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    with pytest.raises(LauncherError, match="--data-dir"):
        files.private_folder(tmp_path)


@pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")), reason="no system PostgreSQL"
)
def test_system_server_serves_when_the_wheel_is_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_inside_package", lambda *_: None)
    server = PostgresServer(tmp_path / "pg", durable=False)
    try:
        server.start()
        with psycopg.connect(roles.prepare(server).owner) as connection:
            connection.execute("SET ROLE vh_app")
            assert connection.execute("SELECT unaccent('Élodie')").fetchone() == ("Elodie",)
    finally:
        server.stop()


def test_named_programs_come_before_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("postgres", "initdb"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.5'\n")
        program.chmod(0o700)
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert binaries.postgres_binaries() == tmp_path


def test_no_server_anywhere_names_the_fixes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_candidates", lambda: [tmp_path])
    with pytest.raises(LauncherError, match="apt-get install postgresql"):
        PostgresServer(tmp_path / "pg")


def test_data_of_another_version_is_named(server: PostgresServer) -> None:
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(LauncherError, match=r"made by PostgreSQL 14.*--reset"):
        server.start()


def test_server_that_cannot_start_shows_its_log(server: PostgresServer) -> None:
    (server.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(LauncherError, match="no_such_setting"):
        server.start()
    assert processes.processes_in(server.data) == []


def test_warm_start_is_quick(server: PostgresServer) -> None:
    began = time.monotonic()
    server.start()
    # Measured 0.15 s; ten times that still notices an initdb or a needless wait.
    assert time.monotonic() - began < 2
