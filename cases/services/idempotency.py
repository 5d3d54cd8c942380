"""A POST happens once, however often it is sent.

A double click, an impatient reload or a retry after a lost answer brings the same key. The
record is written in the transaction of its effect, so there is never one without the other.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from cases.errors import KeyReused
from cases.models import IdempotencyRecord

# By hand: a taken key is no error then, so there is no savepoint to go back to.
_RESERVE = """
INSERT INTO cases_idempotencyrecord
    (user_id, key, route, body_hash, status, location, response, created_at)
VALUES (%s, %s, %s, %s, 0, '', '', now())
ON CONFLICT (user_id, key) DO NOTHING
"""
_KEEP = """
UPDATE cases_idempotencyrecord SET status = %s, location = %s, response = %s
WHERE user_id = %s AND key = %s
"""


@dataclass(frozen=True)
class Answer:
    """What the first request answered: an HTTP status, a place to go, a JSON body."""

    status: int
    location: str = ""
    response: dict[str, Any] | None = None
    replayed: bool = False


def body_hash(body: bytes) -> str:
    """SHA-256 of the request body, to tell a retry from a reused key."""
    return hashlib.sha256(body).hexdigest()


@transaction.atomic
def run_once(
    *, by: User, key: uuid.UUID, route: str, body: bytes, act: Callable[[], Answer]
) -> Answer:
    """Run `act` unless this user already sent this key; then give the first answer again.

    A second request with the same key waits for the first on the unique index. If `act`
    raises, nothing is kept and the same key may try again. Raises KeyReused when the key comes
    back with another body or on another route.
    """
    if not _reserved(by, key, route, body):
        first = answer_before(by=by, key=key, route=route, body=body)
        if first is None:
            raise RuntimeError("the first answer to this key went away meanwhile")
        return first
    answer = act()
    response = json.dumps(answer.response) if answer.response is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [answer.status, answer.location, response, by.pk, key])
    return answer


def _reserved(by: User, key: uuid.UUID, route: str, body: bytes) -> bool:
    """Take the key; whether it was free. Waits while another request may still take it."""
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [by.pk, key, route, body_hash(body)])
        return bool(cursor.rowcount)


def answer_before(*, by: User, key: uuid.UUID, route: str, body: bytes) -> Answer | None:
    """The first answer to this key, or None when it was never used. Raises KeyReused."""
    first = IdempotencyRecord.objects.filter(user_id=by.pk, key=key).first()
    if first is None:
        return None
    if (first.route, first.body_hash) != (route, body_hash(body)):
        raise KeyReused
    response = json.loads(first.response) if first.response else None
    return Answer(first.status, first.location, response, replayed=True)
