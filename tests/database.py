"""Test connections work as the application role; only builders work as the owner.

The tests sign in to PostgreSQL as the owner, because the test database must be made, and then
put on the role the web process has. So every query of a view under test meets wall 2, and a
test that forgets wall 1 still leaks nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg.pq import TransactionStatus

from lib.walls import APP_ROLE


class _Elevation:
    depth = 0


def put_on_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")


@contextmanager
def as_owner() -> Iterator[None]:
    """Build or inspect rows without walls. Nests."""
    _Elevation.depth += 1
    if _Elevation.depth == 1:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        _Elevation.depth -= 1
        if _Elevation.depth == 0 and not connection.needs_rollback and not _has_failed():
            put_on_application_role()


def _has_failed() -> bool:
    """Whether a statement failed in the transaction that is open: it takes no other one then."""
    status = connection.connection.info.transaction_status
    return bool(status == TransactionStatus.INERROR)
