"""Reading from a streaming replica: counting and exporting, named one by one, and nothing else.

A router would send every read there, also that of a dossier somebody just saved, and the log of
it. Here a reader says that it may come from the replica (`from_replica`), and everything else is
the primary's. Who acts is told to both connections by lib.postgres. docs/adr/0014-replica.md.
"""

import datetime as dt
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction

logger = logging.getLogger(__name__)
ALIAS = "replica"
LEFT_ALONE_SECONDS = 30
"""After a failure the replica is not tried for so long: nobody waits for it time and again."""

_T = TypeVar("_T")
_POSITION = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
_written: ContextVar[str] = ContextVar("written_up_to", default="")
_left_alone_until = 0.0


@dataclass(frozen=True)
class Read(Generic[_T]):
    """What was read; `moment` is up to when the replica had everything, None is the primary."""

    value: _T
    moment: dt.datetime | None = None


class _NotUsableError(Exception):
    """The replica answers, and may not be read from now."""


def is_configured() -> bool:
    """Whether there is a replica."""
    return ALIAS in settings.DATABASES


def from_replica(read: Callable[[], _T]) -> Read[_T]:
    """Run `read` on the replica, in a read-only transaction of its own, for the same user.

    On the primary instead: without a replica, inside maintenance, when the replica is behind
    what this context wrote (`read_after`), and, with a warning in the log, when it fails.
    """
    if not _may_be_tried():
        return Read(read())
    try:
        with _in_place_of_primary():
            moment = _moment()
            return Read(read(), moment)
    except _NotUsableError as reason:
        logger.info("the primary counts: %s", reason)
    except (OperationalError, InterfaceError) as error:
        _leave_alone(error)
    return Read(read())


@contextmanager
def read_after(position: str) -> Iterator[None]:
    """Read from the replica only once it has what was written up to this position.

    A position that is none (it may come from a cookie) counts for nothing.
    """
    token = _written.set(position if _POSITION.fullmatch(position) else "")
    try:
        yield
    finally:
        _written.reset(token)


def position() -> str:
    """How far the primary has written: after a commit this is behind it. '' without replica."""
    if not is_configured():
        return ""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return str(cursor.fetchone()[0])


def _may_be_tried() -> bool:
    # The owner's connection stands in for the primary during maintenance; nested reads are there.
    is_primary = connections[DEFAULT_DB_ALIAS].alias == DEFAULT_DB_ALIAS
    return is_configured() and is_primary and time.monotonic() >= _left_alone_until


@contextmanager
def _in_place_of_primary() -> Iterator[None]:
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        with transaction.atomic():
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def _moment() -> dt.datetime:
    """When the last transaction that the replica has was committed.

    Raises _NotUsableError when it is behind what this context wrote, is no replica (any more),
    or has replayed nothing yet and cannot tell.
    """
    written = _written.get()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp(), "
            "coalesce(pg_last_wal_replay_lsn() >= nullif(%s, '')::pg_lsn, true)",
            [written],
        )
        in_recovery, moment, has_it = cursor.fetchone()
    if not in_recovery or moment is None:
        raise _NotUsableError("DATABASE_REPLICA_URL names no replica that can tell its moment")
    if not has_it:
        raise _NotUsableError("the replica is behind what was just saved")
    return moment  # type: ignore[no-any-return]


def _leave_alone(error: Exception) -> None:
    global _left_alone_until  # noqa: PLW0603 - one clock for the process
    _left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
    connections[ALIAS].close()
    logger.warning("the replica cannot be read, the primary counts: %s", error)
