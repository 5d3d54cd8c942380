"""ETag, If-Match and Idempotency-Key: the promises of the API about writing."""

import re
import uuid

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

_ETAG = re.compile(r'"(\d{1,9})"')


class PreconditionRequired(APIException):
    """A change without If-Match could overwrite somebody else's."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = _("Send If-Match with the ETag you read.")
    default_code = "precondition_required"


class KeyRequired(APIException):
    """A POST without a key could happen twice."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = _("Send Idempotency-Key with a new UUID for every new thing.")
    default_code = "idempotency_key_required"


def etag(version: int) -> str:
    """The strong validator of a row: its version."""
    return f'"{version}"'


def version_from(request: Request) -> int:
    """The version named by If-Match. Raises PreconditionRequired (428).

    A tag of another shape matches no version, so it gives -1 and ends in 412.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired
    match = _ETAG.fullmatch(header.strip())
    return int(match[1]) if match else -1


def key_from(request: Request) -> uuid.UUID:
    """The UUID in Idempotency-Key. Raises KeyRequired (400)."""
    try:
        return uuid.UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError:
        raise KeyRequired from None
