"""Count as the coordinator and say where: count.py [POSITION]. POSITION is what she wrote last."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from accounts.models import Centre, User  # noqa: E402
from lib import replica  # noqa: E402
from lib.acting import acting_as  # noqa: E402
from reporting.services.figures import Selection, read_figures  # noqa: E402


def where() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return bool(cursor.fetchone()[0])


user = User.objects.get(username="coordinator")
with acting_as(user.pk), replica.read_after("".join(sys.argv[1:])), transaction.atomic():
    on_replica = replica.from_replica(where).value
    centres = list(Centre.objects.all())
    selection = Selection(centres, centres, 2025, 2025)
    # The line in the log is written to the primary, in the same call.
    table = read_figures(by=user, selection=selection)
print(  # noqa: T201
    json.dumps(
        {
            "counted": table.total["all"].value,
            "moment": table.moment.isoformat(),
            "on_replica": on_replica,
            "position": replica.position(),
        }
    )
)
