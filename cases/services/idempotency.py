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

from django.db import IntegrityError, transaction

from accounts.models import User
from cases.errors import KeyReused
from cases.models import IdempotencyRecord


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
    record = IdempotencyRecord(user=by, key=key, route=route, body_hash=body_hash(body))
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as taken:
        first = answer_before(by=by, key=key, route=route, body=body)
        if first is None:
            raise taken
        return first
    answer = act()
    record.status, record.location = answer.status, answer.location
    record.response = json.dumps(answer.response) if answer.response is not None else ""
    record.save(update_fields=["status", "location", "response"])
    return answer


def answer_before(*, by: User, key: uuid.UUID, route: str, body: bytes) -> Answer | None:
    """The first answer to this key, or None when it was never used. Raises KeyReused."""
    first = IdempotencyRecord.objects.filter(user_id=by.pk, key=key).first()
    if first is None:
        return None
    if (first.route, first.body_hash) != (route, body_hash(body)):
        raise KeyReused
    response = json.loads(first.response) if first.response else None
    return Answer(first.status, first.location, response, replayed=True)
