#!/usr/bin/env python3
"""Make the secret files docker-compose.yml reads. Existing ones stay as they are.

python3 deploy/make_secrets.py [FOLDER]

The folder is closed to other accounts. The files in it are readable, because a container's
own account must be able to read the one that is mounted into it.
"""

import secrets
import sys
from collections.abc import Callable
from pathlib import Path

DEFAULT = Path(__file__).resolve().parent / "secrets"


def content_of(folder: Path) -> dict[str, Callable[[], str]]:
    """File name to what it holds; later ones refer to earlier ones."""

    def read(name: str) -> str:
        return (folder / name).read_text().strip()

    def database(role: str, password: str) -> str:
        return f"postgresql://{role}:{read(password)}@postgres:5432/veiligehuizen"

    def token() -> str:
        # URL-safe, so that it needs no quoting in the URLs below.
        return secrets.token_urlsafe(32)

    return {
        "postgres_password": token,
        "database_owner_password": token,
        "database_app_password": token,
        "secret_key": lambda: secrets.token_urlsafe(64),
        "valkey_password": lambda: f"requirepass {token()}",
        "database_url": lambda: database("vh_app", "database_app_password"),
        "database_owner_url": lambda: database("vh_owner", "database_owner_password"),
        # Empty: no replica. Fill in a postgresql:// URL of vh_app when there is one.
        "database_replica_url": str,
        "broker_url": lambda: f"redis://:{read('valkey_password').split()[1]}@valkey:6379/0",
    }


def make(folder: Path) -> list[str]:
    """Write what is missing; returns the names of what was written."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    written = []
    for name, content in content_of(folder).items():
        path = folder / name
        if not path.exists():
            path.write_text(content())
            path.chmod(0o444)
            written.append(name)
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    made = make(target)
    sys.stdout.write(f"{target}: {', '.join(made) if made else 'nothing was missing'}\n")
