"""The real processes, started with compose's own commands, against real servers."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from config.celery import app
from launcher import processes, roles
from launcher.identity import confined
from launcher.postgres import PostgresServer, free_port
from launcher.valkey import ValkeyServer

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.process, pytest.mark.slow]


@dataclass
class Production:
    """Compose's services as processes on this machine."""

    folder: Path
    postgres: PostgresServer
    valkey: ValkeyServer
    compose: dict[str, Any]
    port: int
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    def environment(self, service: str) -> dict[str, str]:
        """The service's own variables; containers' paths become folders of this test."""
        own = self.compose["services"][service]["environment"]
        given = {key: self._here(str(value)) for key, value in own.items()}
        if "WEB_BIND" in given:
            given["WEB_BIND"] = f"127.0.0.1:{self.port}"
        return {"PATH": os.environ["PATH"], "STATIC_ROOT": str(self.folder / "static")} | given

    def command(self, service: str) -> list[str]:
        program, *arguments = self.compose["services"][service]["command"]
        tool = sys.executable if program == "python" else str(Path(sys.executable).parent / program)
        return [tool, *map(self._here, arguments)]

    def build(self) -> None:
        """What the image holds beside the code."""
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input"]
        self.run(collect, self.environment("migrate"))

    def run(self, command: list[str], environment: dict[str, str]) -> None:
        """A one-off, to its end."""
        done = subprocess.run(
            command,
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()

    def start(self, service: str) -> None:
        self.running[service] = processes.spawn(
            confined(self.command(service), dies_by=signal.SIGKILL),
            log=self.log(service),
            environment=self.environment(service),
            directory=PROJECT,
        )

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def is_healthy(self, service: str) -> bool:
        """The answer of the service's own health check."""
        check = map(self._here, self.compose["services"][service]["healthcheck"]["test"][2:])
        environment = self.environment(service)
        done = subprocess.run(
            [sys.executable, *check], env=environment, cwd=PROJECT, capture_output=True, check=False
        )
        return done.returncode == 0

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and headers of a page, redirects not followed."""
        names = {"Host": "dossiers.test", "X-Forwarded-Proto": "https"} | headers
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=names)
        try:
            with urllib.request.build_opener(NoRedirect).open(request, timeout=10) as answer:
                return answer.status, str(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, str(error.headers)
        except urllib.error.URLError:
            return 0, "nobody listens"

    def _here(self, value: str) -> str:
        defaults = {"ALLOWED_HOSTS": "dossiers.test"}
        value = re.sub(
            r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda m: defaults.get(m[1], m[2] or ""), value
        )
        for theirs, ours in (("/run/secrets/", self.secrets), ("/tmp/", self.folder)):
            if value.startswith(theirs) or f"={theirs}" in value:
                return value.replace(theirs, f"{ours}/")
        return value


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer to look at."""

    def redirect_request(self, *_: Any) -> None:
        return None


@contextmanager
def servers(folder: Path) -> Iterator[tuple[PostgresServer, ValkeyServer]]:
    postgres = PostgresServer(folder / "postgres", durable=False, tcp=True)
    valkey = ValkeyServer(folder / "valkey", tcp=True)
    try:
        postgres.start()
        valkey.start()
        yield postgres, valkey
    finally:
        valkey.stop()
        postgres.stop()


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    folder = tmp_path_factory.mktemp("production")
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    with servers(folder) as (postgres, valkey):
        result = Production(folder, postgres, valkey, compose, free_port())
        write_secrets(result)
        result.build()
        for one_off in ("migrate", "reference-data"):
            result.run(result.command(one_off), result.environment(one_off))
        try:
            for service in ("web", "worker", "beat"):
                result.start(service)
            yield result
        finally:
            processes.end([p.pid for p in result.running.values()], ask=signal.SIGTERM, patience=15)
            for process in result.running.values():
                process.wait()


def write_secrets(production: Production) -> None:
    urls = roles.prepare(production.postgres, over_tcp=True)
    production.secrets.mkdir()
    for name, content in {
        "secret_key": "k" * 60,
        "database_url": urls.app,
        "database_owner_url": urls.owner,
        "broker_url": production.valkey.url(),
        "database_replica_url": "",
    }.items():
        (production.secrets / name).write_text(f"{content}\n")


def eventually(done: Callable[[], bool], seconds: float = 30) -> bool:
    return processes.wait_until(done, seconds, pause=0.2)


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_each_service_becomes_healthy(production: Production, service: str) -> None:
    assert eventually(lambda: production.is_healthy(service)), production.log(service).read_text()
    assert production.running[service].poll() is None


def test_worker_carries_out_a_task(production: Production) -> None:
    broker = production.valkey.url()
    with app.connection(broker) as connection:
        sent = app.send_task("config.celery.ping", connection=connection)
    done = f"config.celery.ping[{sent.id}] succeeded"
    assert eventually(lambda: done in production.log("worker").read_text())


def test_https_is_demanded_and_cookies_are_secure(production: Production) -> None:
    assert eventually(lambda: production.is_healthy("web"))
    status, headers = production.get("/aanmelden/")
    assert status == 200
    cookies = re.findall(r"(?im)^set-cookie: (.*)$", headers)
    assert cookies
    assert [cookie for cookie in cookies if "Secure" not in cookie] == []
    assert "strict-transport-security" in headers.lower()
    status, headers = production.get("/aanmelden/", **{"X-Forwarded-Proto": "http"})
    assert (status, "https://dossiers.test/aanmelden/" in headers) == (301, True)


def test_unknown_host_is_refused(production: Production) -> None:
    assert eventually(lambda: production.is_healthy("web"))
    assert production.get("/aanmelden/", Host="elsewhere.test")[0] == 400


def test_web_never_learns_how_the_owner_connects(production: Production) -> None:
    secret = roles.password(production.postgres, roles.OWNER)
    for service in ("web", "worker", "beat"):
        pid = production.running[service].pid
        assert secret not in Path(f"/proc/{pid}/environ").read_text()
        assert "DATABASE_OWNER" not in Path(f"/proc/{pid}/environ").read_text()


def test_lost_broker_is_told_and_found_again(production: Production) -> None:
    """Frozen rather than stopped: a new start would get another port."""
    assert eventually(lambda: production.get("/health/ready")[0] == 200)
    assert production.valkey.process
    os.kill(production.valkey.process.pid, signal.SIGSTOP)
    try:
        assert production.get("/health/live")[0] == 200
        assert production.get("/health/ready")[0] == 503
    finally:
        os.kill(production.valkey.process.pid, signal.SIGCONT)
    assert eventually(lambda: production.get("/health/ready")[0] == 200)


def test_cut_database_connections_are_made_anew(production: Production) -> None:
    assert eventually(lambda: production.get("/health/ready")[0] == 200)
    superuser = roles.url(production.postgres, "postgres", "postgres")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'vh_app'"
        )
    assert eventually(lambda: production.get("/health/ready")[0] == 200, 5)


def test_services_stop_when_asked(production: Production) -> None:
    """A container is killed after its grace period; work in hand would then be cut off."""
    for service in ("worker", "beat", "web"):
        assert eventually(lambda name=service: production.is_healthy(name))  # type: ignore[misc]
        process = production.running[service]
        began = time.monotonic()
        process.terminate()
        process.wait(15)
        assert time.monotonic() - began < 10
        assert process.returncode in (0, -signal.SIGTERM), production.log(service).read_text()
        production.start(service)
