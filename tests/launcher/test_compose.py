"""docker-compose.yml, Dockerfile and .env.example agree with each other and with the code.

No images are built in CI, so what a schema does not see is checked here.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from deploy import health, make_secrets
from launcher import roles
from launcher.postgres import PostgresServer

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = PROJECT / "docker-compose.yml"
ONE_OFF = {"migrate", "reference-data"}
Service = dict[str, Any]
OWNER_SECRETS = {"database_owner_url", "database_owner_password", "postgres_password"}


@pytest.fixture(scope="module")
def compose() -> Service:
    loaded: Service = yaml.safe_load(COMPOSE.read_text())
    return loaded


def without_comments(path: Path) -> str:
    return re.sub(r"(?m)^\s*#.*$", "", path.read_text())


def tool(name: str) -> str:
    """A program of this environment; the tests may run without it on PATH."""
    return str(Path(sys.executable).with_name(name))


def lasts(name: str) -> bool:
    return name not in ONE_OFF


def beyond_loopback(service: Service) -> bool:
    return not all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def secret_in_environment(service: Service) -> bool:
    names = service.get("environment", {})
    return any(re.search("PASSWORD|SECRET|DATABASE|BROKER", n) and n[-5:] != "_FILE" for n in names)


RULES: dict[str, Callable[[str, Service], bool]] = {
    "root filesystem can be written": lambda _, s: s.get("read_only") is not True,
    "keeps capabilities": lambda _, s: s.get("cap_drop") != ["ALL"],
    "may gain privileges": lambda _, s: s.get("security_opt") != ["no-new-privileges:true"],
    "runs as root": lambda _, s: str(s.get("user", "0")).split(":")[0] in {"0", "root"},
    "is not contained": lambda _, s: "privileged" in s or "network_mode" in s or "pid" in s,
    "image has no version": lambda _, s: not re.search(r":(?!latest$).", s["image"]),
    "publishes beyond loopback": lambda _, s: beyond_loopback(s),
    "has no health check": lambda name, s: lasts(name) and "healthcheck" not in s,
    "stays down after a crash": lambda n, s: lasts(n) and s.get("restart") != "unless-stopped",
    "runs again and again": lambda name, s: not lasts(name) and s.get("restart") != "no",
    "knows how the owner connects": lambda name, s: (
        lasts(name) and name != "postgres" and bool(OWNER_SECRETS & set(s["secrets"]))
    ),
    "has a secret in the environment": lambda _, s: secret_in_environment(s),
}


def problems(compose: Service) -> list[str]:
    """What is wrong with the file by our own rules."""
    return [
        f"{name} {rule}"
        for name, service in compose["services"].items()
        for rule, broken in RULES.items()
        if broken(name, service)
    ]


def dangling(compose: Service) -> list[str]:
    """References to services, volumes, networks, secrets and files that do not exist."""
    return [
        f"{name} refers to {thing}"
        for name, service in compose["services"].items()
        for missing in (bad_dependencies, missing_volumes, missing_names, ungiven_secrets)
        for thing in missing(compose, service)
    ]


def bad_dependencies(compose: Service, service: Service) -> list[str]:
    """A one-off is waited for until it is done, a server until it is healthy."""
    conditions = {n: how["condition"] for n, how in service.get("depends_on", {}).items()}
    wanted = {
        n: "service_healthy" if lasts(n) else "service_completed_successfully"
        for n in compose["services"]
    }
    return [needed for needed, how in conditions.items() if wanted.get(needed) != how]


def missing_volumes(compose: Service, service: Service) -> list[str]:
    sources = [volume.split(":")[0] for volume in service.get("volumes", [])]
    folders = [source for source in sources if source.startswith(".")]
    named = set(sources) - set(folders) - set(compose["volumes"])
    return [*named, *(folder for folder in folders if not (PROJECT / folder).exists())]


def missing_names(compose: Service, service: Service) -> list[str]:
    kinds = ("networks", "secrets")
    return [name for k in kinds for name in service.get(k, []) if name not in compose[k]]


def ungiven_secrets(_: Service, service: Service) -> list[str]:
    read = re.findall(r"/run/secrets/(\w+)", str(service))
    return [secret for secret in read if secret not in service["secrets"]]


def test_schema_accepts_it() -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_schema_refuses_a_planted_fault(tmp_path: Path) -> None:
    faulty = tmp_path / "docker-compose.yml"
    faulty.write_text(COMPOSE.read_text().replace("read_only: true", "readonly: true", 1))
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(faulty)]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_own_rules_find_nothing(compose: Service) -> None:
    assert problems(compose) == []


@pytest.mark.parametrize(
    ("service", "key", "value", "expected"),
    [
        ("web", "ports", ["8000:8000"], "beyond loopback"),
        ("web", "user", "0", "runs as root"),
        ("worker", "healthcheck", None, "no health check"),
        ("worker", "secrets", ["database_owner_url"], "how the owner connects"),
        ("beat", "environment", {"SECRET_KEY": "x"}, "secret in the environment"),
        ("valkey", "image", "valkey/valkey", "no version"),
        ("postgres", "cap_drop", [], "keeps capabilities"),
    ],
)
def test_own_rules_find_a_planted_fault(
    compose: Service, service: str, key: str, value: object, expected: str
) -> None:
    changed = {**compose["services"][service], key: value}
    if value is None:
        del changed[key]
    planted = {**compose, "services": {**compose["services"], service: changed}}
    assert any(expected in problem for problem in problems(planted))


def test_everything_referred_to_exists(compose: Service) -> None:
    assert dangling(compose) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("depends_on", {"redis": {"condition": "service_healthy"}}),
        ("depends_on", {"migrate": {"condition": "service_healthy"}}),
        ("volumes", ["elsewhere:/data"]),
        ("volumes", ["./deploy/absent.sh:/x:ro"]),
        ("secrets", ["another_key"]),
        ("environment", {"SECRET_KEY_FILE": "/run/secrets/database_owner_url"}),
    ],
)
def test_a_planted_dangling_reference_is_found(compose: Service, key: str, value: object) -> None:
    changed = {**compose["services"]["web"], key: value}
    assert dangling({**compose, "services": {**compose["services"], "web": changed}}) != []


def test_everything_declared_is_used(compose: Service) -> None:
    for kind in ("volumes", "networks", "secrets"):
        used = {
            item.split(":")[0]
            for service in compose["services"].values()
            for item in service.get(kind, [])
        }
        assert set(compose[kind]) <= used, kind


def test_dependencies_have_no_circle(compose: Service) -> None:
    waiting = {n: set(s.get("depends_on", {})) for n, s in compose["services"].items()}
    while ready := {name for name, needs in waiting.items() if not needs}:
        waiting = {name: needs - ready for name, needs in waiting.items() if name not in ready}
    assert waiting == {}


def test_every_variable_is_in_the_example() -> None:
    example = set(re.findall(r"(?m)^#?([A-Z][A-Z_]+)=", (PROJECT / ".env.example").read_text()))
    in_compose = set(re.findall(r"(?<!\$)\$\{(\w+)", without_comments(COMPOSE)))
    python = [*(PROJECT / "config").glob("*.py"), *(PROJECT / "deploy").glob("*.py")]
    read = r"""(?:env\.\w+|environ\.get|configured)\(\s*"([A-Z_]+)"|environ\["([A-Z_]+)"\]"""
    in_code = {a or b for path in python for a, b in re.findall(read, path.read_text())}
    assert {"ALLOWED_HOSTS", "WEB_PORT"} <= in_compose
    assert {"DATABASE_URL", "SECRET_KEY", "WEB_BIND"} <= in_code
    in_code -= {"DJANGO_SETTINGS_MODULE"}
    assert in_compose | in_code <= example
    from_compose_only = {"CHROMIUM", "PG_BIN"}
    assert example - from_compose_only <= in_compose | in_code, "an example nobody reads"


def test_settings_know_every_variable_of_the_services(compose: Service) -> None:
    code = "".join(
        path.read_text()
        for folder in ("config", "deploy")
        for path in (PROJECT / folder).glob("*.py")
    )
    for name in ("migrate", "reference-data", "web", "worker", "beat"):
        for variable in compose["services"][name]["environment"]:
            assert f'"{variable.removesuffix("_FILE")}"' in code, f"{name}: {variable}"


def test_each_secret_file_is_made_and_agrees(compose: Service, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = make_secrets.make(folder)
    assert set(made) == {Path(s["file"]).name for s in compose["secrets"].values()}
    assert set(made) == set(compose["secrets"])
    content = {name: (folder / name).read_text() for name in made}
    assert content["database_app_password"] in content["database_url"]
    assert content["database_owner_password"] in content["database_owner_url"]
    assert content["valkey_password"].split()[1] in content["broker_url"]
    assert len(set(content.values())) == len(content)
    assert folder.stat().st_mode & 0o077 == 0
    assert make_secrets.make(folder) == []
    assert {name: (folder / name).read_text() for name in made} == content


def test_urls_name_services_that_exist(compose: Service, tmp_path: Path) -> None:
    make_secrets.make(tmp_path)
    for name in ("database_url", "database_owner_url", "broker_url"):
        host = re.search(r"@(\w+):", (tmp_path / name).read_text())
        assert host
        assert host[1] in compose["services"]


@pytest.mark.parametrize("service", ["web", "worker", "beat", "migrate", "reference-data"])
def test_each_command_can_start(compose: Service, service: str) -> None:
    command = compose["services"][service]["command"]
    if command[0] == "python":
        assert command[1] == "manage.py"
        assert (PROJECT / "manage.py").exists()
        done = subprocess.run(
            [sys.executable, "manage.py", command[2], "--help"],
            cwd=PROJECT,
            env={"SECRET_KEY": "unused", "DATABASE_URL": "postgresql:///unused"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
    else:
        assert Path(tool(command[0])).exists()
    for module in re.findall(r"config[.\w]*(?=:)|(?<=--app=)\w+", " ".join(command)):
        assert importlib.util.find_spec(module), module
    for path in re.findall(r"\bdeploy/\S+", " ".join(command)):
        assert (PROJECT / path).exists()


def test_health_checks_name_a_check(compose: Service) -> None:
    for name in ("web", "worker", "beat"):
        command = compose["services"][name]["healthcheck"]["test"]
        assert command[:5] == ["CMD", "python", "-m", "deploy.health", name]
        assert name in health.CHECKS
    beat = compose["services"]["beat"]
    assert f"--schedule={beat['healthcheck']['test'][-1]}" in beat["command"]


def test_hadolint_finds_nothing() -> None:
    command = [tool("hadolint"), "--failure-threshold=info", str(PROJECT / "Dockerfile")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_image_runs_as_the_account_of_the_services(compose: Service) -> None:
    user = re.findall(r"(?m)^USER (\S+)$", (PROJECT / "Dockerfile").read_text())
    assert user == [compose["services"]["web"]["user"]]


def test_nothing_secret_is_built_in() -> None:
    text = without_comments(PROJECT / "Dockerfile")
    assert not re.search(r"(?m)^(ARG|ENV)\b.*(SECRET|PASSWORD|TOKEN|KEY)", text)
    assert re.findall(r"(?:SECRET_KEY|PASSWORD)=(\S+)", text) == ["unused"]


def test_image_holds_what_runs_and_nothing_else() -> None:
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    allowed = {line[1:].rstrip("/") for line in lines if line.startswith("!")}
    assert "*" in lines
    assert [path for path in allowed if not (PROJECT / path).exists()] == []
    tracked = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()
    beside = {"tests", "bench", "scripts", "launcher", "docs", "conftest.py", "run.py"}
    needed = {path.split("/")[0] for path in tracked} - beside
    assert needed <= {path.split("/")[0] for path in allowed}
    assert not any(fnmatch("tests", path) or path.startswith("tests") for path in allowed)


@pytest.mark.process
def test_roles_script_makes_what_the_demo_makes(tmp_path: Path) -> None:
    """Run the container's script against a real server and compare the two role sets."""
    server = PostgresServer(tmp_path / "pg", durable=False)
    psql = server.binaries / "psql"
    if not psql.exists() and not shutil.which("psql"):
        pytest.skip("no psql here")
    make_secrets.make(tmp_path / "secrets")
    server.start()
    try:
        environment = os.environ | {
            "PATH": f"{server.binaries}:{os.environ['PATH']}",
            "POSTGRES_USER": "postgres",
            "PGPASSWORD": server.superuser_password,
            "PGHOST": str(server.address().folder),
            "SECRETS_FOLDER": str(tmp_path / "secrets"),
        }
        script = PROJECT / "deploy" / "postgres-roles.sh"
        subprocess.run(["bash", script], env=environment, check=True, capture_output=True)
        compare(server, (tmp_path / "secrets" / "database_app_password").read_text())
    finally:
        server.stop()


def compare(server: PostgresServer, app_password: str) -> None:
    query = """
        SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin, rolconfig,
               pg_get_userbyid(datdba),
               has_database_privilege(rolname, datname, 'CONNECT'),
               has_database_privilege(rolname, datname, 'CREATE'),
               has_database_privilege('public', datname, 'CONNECT')
        FROM pg_roles, pg_database
        WHERE datname = %s AND rolname LIKE 'vh%%' ORDER BY 1"""

    def state() -> list[tuple[Any, ...]]:
        with psycopg.connect(roles.url(server, "postgres", "postgres")) as connection:
            return connection.execute(query, [roles.DATABASE]).fetchall()

    by_script = state()
    assert [row[0] for row in by_script] == ["vh_app", "vh_owner"]
    address = f"host={server.address().folder} dbname={roles.DATABASE} user=vh_app"
    with psycopg.connect(f"{address} password={app_password}") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("vh_app",)
        assert connection.execute("SHOW jit").fetchone() == ("off",)
    roles.prepare(server)
    assert state() == by_script
