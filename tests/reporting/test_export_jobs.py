"""Exports of rows: at once or as a job, taken over, stopped, expired, and seen by their owner."""

import csv
import datetime as dt
import hashlib
import io
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Centre, User
from lib.acting import acting_as
from outbox.models import Message
from reporting.fact_rows import FactRows
from reporting.models import ExportChunk, ExportEntry, ExportJob, ExportState
from reporting.queries import count_dossiers_stalking
from reporting.services import export_jobs, export_pieces, export_run
from reporting.services.export_jobs import RowRequest, cancel_export, start_export
from reporting.services.export_run import expire, requeue_lost, run_export
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db
REASON = "Voor het jaarverslag."


@pytest.fixture
def people() -> Cast:
    """Twenty-five dossiers of Antwerp, ten of Leuven."""
    made = cast()
    for centre, answers in (
        (made.antwerp, ["yes"] * 7 + ["no"] * 12 + ["unknown"] * 6),
        (made.leuven, ["yes"] * 3 + ["no"] * 7),
    ):
        for answer in answers:
            make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    make.dossier(made.antwerp, received_on=dt.date(2025, 5, 1), counting_exclusion="duplicate")
    return made


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of thirty-six rows is large here, and has many pieces."""
    monkeypatch.setattr(export_pieces, "BATCH", 5)
    monkeypatch.setattr(export_jobs, "LARGEST_AT_ONCE", 20)


def all_centres() -> tuple[Centre, ...]:
    return tuple(Centre.objects.order_by("name"))


def asked(file_format: str) -> RowRequest:
    moment = dt.datetime.now(dt.UTC)
    return RowRequest(FactRows(all_centres(), 2021, 2026, moment), file_format, REASON)


def started(by: User, file_format: str = "csv") -> ExportJob:
    with acting_as(by.pk):
        return start_export(by=by, request=asked(file_format))


def fresh(job: ExportJob) -> ExportJob:
    with as_owner():
        return ExportJob.objects.get(pk=job.pk)


def body_of(job: ExportJob) -> bytes:
    with as_owner():
        bodies = ExportChunk.objects.filter(job=job).order_by("number")
        return b"".join(bytes(body) for body in bodies.values_list("body", flat=True))


def rows_of(body: bytes) -> list[list[str]]:
    """The rows of a CSV file above its explanation, without the heading."""
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    return lines[1 : lines.index([])]


def set_back(job: ExportJob, seconds: int) -> None:
    """As if nothing was heard of the job for so long."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reporting_exportjob SET heartbeat_at = now() - make_interval(secs => %s) "
            "WHERE id = %s",
            [seconds, job.pk],
        )


class Killed(BaseException):
    """A worker that dies here."""


@pytest.fixture
def die_after(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the worker die when it has written so many pieces."""

    def arrange(pieces: int) -> None:
        left = [pieces]
        keep = export_run._keep

        def keep_or_die(*arguments: Any) -> None:
            if not left[0]:
                raise Killed
            left[0] -= 1
            keep(*arguments)

        monkeypatch.setattr(export_run, "_keep", keep_or_die)

    return arrange


# --- a file comes into being ------------------------------------------------------------------


def test_a_job_makes_the_whole_file_and_one_line_in_the_ledger(people: Cast) -> None:
    job = started(people.coordinator)
    assert run_export(job.pk)
    job = fresh(job)
    body = body_of(job)
    assert (job.state, job.done, job.total, job.percent) == (ExportState.DONE, 36, 36, 100)
    assert len(rows_of(body)) == 36
    assert (job.size, job.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert job.watermark in body.decode()
    with as_owner():
        entry = ExportEntry.objects.get()
    assert (entry.watermark, entry.actor_name, entry.role) == (
        job.watermark,
        "coordinator",
        "coordinator",
    )
    assert (entry.reason, entry.profile, entry.rows) == (REASON, "internal", 36)
    assert (entry.sha256, entry.size) == (job.sha256, job.size)
    assert entry.what["centres"] == [people.antwerp.code, people.leuven.code]


def test_the_rows_add_up_to_the_table_and_name_nobody(people: Cast) -> None:
    with acting_as(people.analyst.pk):
        table = count_dossiers_stalking(centres=all_centres(), from_year=2025, to_year=2025)
    job = started(people.analyst)
    run_export(job.pk)
    rows = rows_of(body_of(job))
    stalking = [row for row in rows if row[5] == "Stalking"]
    assert len(stalking) == table.total["stalking"].value == 10
    assert [row[5] for row in rows].count("telt niet: dubbel") == 1
    assert rows[0] == [
        *(people.antwerp.name, "01.05.2025", "2025", "ja", "nee", "Stalking", "nee"),
        rows[0][7],
    ]
    assert "VH-" not in body_of(job).decode()


def test_xlsx_holds_the_same_rows_with_dates_and_numbers(people: Cast) -> None:
    job, same = started(people.analyst, "xlsx"), started(people.analyst)
    run_export(job.pk)
    run_export(same.pk)
    book = CalamineWorkbook.from_filelike(io.BytesIO(body_of(job)))
    sheet = book.get_sheet_by_name("Rijen").to_python()
    assert sheet[1][1:3] == [dt.date(2025, 5, 1), 2025.0]
    words = [[row[0], *row[3:7]] for row in sheet[1:]]
    assert words == [[row[0], *row[3:7]] for row in rows_of(body_of(same))]
    explanation = book.get_sheet_by_name("Toelichting").to_python()
    assert ["Exportnummer", job.watermark] in explanation


def test_rows_are_those_known_when_they_were_asked_for(people: Cast) -> None:
    """The same file, whenever the worker comes round to it."""
    job = started(people.analyst)
    with as_owner(), connection.cursor() as cursor:
        # A later transaction: what the tests do is otherwise one single moment.
        cursor.execute(
            "UPDATE reporting_dossierfact SET known_from = known_from + interval '1 day' "
            "WHERE id = (SELECT max(id) FROM reporting_dossierfact)"
        )
    run_export(job.pk)
    assert len(rows_of(body_of(job))) == 35


# --- at least once, and once in effect ----------------------------------------------------------


def test_the_message_is_in_the_transaction_of_the_job(people: Cast) -> None:
    job = started(people.coordinator)
    assert list(Message.objects.values_list("task", "object_id")) == [
        ("reporting.make_export", job.pk)
    ]


def test_told_twice_it_does_it_once(people: Cast) -> None:
    job = started(people.coordinator)
    assert run_export(job.pk)
    assert not run_export(job.pk)
    with as_owner():
        assert ExportEntry.objects.count() == 1
    assert fresh(job).attempts == 1


@pytest.mark.parametrize("pieces", [1, 3, 8])
def test_a_dead_workers_export_goes_on_after_its_last_piece(
    people: Cast, die_after: Any, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = started(people.coordinator)
    run_export(whole.pk)
    job = started(people.coordinator)
    with monkeypatch.context():
        die_after(pieces)
        with pytest.raises(Killed):
            run_export(job.pk)
    monkeypatch.undo()
    monkeypatch.setattr(export_pieces, "BATCH", 5)
    before = ids_of_pieces(job)
    assert len(before) == pieces
    assert fresh(job).state == ExportState.RUNNING
    assert requeue_lost() == 0, "it may still be alive"
    set_back(job, 31)
    assert requeue_lost() == 1
    assert run_export(job.pk)
    assert ids_of_pieces(job)[:pieces] == before, "what was written is not written again"
    assert rows_of(body_of(job)) == rows_of(body_of(whole))
    assert fresh(job).done == 36


def test_a_zip_is_begun_again(
    people: Cast, die_after: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = started(people.coordinator, "xlsx")
    die_after(3)
    with pytest.raises(Killed):
        run_export(job.pk)
    monkeypatch.undo()
    set_back(job, 31)
    requeue_lost()
    assert run_export(job.pk)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body_of(job))).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 37
    assert fresh(job).done == 36


def ids_of_pieces(job: ExportJob) -> list[int]:
    with as_owner():
        return list(
            ExportChunk.objects.filter(job=job).order_by("number").values_list("pk", flat=True)
        )


def test_a_worker_that_was_thought_dead_writes_no_more(people: Cast) -> None:
    job = started(people.coordinator)
    former = uuid.uuid4()
    assert export_run._claim(job.pk, former) == people.coordinator.pk
    set_back(job, 31)
    requeue_lost()
    assert export_run._claim(job.pk, uuid.uuid4()) == people.coordinator.pk
    piece = export_pieces.Piece(b"late", 1, 1)
    with acting_as(people.coordinator.pk), pytest.raises(export_run.TakenAway):
        export_run._keep(job, former, 0, piece)
    assert ids_of_pieces(job) == []


def test_what_brings_down_its_worker_is_given_up(people: Cast) -> None:
    job = started(people.coordinator)
    for _attempt in range(export_run.MOST_ATTEMPTS):
        assert export_run._claim(job.pk, uuid.uuid4())
        set_back(job, 31)
        requeue_lost()
    job = fresh(job)
    assert (job.state, job.problem) == (ExportState.FAILED, "gave_up")
    assert not run_export(job.pk)


def test_a_lost_message_is_sent_again(people: Cast) -> None:
    """A broker that was emptied: nobody ever began."""
    job = started(people.coordinator)
    Message.objects.all().delete()
    set_back(job, 31)
    assert requeue_lost() == 1
    assert Message.objects.get().object_id == job.pk


# --- stopped, refused, expired ------------------------------------------------------------------


def test_a_stopped_export_leaves_nothing(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = started(people.coordinator)
    keep = export_run._keep

    def stop_in_between(*arguments: Any) -> None:
        keep(*arguments)
        if arguments[2] == 1:
            cancel_export(by=people.coordinator, job=job)

    monkeypatch.setattr(export_run, "_keep", stop_in_between)
    assert not run_export(job.pk)
    assert fresh(job).state == ExportState.CANCELLED
    assert ids_of_pieces(job) == []
    with as_owner():
        assert not ExportEntry.objects.exists()


def test_who_lost_her_role_gets_no_file(people: Cast) -> None:
    job = started(people.coordinator)
    with as_owner():
        people.coordinator.memberships.update(ends_on=make.FIRST_DAY)
    assert run_export(job.pk)
    job = fresh(job)
    assert (job.state, job.problem) == (ExportState.FAILED, "not_allowed")
    assert ids_of_pieces(job) == []


def test_files_go_after_their_period(people: Cast, client: Client) -> None:
    job = make.finished_export(people.coordinator)
    assert expire() == 0
    with as_owner():
        ExportJob.objects.update(expires_at=dt.datetime.now(dt.UTC))
    assert expire() == 1
    assert fresh(job).state == ExportState.EXPIRED
    client.force_login(people.coordinator)
    assert client.get(reverse("reporting:export_download", args=[job.watermark])).status_code == 404


def test_the_ledger_cannot_be_changed(people: Cast) -> None:
    job = started(people.coordinator)
    run_export(job.pk)
    for statement in (
        "UPDATE reporting_exportentry SET reason = ''",
        "DELETE FROM reporting_exportentry",
    ):
        with as_owner(), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)


def test_nobody_writes_a_line_in_anothers_name(people: Cast) -> None:
    line = {"kind": "x", "reason": "", "profile": "", "file_format": "", "rows": 0, "size": 0}
    entry = ExportEntry(watermark="AAAA-BBBB", actor_id=people.analyst.pk, **line)
    with acting_as(people.coordinator.pk), pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)


# --- the pages ----------------------------------------------------------------------------------


def form_of(**fields: object) -> dict[str, object]:
    return {"from": 2021, "to": 2026, "file_format": "csv", "reason": REASON, **fields}


def test_a_small_file_comes_at_once_and_is_in_the_ledger(
    people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_jobs, "LARGEST_AT_ONCE", 36)
    client.force_login(people.coordinator)
    answer = client.post(reverse("reporting:rows"), form_of())
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(rows_of(answer.content)) == 36
    with as_owner():
        entry = ExportEntry.objects.get()
    assert entry.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert entry.watermark in answer.content.decode()
    assert not Message.objects.exists()


def test_a_large_file_is_followed_to_its_end(people: Cast, client: Client) -> None:
    client.force_login(people.coordinator)
    answer = client.post(reverse("reporting:rows"), form_of(submission=str(uuid.uuid4())))
    with as_owner():
        job = ExportJob.objects.get()
    page = reverse("reporting:export_detail", args=[job.watermark])
    assert answer["Location"] == page
    assert "wacht op zijn beurt" in client.get(page).content.decode()
    poll = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in poll
    assert "<html" not in poll
    run_export(job.pk)
    poll = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in poll, "nothing more to ask"
    file = client.get(reverse("reporting:export_download", args=[job.watermark]))
    body = b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert int(file["Content-Length"]) == len(body)
    assert hashlib.sha256(body).hexdigest() == fresh(job).sha256


def test_a_double_click_asks_once(people: Cast, client: Client) -> None:
    client.force_login(people.coordinator)
    form = form_of(submission=str(uuid.uuid4()))
    first, second = (client.post(reverse("reporting:rows"), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    with as_owner():
        assert ExportJob.objects.count() == 1


def test_a_file_that_is_not_whole_is_not_there(
    people: Cast, client: Client, die_after: Any
) -> None:
    job = started(people.coordinator)
    die_after(2)
    with pytest.raises(Killed):
        run_export(job.pk)
    client.force_login(people.coordinator)
    assert client.get(reverse("reporting:export_download", args=[job.watermark])).status_code == 404


def test_one_person_cannot_fill_the_queue(people: Cast, client: Client) -> None:
    client.force_login(people.coordinator)
    for _ in range(export_jobs.MOST_ACTIVE):
        started(people.coordinator)
    answer = client.post(reverse("reporting:rows"), form_of())
    assert answer.status_code == 422
    assert "exports lopen" in answer.content.decode()
    assert REASON in answer.content.decode(), "what was typed stays"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
        ({"file_format": "exe"}, "file_format"),
        ({"from": "2026", "to": "2021"}, "from"),
        ({"centre": "999999"}, "centre"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    people: Cast, client: Client, changed: dict[str, object], field: str
) -> None:
    client.force_login(people.coordinator)
    answer = client.post(reverse("reporting:rows"), form_of(**changed))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}


def test_asking_again_shows_the_filter_without_complaints(people: Cast, client: Client) -> None:
    client.force_login(people.coordinator)
    page = client.get(reverse("reporting:rows"), {"from": 2024, "to": 2025}).content.decode()
    assert '<option value="2024" selected>' in page
    assert "aria-invalid" not in page


def test_the_privacy_officer_reads_the_ledger(people: Cast, client: Client) -> None:
    run_export(started(people.coordinator).pk)
    client.force_login(people.privacy_officer)
    assert reverse("reporting:export_ledger") in client.get("/toezicht/").content.decode()
    page = client.get(reverse("reporting:export_ledger")).content.decode()
    with as_owner():
        entry = ExportEntry.objects.get()
    for words in (entry.watermark, entry.sha256, REASON, "de rijen erachter", "alle centra"):
        assert words in page
