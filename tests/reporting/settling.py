"""Adding up what is known, as if it was done at another moment: nobody waits for a night."""

import datetime as dt
from collections import defaultdict

from django.db import connection

from reporting.indicators import LIBRARY
from reporting.models import Settlement
from reporting.settled import can_be_settled, keys_of
from tests.database import as_owner


def settle_as_of(moment: dt.datetime) -> None:
    """Every kind, in the two steps of `reporting.settled.settle`."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for one in filter(can_be_settled, LIBRARY.values()):
        keys[one.facts].update(keys_of(one))
    for kind, kept in keys.items():
        settlement = asked("SELECT reporting_begin_settlement(%s, %s)", str(kind), sorted(kept))
        with as_owner():
            Settlement.objects.filter(pk=settlement).update(moment=moment)
        assert asked("SELECT reporting_count_settlement(%s)", settlement)


def asked(statement: str, *parameters: object) -> object:
    """As the application asks it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (answer,) = cursor.fetchone()
    return answer
