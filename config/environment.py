"""Reads the environment. Each NAME may also come from a file named in NAME_FILE (secrets)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Planning a statement behind row-level security costs more than running it, so PostgreSQL keeps
# the plan of what a connection asks again. A pooler in between must know prepared statements.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}


def text(name: str, default: str | None = None) -> str:
    """The value of NAME or of the file in NAME_FILE. Raises ImproperlyConfigured if neither."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"set {name} or {name}_FILE")
    return value


def flag(name: str, default: bool) -> bool:
    """True for 1, true or yes."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// URL; the host may be a socket folder in ?host=."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("the database is PostgreSQL: the URL starts with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "lib.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or str(parts.port or ""),
        "OPTIONS": query | PREPARED,
    }


def replica(url: str) -> dict[str, Any]:
    """Settings for a streaming replica: read-only whatever it is, and not waited for long."""
    settings = database(url)
    settings["OPTIONS"] |= {
        "connect_timeout": "2",
        "options": "-c default_transaction_read_only=on",
    }
    kept_open = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    return settings | kept_open | {"TEST": {"MIRROR": "default"}}
