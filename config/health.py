"""Health checks for the machine: no versions, no data, no sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from config.celery import app


@login_not_required
@transaction.non_atomic_requests
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@transaction.non_atomic_requests
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers through the application role and the broker is reachable."""
    for check in (_database, _broker):
        if not check():
            return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM audit_event LIMIT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OSError, OperationalError):
        return False
    return True
