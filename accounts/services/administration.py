"""The log lines of the administration."""

from collections.abc import Sequence

from django.db import models

from accounts.events import ACCOUNT_CHANGED
from accounts.log import actor_of
from accounts.models import Centre, User
from audit.log import Subject, record
from audit.models import Outcome


def record_change(
    *,
    by: User,
    instance: models.Model,
    fields: Sequence[str],
    reason: str,
    outcome: Outcome = Outcome.SUCCESS,
) -> None:
    """Log that an administrator made or changed an account, a centre, a partner or a code."""
    record(
        ACCOUNT_CHANGED,
        actor=actor_of(by),
        subject=Subject(
            object_type=str(instance._meta.model_name),
            object_id=name_in_log(instance),
            centre_id=instance.pk if isinstance(instance, Centre) else None,
        ),
        fields=fields,
        reason=reason,
        outcome=outcome,
    )


def name_in_log(instance: models.Model) -> str:
    """The code of a row that has one, else its id. Never a label, that may change."""
    return str(getattr(instance, "code", "") or instance.pk)[:60]
