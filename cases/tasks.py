"""Celery wrappers round services; arguments are ids only."""

from celery import shared_task
from django.db import connection


@shared_task(name="cases.purge_expired_drafts")
def purge_expired_drafts() -> int:
    """Delete drafts older than seven days and idempotency keys older than thirty.

    A database function does it, because nobody acts here and the application role may not
    see what people typed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_purge_expired()")
        (purged,) = cursor.fetchone()
    return int(purged)
