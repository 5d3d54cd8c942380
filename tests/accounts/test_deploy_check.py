"""Django's own deployment check, with the settings of a real server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SERVER = {
    "SECURE": "1",
    "DEBUG": "0",
    "SECRET_KEY": "K3y-of-more-than-fifty-characters-and-many-different-ones!",
    "ALLOWED_HOSTS": "dossiers.example",
    "CSRF_TRUSTED_ORIGINS": "https://dossiers.example",
}


def _server_environment() -> dict[str, str]:
    """Without the permission that browser tests in the same process need."""
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return kept | SERVER


def check(**changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT,
        env={**_server_environment(), **changes},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.process
def test_a_server_starts_without_a_single_warning() -> None:
    result = check()
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


@pytest.mark.process
@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"SECURE": "0"}, "security.W004"),
        ({"DEBUG": "1"}, "security.W018"),
        ({"SECRET_KEY": "kort"}, "security.W009"),
    ],
)
def test_the_check_sees_a_careless_server(changes: dict[str, str], warning: str) -> None:
    result = check(**changes)
    assert result.returncode != 0
    assert warning in result.stderr
