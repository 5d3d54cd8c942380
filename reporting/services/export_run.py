"""What a worker does: claim an export, write it piece by piece, stop as soon as it is not its own.

Any number of workers on any machines may be told of the same export, and told twice: the claim
lets one run begin. A piece and the progress are written in one transaction that first asks
whether the job still belongs to this run, so what was cancelled or taken over is written no
further. A worker that dies leaves whole pieces; `requeue_lost` puts the export back in the queue
and the next run goes on after the last one.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Length
from django.utils import timezone

from accounts.log import actor_of
from lib import replica
from lib.acting import acting_as
from outbox.sending import hand_over
from reporting.events import FIGURES_EXPORTED
from reporting.exports.stream import row_writer
from reporting.fact_rows import FactRows
from reporting.models import ExportChunk, ExportJob, ExportProblem, ExportState
from reporting.policies import may_export_figures
from reporting.services.export_jobs import explained, note
from reporting.services.export_pieces import Piece, pieces_of
from reporting.services.ledger import Fingerprint, Leaving, enter

KEPT = dt.timedelta(days=3)
"""How long a file can be fetched."""
SILENT = dt.timedelta(seconds=30)
"""A job of which nothing was heard for so long has lost its worker, or its message."""
MOST_ATTEMPTS = 5


class TakenAway(Exception):
    """The job was cancelled, or another run has it."""


def run_export(job_id: int) -> bool:
    """Make the file of this export. False when there was nothing to do, or no longer."""
    run = uuid.uuid4()
    owner = _claim(job_id, run)
    if owner is None:
        return False
    # The request and all it is about came before this claim: a replica must have that much.
    with acting_as(owner), replica.read_after(replica.position()):
        try:
            _make(job_id, run)
        except TakenAway:
            return False
    return True


def requeue_lost() -> int:
    """Queue what lost its worker or its message once more; how many."""
    from reporting.tasks import make_export

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reporting_requeue_exports(make_interval(secs => %s), %s)",
                [SILENT.total_seconds(), MOST_ATTEMPTS],
            )
            lost = [job_id for (job_id,) in cursor.fetchall()]
        for job_id in lost:
            hand_over(make_export, job_id)
    return len(lost)


def expire() -> int:
    """Remove the files whose period has passed, and what is left of those that never came."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reporting_expire_exports()")
        (pieces,) = cursor.fetchone()
    return int(pieces)


def _claim(job_id: int, run: uuid.UUID) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reporting_claim_export(%s, %s)", [job_id, run])
        owner: int | None = cursor.fetchone()[0]
    return owner


def _make(job_id: int, run: uuid.UUID) -> None:
    with transaction.atomic():
        job = ExportJob.objects.select_related("requested_by").get(pk=job_id)
        if not may_export_figures(job.requested_by):
            _refuse(job, run)
            return
        rows = FactRows.from_json(job.parameters, by=job.requested_by)
        writer = row_writer(job.file_format, rows.columns())
        number, after = _written(job, run, resumable=writer.resumable)
    explain = explained(rows, job.requested_by, job.watermark)
    already = job.done if number else 0
    pieces = pieces_of(rows, writer, explain, after=after, rows=already)
    for position, piece in enumerate(pieces, start=number):
        _keep(job, run, position, piece)


def _refuse(job: ExportJob, run: uuid.UUID) -> None:
    """Who asked for it may have lost her role since."""
    _update(
        job,
        run,
        state=ExportState.FAILED,
        problem=ExportProblem.NOT_ALLOWED,
        finished_at=timezone.now(),
    )


def _written(job: ExportJob, run: uuid.UUID, *, resumable: bool) -> tuple[int, int]:
    """How many pieces are there, and the id of their last row; a zip file starts again."""
    chunks = ExportChunk.objects.filter(job=job)
    last = chunks.order_by("-number").first() if resumable else None
    if last:
        return last.number + 1, last.last_id
    _update(job, run, done=0)
    chunks.delete()
    return 0, 0


def _keep(job: ExportJob, run: uuid.UUID, number: int, piece: Piece) -> None:
    """Write a piece with the progress; the last one makes the file exist."""
    with transaction.atomic():
        _update(job, run, done=F("done") + piece.rows)
        ExportChunk.objects.create(job=job, number=number, body=piece.body, last_id=piece.last_id)
        if piece.is_last:
            _finish(job, run)


def _finish(job: ExportJob, run: uuid.UUID) -> None:
    job.refresh_from_db(fields=["done"])
    file = Fingerprint(job.done, _size(job), _digest(job))
    now = timezone.now()
    _update(
        job,
        run,
        state=ExportState.DONE,
        size=file.size,
        sha256=file.sha256,
        finished_at=now,
        expires_at=now + KEPT,
    )
    note(FIGURES_EXPORTED, job.requested_by, job.watermark)
    leaving = Leaving(job.kind, job.parameters, job.file_format, job.profile, job.reason)
    actor = actor_of(job.requested_by)
    enter(actor=actor, watermark=job.watermark, leaving=leaving, file=file)


def _update(job: ExportJob, run: uuid.UUID, **values: object) -> None:
    """Change a job that is still this run's, and say that somebody works on it."""
    mine = ExportJob.objects.filter(pk=job.pk, run=run, state=ExportState.RUNNING)
    if not mine.update(heartbeat_at=timezone.now(), **values):
        raise TakenAway


def _size(job: ExportJob) -> int:
    total = job.chunks.aggregate(total=Sum(Length("body")))["total"]
    return int(total or 0)


def _digest(job: ExportJob) -> str:
    """Over the stored pieces, one at a time: earlier ones may be another worker's."""
    digest = hashlib.sha256()
    for body in _bodies(job):
        digest.update(body)
    return digest.hexdigest()


def _bodies(job: ExportJob) -> Iterator[bytes | memoryview]:
    bodies = ExportChunk.objects.filter(job=job).order_by("number").values_list("body", flat=True)
    return bodies.iterator(chunk_size=4)
