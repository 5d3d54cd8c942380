"""Optimistic locking: the second writer is told, and loses nothing she typed."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import F

from cases.errors import StaleVersion

_M = TypeVar("_M", bound=models.Model)


def save_if_unchanged(instance: _M, *, version: int, changes: dict[str, Any]) -> _M:
    """Write `changes` if the row still has `version`; the row then has the next version.

    Raises StaleVersion when somebody saved in between; nothing is written then. The check and
    the write are one statement, so two writers cannot both win.
    """
    model = type(instance)
    written = model._default_manager.filter(pk=instance.pk, version=version).update(
        **changes, version=F("version") + 1
    )
    if not written:
        raise StaleVersion
    instance.refresh_from_db()
    return instance
