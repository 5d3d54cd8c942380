"""The servers of the tests."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from launcher import testdb

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.process


def command(folder: Path, *arguments: str) -> str:
    """What `python -m launcher.testdb` prints."""
    call = [sys.executable, "-m", "launcher.testdb", f"--data-dir={folder}", *arguments]
    return subprocess.run(call, cwd=PROJECT, capture_output=True, text=True, check=True).stdout


def test_prints_what_a_shell_needs_and_reuses(tmp_path: Path) -> None:
    try:
        first = command(tmp_path)
        assert [line.split("=")[0] for line in first.splitlines()] == [
            "export DATABASE_URL",
            "export DATABASE_OWNER_URL",
            "export BROKER_URL",
            "export SECRET_KEY",
            "export SECURE",
            "export DEBUG",
        ]
        assert command(tmp_path) == first
    finally:
        assert command(tmp_path, "--stop") == ""
    postgres, valkey = testdb.servers(tmp_path)
    assert not postgres.is_running()
    assert not valkey.is_running()


def test_spoilt_test_cluster_is_made_anew(tmp_path: Path) -> None:
    servers = testdb.start(tmp_path, detached=False)
    servers.stop()
    (servers.postgres.data / "global" / "pg_control").write_bytes(b"spoilt")
    servers = testdb.start(tmp_path, detached=False)
    try:
        with psycopg.connect(servers.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        servers.stop()
