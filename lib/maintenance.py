"""Work as the owner of the tables: loading reference data, seeding, importing old systems.

Web and worker never do this; they connect as a role that owns nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the default connection of this thread be the owner's while the block runs."""
    application = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections["owner"]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = application


class MaintenanceCommand(BaseCommand):
    """A management command that an operator runs on the server, as the owner of the tables."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with as_owner():
            return super().execute(*args, **options)
