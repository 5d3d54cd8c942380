"""Exports as the coordinator: export.py ask FORMAT | stop ID."""

import datetime as dt
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from accounts.models import Centre, User  # noqa: E402
from lib.acting import acting_as  # noqa: E402
from reporting.fact_rows import FactRows  # noqa: E402
from reporting.models import ExportJob  # noqa: E402
from reporting.services.export_jobs import RowRequest, cancel_export, start_export  # noqa: E402

what, which = sys.argv[1:]
user = User.objects.get(username="coordinator")
with acting_as(user.pk), transaction.atomic():
    if what == "ask":
        rows = FactRows(tuple(Centre.objects.all()), 2025, 2025, dt.datetime.now(dt.UTC))
        job = start_export(by=user, request=RowRequest(rows, which, "Jaarverslag."))
    else:
        job = ExportJob.objects.get(pk=which)
        cancel_export(by=user, job=job)
print(json.dumps({"id": job.pk, "watermark": job.watermark}))  # noqa: T201
