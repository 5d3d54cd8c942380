"""Exports of rows: small ones at once, large ones as a job; asking, stopping, fetching."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import User
from audit.events import EventType
from audit.log import Subject, record
from cases.errors import Refused
from lib.acting import acting_as
from outbox.sending import hand_over
from reporting.disclosure.profiles import INTERNAL
from reporting.events import (
    EXPORT_CANCELLED,
    EXPORT_DOWNLOADED,
    EXPORT_REQUESTED,
    FIGURES_EXPORTED,
)
from reporting.exports import FORMATS
from reporting.exports.document import Maker, made_by
from reporting.exports.stream import row_writer
from reporting.exports.watermark import new_watermark
from reporting.fact_rows import KIND, FactRows
from reporting.models import ExportChunk, ExportJob, ExportState
from reporting.models.export import ACTIVE
from reporting.policies import may_export_figures
from reporting.services.export_pieces import Explained, pieces_of
from reporting.services.figures import ExportedFile
from reporting.services.ledger import Leaving, enter, fingerprint_of

LARGEST_AT_ONCE = 5_000
"""Rows that are sent in the answer itself; more become a job."""
MOST_ACTIVE = 3
"""Jobs that one person may have waiting or running."""


@dataclass(frozen=True)
class RowRequest:
    """What is asked for, in which format, and what for."""

    rows: FactRows
    file_format: str
    reason: str

    @property
    def leaving(self) -> Leaving:
        return Leaving(KIND, self.rows.to_json(), self.file_format, INTERNAL.code, self.reason)

    @property
    def file_name(self) -> str:
        return f"{self.rows.file_stem}.{self.file_format}"


def export_rows(*, by: User, request: RowRequest) -> ExportedFile | None:
    """The whole file when it is small; None when it must be a job (`start_export`).

    Raises PermissionDenied for who may not hand figures on.
    """
    if not may_export_figures(by):
        raise PermissionDenied
    total = request.rows.total()
    if total > LARGEST_AT_ONCE:
        return None
    watermark = new_watermark()
    writer = row_writer(request.file_format, request.rows.columns())
    explain = explained(request.rows, by, watermark)
    pieces = list(pieces_of(request.rows, writer, explain))
    body = b"".join(piece.body for piece in pieces)
    rows = sum(piece.rows for piece in pieces)
    note(FIGURES_EXPORTED, by, watermark)
    file = fingerprint_of(body, rows=rows)
    enter(actor=actor_of(by), watermark=watermark, leaving=request.leaving, file=file)
    return ExportedFile(request.file_name, FORMATS[request.file_format].content_type, body)


def start_export(*, by: User, request: RowRequest) -> ExportJob:
    """Put a large export in the queue.

    Raises PermissionDenied as above, and Refused when this user has enough waiting already.
    """
    from reporting.tasks import make_export

    if not may_export_figures(by):
        raise PermissionDenied
    # Two clicks at once: the second waits here and then counts the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if ExportJob.objects.visible_to(by).filter(state__in=ACTIVE).count() >= MOST_ACTIVE:
        problem = _("You have %(number)s exports in hand already. Wait for one, or stop one.")
        raise Refused({"": problem % {"number": MOST_ACTIVE}})
    job = ExportJob.objects.create(
        watermark=new_watermark(),
        requested_by=by,
        kind=KIND,
        parameters=request.rows.to_json(),
        file_format=request.file_format,
        file_name=request.file_name,
        profile=INTERNAL.code,
        reason=request.reason,
        total=request.rows.total(),
    )
    note(EXPORT_REQUESTED, by, job.watermark)
    hand_over(make_export, job.pk)
    return job


def cancel_export(*, by: User, job: ExportJob) -> None:
    """Stop an export that waits or runs; its pieces go. One that ended already stays as it is.

    The worker notices at its next piece: each is written under the lock of the job.
    """
    active = ExportJob.objects.visible_to(by).filter(pk=job.pk, state__in=ACTIVE)
    stopped = active.update(state=ExportState.CANCELLED, run=None, finished_at=timezone.now())
    if stopped:
        ExportChunk.objects.visible_to(by).filter(job=job).delete()
        note(EXPORT_CANCELLED, by, job.watermark)


def exports_of(*, by: User) -> QuerySet[ExportJob]:
    """What this user asked for, newest first."""
    return ExportJob.objects.visible_to(by).order_by("-requested_at", "-pk")


def download(*, by: User, job: ExportJob) -> Iterator[bytes]:
    """The pieces of a file that is ready. The line in the log comes first, with the request.

    The pieces are read after the request has ended, so each opens a transaction of its own.
    """
    note(EXPORT_DOWNLOADED, by, job.watermark)
    numbers = list(_chunks(by, job).order_by("number").values_list("number", flat=True))
    return (_body(by, job, number) for number in numbers)


def _body(by: User, job: ExportJob, number: int) -> bytes:
    with acting_as(by.pk), transaction.atomic():
        return bytes(_chunks(by, job).values_list("body", flat=True).get(number=number))


def _chunks(by: User, job: ExportJob) -> QuerySet[ExportChunk]:
    return ExportChunk.objects.visible_to(by).filter(job=job, job__state=ExportState.DONE)


def explained(rows: FactRows, by: User, watermark: str) -> Explained:
    """The explanation of the rows, with who made the file under which number."""
    maker = Maker(by.display_name, timezone.now(), watermark)
    return lambda count: iter((*rows.explanation(count), *made_by(maker)))


def note(event: EventType, by: User, watermark: str) -> None:
    """A line in the log about one export."""
    record(event, actor=actor_of(by), subject=Subject("exportjob", watermark), reason=KIND)
