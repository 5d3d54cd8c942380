"""Errors of the API: domain errors become the same statuses everywhere, and undo everything."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from cases.errors import KeyReused, Refused, StaleVersion


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """422 at the field, 412 for a stale version, 422 for a reused key; the rest is DRF's."""
    if isinstance(error, Http404):
        # Django's own text is English and names the class that was looked for.
        error = NotFound()
    if isinstance(error, ValidationError):
        response = exception_handler(error, context)
        if response is not None:
            response.status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
        return response
    if isinstance(error, Refused):
        fields = {name or "non_field_errors": [text] for name, text in error.fields.items()}
        return _undone(fields, status.HTTP_422_UNPROCESSABLE_ENTITY)
    if isinstance(error, StaleVersion):
        detail = _("Somebody else changed this. Read it again and repeat your change.")
        return _undone({"detail": detail}, status.HTTP_412_PRECONDITION_FAILED)
    if isinstance(error, KeyReused):
        detail = _("This Idempotency-Key was used for something else.")
        return _undone({"detail": detail}, status.HTTP_422_UNPROCESSABLE_ENTITY)
    return exception_handler(error, context)


def _undone(body: dict[str, Any], code: int) -> Response:
    set_rollback()
    return Response(body, status=code)
