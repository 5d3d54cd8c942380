"""Handing a job over, and publishing what was handed over.

Enqueueing on commit alone loses the job when the process or the broker dies in between. The
message is therefore a row in the transaction of the work: both are there or neither is. A relay
publishes rows and deletes them in one transaction, so a crash in between publishes a message
twice and never loses one (at least once). What receives it must therefore be idempotent: it
claims its own row first and does nothing when that is done already.
"""

import logging
from typing import Any

from celery import Task, current_app
from django.db import connection, transaction
from kombu.exceptions import KombuError

from outbox.models import Message

logger = logging.getLogger(__name__)
AT_ONCE = 100
"""How many messages one transaction publishes; a relay goes on until nothing is left."""

BROKER_SECONDS = 2
"""A request that hands over a job does not wait longer for a broker that is gone."""


def hand_over(task: "Task[[int], Any]", object_id: int) -> None:
    """Have `task` run with this id once the present transaction has committed.

    Raises RuntimeError outside a transaction: there is no work then that it belongs to.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a job is handed over in the transaction of its work")
    Message.objects.create(task=task.name, object_id=object_id)
    # Robust: the work is committed. Without a broker the timetable's relay sends it later.
    transaction.on_commit(relay, robust=True)


def relay() -> int:
    """Publish everything that waits, oldest first; returns how many messages went out.

    Any number may run at once: each takes rows that no other has locked. Stops, and leaves the
    rest for later, when the broker cannot be reached.
    """
    published = 0
    try:
        while sent := _publish():
            published += sent
    except (KombuError, OSError) as error:
        logger.warning("messages wait in the outbox: %s", error)
    return published


def _publish() -> int:
    with transaction.atomic():
        waiting = Message.objects.select_for_update(skip_locked=True).order_by("pk")
        messages = list(waiting[:AT_ONCE])
        if messages:
            _send(messages)
            Message.objects.filter(pk__in=[message.pk for message in messages]).delete()
    return len(messages)


def _send(messages: list[Message]) -> None:
    # A connection of our own: the shared producer waits for ever for a broker that is gone.
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
        for message in messages:
            current_app.send_task(
                message.task, args=[message.object_id], connection=broker, retry=False
            )
