"""Rows that hold from a first day to a last day, both included; no last day means still."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def holds_on(day: dt.date, prefix: str = "") -> Q:
    """The condition that a row with `starts_on` and `ends_on` holds on this legal day."""
    starts, ends = f"{prefix}starts_on", f"{prefix}ends_on"
    return Q(**{f"{starts}__lte": day}) & (
        Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": day})
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    """A last day never lies before the first day."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message=_("The last day lies before the first day."),
    )
