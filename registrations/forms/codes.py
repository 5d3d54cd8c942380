"""Codes to choose from: those of today and of the day that was typed.

Something may be written down late: then a code that ended meanwhile is still right for it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.forms import Form, ValidationError

from cases.forms.choices import Option
from codelists.models import CodeListEntry
from lib.calendar import brussels_today
from registrations.rules import holds_on


def days_of(form: Form, name: str) -> set[dt.date]:
    """Today, and the day in the date field `name` as far as it can be read."""
    field: Any = form.fields[name]
    try:
        typed = field.to_python(form[name].value())
    except ValidationError:
        typed = None
    return {brussels_today(), typed} - {None}


def options_on(rows: Iterable[CodeListEntry], days: Iterable[dt.date]) -> list[Option[Any]]:
    """The codes that are valid on at least one of these days."""
    days = list(days)
    return [
        Option(row.pk, row.label, row) for row in rows if any(holds_on(row, day) for day in days)
    ]
