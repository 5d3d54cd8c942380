"""Past one machine: a streaming replica that counts, and workers that take over from each other.

The replica is a real PostgreSQL standby, the workers are compose's own command, and what dies is
killed with SIGKILL.
"""

import hashlib
import os
import re
import signal
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import yaml

from launcher import processes, roles
from launcher.identity import confined
from launcher.postgres import PostgresServer, free_port
from tests.launcher.machines import answer_of, standby_of
from tests.launcher.test_processes import (
    PROJECT,
    Production,
    eventually,
    servers,
    write_secrets,
)

pytestmark = [pytest.mark.process, pytest.mark.slow]
FACTS = 400_000


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """Everything but the processes: database, reference data, a coordinator and facts."""
    folder = tmp_path_factory.mktemp("scale")
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    with servers(folder) as (postgres, valkey):
        result = Production(folder, postgres, valkey, compose, free_port())
        write_secrets(result)
        for one_off in ("migrate", "reference-data"):
            result.run(result.command(one_off), result.environment(one_off))
        with owner(result) as connection:
            connection.execute(
                "INSERT INTO accounts_user (username, password, first_name, last_name, email, "
                "is_superuser, is_staff, is_active, date_joined, show_shortcuts) VALUES "
                "('coordinator', '!', '', '', '', false, false, true, now(), true)"
            )
            connection.execute(
                "INSERT INTO accounts_membership (user_id, role, centre_id, starts_on) "
                "SELECT u.id, 'coordinator', c.id, '2020-01-01' FROM accounts_user u, "
                "(SELECT min(id) AS id FROM accounts_centre) c"
            )
            add_facts(connection, 1, FACTS)
        yield result


@pytest.fixture(scope="module")
def standby(production: Production) -> Iterator[PostgresServer]:
    server = standby_of(production.postgres, production.folder / "standby")
    server.start()
    url = roles.url(server, roles.APP, roles.DATABASE, over_tcp=True)
    secret = production.secrets / "database_replica_url"
    secret.write_text(f"{url}\n")
    yield server
    secret.write_text("")
    server.stop()


@pytest.fixture
def workers(production: Production) -> Iterator[Any]:
    """Start workers of compose, each as if on a machine of its own; ended afterwards."""
    started: list[Any] = []

    def start(name: str, service: str = "worker") -> Any:
        command = production.command(service)
        named = ["--hostname", f"{name}@elsewhere"] if service == "worker" else []
        process = processes.spawn(
            confined([*command, *named], dies_by=signal.SIGKILL),
            log=production.folder / f"{name}.log",
            environment=production.environment(service),
            directory=PROJECT,
        )
        started.append(process)
        return process

    yield start
    processes.end([process.pid for process in started], ask=signal.SIGTERM, patience=15)
    for process in started:
        process.wait()


def owner(production: Production) -> psycopg.Connection:
    url = roles.url(production.postgres, roles.OWNER, roles.DATABASE)
    return psycopg.connect(url, autocommit=True)


def superuser(server: PostgresServer) -> psycopg.Connection:
    return psycopg.connect(roles.url(server, "postgres", roles.DATABASE), autocommit=True)


def add_facts(connection: psycopg.Connection, first: int, last: int) -> None:
    connection.execute(
        "INSERT INTO reporting_dossierfact (dossier_id, centre_id, received_on, year, stalking, "
        "stalking_offence, exclusion, imported, known_from) "
        "SELECT n, (SELECT min(id) FROM accounts_centre), '2025-05-01', 2025, "
        "(ARRAY['yes', 'no', 'unknown'])[1 + n %% 3], false, '', false, now() "
        "FROM generate_series(%s::bigint, %s::bigint) n",
        [first, last],
    )


def replayed(production: Production, standby: PostgresServer) -> bool:
    """Whether the standby has everything the primary has now."""
    with owner(production) as connection:
        here = connection.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
    assert here
    with superuser(standby) as there:
        has = there.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [here[0]]).fetchone()
    return bool(has and has[0])


class TestReplica:
    def test_the_standby_counts_and_says_as_of_when(
        self, production: Production, standby: PostgresServer
    ) -> None:
        """Replay is held back, so that only one of the two servers has the newest fact."""
        add_facts_and_wait(production, standby)
        before = answer_of(production, "count.py")
        assert before["on_replica"] is True
        with superuser(standby) as there:
            there.execute("SELECT pg_wal_replay_pause()")
            assert eventually(lambda: is_paused(there))
            try:
                with owner(production) as connection:
                    add_facts(connection, 2 * FACTS, 2 * FACTS)
                held_back = answer_of(production, "count.py")
                just_saved = answer_of(production, "count.py", held_back["position"])
            finally:
                there.execute("SELECT pg_wal_replay_resume()")
        assert held_back["counted"] == before["counted"]
        assert held_back["moment"] < just_saved["moment"]
        # Who just saved reads what she saved: the primary counts for her.
        assert (just_saved["on_replica"], just_saved["counted"]) == (False, before["counted"] + 1)
        assert eventually(lambda: replayed(production, standby))
        caught_up = answer_of(production, "count.py", held_back["position"])
        assert (caught_up["on_replica"], caught_up["counted"]) == (True, before["counted"] + 1)

    def test_the_log_of_a_count_is_on_the_primary(
        self, production: Production, standby: PostgresServer
    ) -> None:
        with owner(production) as connection:
            lines = "SELECT count(*) FROM audit_event WHERE event_type = 'reporting.figures.read'"
            (before,) = connection.execute(lines).fetchone() or (0,)
            assert answer_of(production, "count.py")["on_replica"] is True
            (after,) = connection.execute(lines).fetchone() or (0,)
        assert after == before + 1

    def test_the_walls_stand_on_the_standby_too(
        self, production: Production, standby: PostgresServer
    ) -> None:
        url = roles.url(standby, roles.APP, roles.DATABASE)
        with psycopg.connect(url, autocommit=True) as connection:
            seen = connection.execute("SELECT count(*) FROM reporting_dossierfact").fetchone()
            assert seen == (0,)
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                connection.execute("DELETE FROM outbox_message")

    def test_without_the_standby_the_primary_counts(
        self, production: Production, standby: PostgresServer
    ) -> None:
        standby.stop()
        try:
            began = time.monotonic()
            answer = answer_of(production, "count.py")
            assert time.monotonic() - began < 30
        finally:
            # Another port than before: the address is written anew.
            standby.start()
            url = roles.url(standby, roles.APP, roles.DATABASE, over_tcp=True)
            (production.secrets / "database_replica_url").write_text(url)
        assert answer["on_replica"] is False
        assert answer["counted"]
        assert "the replica cannot be read" in answer["log"]


def add_facts_and_wait(production: Production, standby: PostgresServer) -> None:
    """A standby that replayed nothing since its start cannot say as of when it counts."""
    with owner(production) as connection:
        add_facts(connection, 3 * FACTS, 3 * FACTS)
    assert eventually(lambda: replayed(production, standby))


def is_paused(there: psycopg.Connection) -> bool:
    return there.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == ("paused",)


# --- exports --------------------------------------------------------------------------------------


def job_of(production: Production, job_id: int) -> dict[str, Any]:
    names = ("state", "done", "total", "attempts", "sha256", "size")
    with owner(production) as connection:
        query = f"SELECT {', '.join(names)} FROM reporting_exportjob WHERE id = %s"
        row = connection.execute(query, [job_id]).fetchone()
    assert row
    return dict(zip(names, row, strict=True))


def pieces_of(production: Production, job_id: int) -> list[tuple[int, bytes]]:
    with owner(production) as connection:
        query = "SELECT id, body FROM reporting_exportchunk WHERE job_id = %s ORDER BY number"
        return connection.execute(query, [job_id]).fetchall()


def test_another_machine_goes_on_when_a_worker_is_killed(
    production: Production, workers: Any
) -> None:
    """kill -9 of the whole worker in the middle of a file; its successor ends it, not anew."""
    first = workers("first")
    job_id = answer_of(production, "export.py", "ask", "csv")["id"]
    assert eventually(lambda: job_of(production, job_id)["done"] > 20_000)
    for pid in [first.pid, *processes_below(first.pid)]:
        os.kill(pid, signal.SIGKILL)
    first.wait()
    job, before = job_of(production, job_id), pieces_of(production, job_id)
    assert (job["state"], job["done"] < job["total"]) == ("running", True)
    workers("second")
    workers("timetable", "beat")
    began = time.monotonic()
    assert eventually(lambda: job_of(production, job_id)["state"] == "done", 120)
    assert time.monotonic() - began < 90
    job, pieces = job_of(production, job_id), pieces_of(production, job_id)
    body = b"".join(bytes(piece) for _pk, piece in pieces)
    assert pieces[: len(before)] == before
    assert (job["attempts"], job["done"]) == (2, job["total"])
    assert hashlib.sha256(body).hexdigest() == job["sha256"]
    assert len(re.findall(rb"\r\n[^;\r]+;01\.05\.2025;", body)) == job["total"]


def test_two_machines_share_the_queue_and_a_stopped_export_stops_at_once(
    production: Production, workers: Any
) -> None:
    for name in ("one", "two"):
        workers(name)
    whole, stopped = (answer_of(production, "export.py", "ask", "xlsx")["id"] for _ in range(2))
    assert eventually(lambda: job_of(production, stopped)["done"] > 0, 60)
    answer_of(production, "export.py", "stop", stopped)
    assert (job_of(production, stopped)["state"], pieces_of(production, stopped)) == (
        "cancelled",
        [],
    )

    def ended() -> bool:
        logs = [(production.folder / f"{name}.log").read_text() for name in ("one", "two")]
        return any(": False" in log for log in logs)

    assert eventually(ended, 2), "a worker went on with what nobody wants"
    assert pieces_of(production, stopped) == []
    assert eventually(lambda: job_of(production, whole)["state"] == "done", 120)
    assert job_of(production, whole)["attempts"] == 1


def processes_below(parent: int) -> list[int]:
    """The children of a process: the pool of a worker."""
    found = []
    for folder in processes.PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found += [int(folder.name), *processes_below(int(folder.name))]
    return found
