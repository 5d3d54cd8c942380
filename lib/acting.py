"""Who acts: the user id the database's row-level security reads.

The id lives in a context variable; `lib.postgres` hands it to PostgreSQL at the start of
every transaction with a transaction-local setting, so nothing leaks to the next user of a
pooled connection and no code path can forget it. Without an actor every policy sees nobody
and returns no rows: it fails closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_acting_user_id: ContextVar[int | None] = ContextVar("acting_user_id", default=None)


def acting_user_id() -> int | None:
    """The id of the user on whose behalf this context works, or None."""
    return _acting_user_id.get()


@contextmanager
def acting_as(user_id: int | None) -> Iterator[None]:
    """Work on behalf of a user. Also reaches a transaction that is already open."""
    token = _acting_user_id.set(user_id)
    _tell_open_transactions()
    try:
        yield
    finally:
        _acting_user_id.reset(token)
        _tell_open_transactions()


def act_from_here(user_id: int) -> None:
    """Act for this user until the enclosing `acting_as` ends: a token names its user late."""
    _acting_user_id.set(user_id)
    _tell_open_transactions()


def tell_database(connection: BaseDatabaseWrapper) -> None:
    """Hand the actor to the transaction now open on this connection.

    The stored value is '' and never NULL for nobody, because PostgreSQL gives '' back after
    a transaction-local setting ends; the policies read both as nobody.
    """
    user_id = acting_user_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.user_id', %s, true)", ["" if user_id is None else str(user_id)]
        )


def _tell_open_transactions() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block and not connection.needs_rollback:
            tell_database(connection)
