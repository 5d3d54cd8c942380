"""How many queries a page takes: everything between the first and the last, all included."""

import uuid
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.actors import Actor
from bench.measure import Request
from launcher.errors import LauncherError

# These frame the transaction; they ask nothing.
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


def count_queries(actor: Actor, request: Request) -> int:
    """Session, user, memberships, set_config, savepoints and the line in the log included."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = actor.session
    with CaptureQueriesContext(connection) as captured:
        answer = _ask(client, request)
    if answer.status_code != request.expected:
        raise LauncherError(f"{request.path} answered {answer.status_code} to the query counter")
    return sum(not query["sql"].startswith(_FRAME) for query in captured.captured_queries)


def _ask(client: Client, request: Request) -> Any:
    if request.content is not None:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return client.post(request.path, request.content, "application/json", headers=key)
    if request.fields is not None:
        return client.post(request.path, request.fields)
    return client.get(request.path)
