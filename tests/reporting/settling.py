"""Adding up what is known, as if it was done at another moment: nobody waits for a night."""

import datetime as dt
from typing import Any

from django.db import connection

from reporting.models import Settlement
from reporting.settled import kinds
from tests.database import as_owner


def settle_as_of(moment: dt.datetime) -> None:
    """Every kind, in the two steps of `reporting.settled.settle`."""
    for kind, facets in kinds().items():
        settlement = asked("SELECT reporting_begin_settlement(%s, %s)", kind, facets)
        with as_owner():
            Settlement.objects.filter(pk=settlement).update(moment=moment)
        assert asked("SELECT reporting_count_settlement(%s)", settlement)


def asked(statement: str, *parameters: Any) -> Any:
    """As the application asks it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (answer,) = cursor.fetchone()
    return answer
