"""Two people in one dossier: whose text is kept, and who goes first."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cases.errors import StaleVersion
from cases.models import Dossier
from cases.policies import require_edit

_M = TypeVar("_M", bound=models.Model)


def lock_to_write(*, by: User, dossier: Dossier) -> Dossier:
    """The dossier as it is now, locked until the transaction ends, so writers queue.

    Raises PermissionDenied for who may only read it: asked first, because the database shows
    a row to a reader but does not let her lock it.
    """
    require_edit(by, dossier)
    return Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)


def save_if_unchanged(instance: _M, *, version: int, changes: Mapping[str, Any]) -> _M:
    """Write `changes` if the row still has `version`; the row then has the next version.

    Raises StaleVersion when somebody saved in between; nothing is written then. The check and
    the write are one statement, so two writers cannot both win.
    """
    model = type(instance)
    # QuerySet.update() passes by auto_now.
    stamps = {
        field.name: timezone.now()
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False)
    }
    written = model._default_manager.filter(pk=instance.pk, version=version).update(
        **stamps, **changes, version=F("version") + 1
    )
    if not written:
        raise StaleVersion
    instance.refresh_from_db()
    return instance
