"""A form that is sent twice happens once."""

import json
import uuid
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from accounts.models import User
from cases.errors import KeyReused
from cases.models import IdempotencyRecord
from cases.services.idempotency import Answer, answer_before, run_once

_NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "do", "submission"})


def signed_in(request: HttpRequest) -> User:
    """The user behind a page; `SignInRequired` lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def save_once(request: HttpRequest, key: uuid.UUID, act: Callable[[], str]) -> str:
    """Run `act` for this submission of a form and give the address to go to.

    A second click gives the first address and does nothing. Raises KeyReused when the same
    form comes back with other content: the first was saved, then somebody went back and changed
    what she had typed.
    """
    answer = run_once(
        by=signed_in(request),
        key=key,
        route=request.path[:100],
        body=_content(request.POST),
        act=lambda: Answer(302, location=act()),
    )
    return answer.location


def saved_before(request: HttpRequest, key: uuid.UUID) -> str:
    """Where the first submission with this key led to."""
    records = IdempotencyRecord.objects.visible_to(signed_in(request)).filter(key=key)
    return records.values_list("location", flat=True).first() or ""


def sent_before(request: HttpRequest) -> str:
    """Where exactly this form led to when it was saved before; empty when it was not.

    Asked before a form is refused: what was right at the first click may not be at the second,
    because the first made it so.
    """
    try:
        key = uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return ""
    try:
        first = answer_before(
            by=signed_in(request), key=key, route=request.path[:100], body=_content(request.POST)
        )
    except KeyReused:
        return ""
    return first.location if first else ""


def _content(data: QueryDict) -> bytes:
    filled_in = sorted((name, data.getlist(name)) for name in data if name not in _NOT_CONTENT)
    return json.dumps(filled_in).encode()
