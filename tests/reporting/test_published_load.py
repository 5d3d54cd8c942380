"""Loading: validated as a whole, repeatable, and no change without a trace."""

import datetime as dt
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from reporting.models import Delivery, PublishedLoad, PublishedObservation, PublishedSource
from reporting.services.published import (
    PUBLISHED_FOLDER,
    ChangesNotAcceptedError,
    load_published_figures,
)
from reporting.services.published_files import PublishedFilesError, read_files
from tests.database import as_owner
from tests.reporting.published_files import Row, copy_of_files, rewrite, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return copy_of_files(tmp_path)


def load(folder: Path = PUBLISHED_FOLDER, **options: bool) -> Any:
    with as_owner():
        return load_published_figures(folder=folder, **options)


def problems_in(folder: Path) -> list[str]:
    with pytest.raises(PublishedFilesError) as raised:
        read_files(folder)
    return [str(problem) for problem in raised.value.problems]


def test_every_row_of_the_files_is_in_the_database_cell_by_cell() -> None:
    report = load()

    assert (report.observations, report.sources, report.added) == (583, 88, 583)
    stored = PublishedObservation.objects.with_source().order_by("position")
    for row, printed in zip(stored, rows_of(PUBLISHED_FOLDER), strict=True):
        written = {
            **{name: getattr(row, name) for name in printed if hasattr(row, name)},
            "period_start": str(row.period_start or ""),
            "period_end": str(row.period_end or ""),
            "extracted_on": str(row.extracted_on or ""),
            "value": row.printed,
            "flags": ";".join(row.flags),
            "source_key": row.source.key,
        }
        assert written == printed
        assert row.value == (Decimal(printed["value"]) if printed["value"] else None)


def test_every_source_is_in_the_database() -> None:
    load()

    printed = {row["source_key"]: row for row in rows_of(PUBLISHED_FOLDER, "sources.csv")}
    assert len(printed) == 88
    for source in PublishedSource.objects.all():
        row = printed.pop(source.key)
        assert (source.title, source.publisher) == (row["title"], row["publisher"])
        assert (source.url, source.note) == (row["url"], row["note"])
        assert str(source.published_on or "") == row["published_on"]
    assert printed == {}


def test_loading_twice_writes_nothing_the_second_time() -> None:
    load()
    before = list(PublishedObservation.objects.values_list("pk", "position", "printed"))

    report = load()

    assert (report.added, report.changed, report.withdrawn) == (0, 0, 0)
    assert not report.written
    assert list(PublishedObservation.objects.values_list("pk", "position", "printed")) == before
    assert PublishedLoad.objects.count() == 1


def test_a_changed_figure_stops_the_load_until_somebody_accepts_it(files: Path) -> None:
    load(files)
    rewrite(files, lambda rows: rows[0].update(value="179"))

    with pytest.raises(ChangesNotAcceptedError) as raised:
        load(files)

    (difference,) = raised.value.report.differences
    assert (difference.column, difference.before, difference.after) == ("printed", "178", "179")
    assert PublishedObservation.objects.get(position=1).printed == "178"

    load(files, accept_changes=True)

    assert PublishedObservation.objects.get(position=1).printed == "179"
    assert PublishedObservation.objects.get(position=1).value == 179
    kept = PublishedLoad.objects.first()
    assert kept is not None
    assert kept.changed == 1
    assert kept.differences[0]["before"] == "178"
    assert kept.differences[0]["row"].startswith("helpline_contacts_stalking | oproep")
    with as_owner():
        versions = PublishedObservation.every_version.select_related("delivery")
        held = list(versions.filter(position=1).order_by("known_from"))
    assert [(row.printed, row.delivery.version, row.delivery.state) for row in held] == [
        ("178", 1, "superseded"),
        ("179", 2, "signed_off"),
    ]
    before = held[1].known_from - dt.timedelta(microseconds=1)
    assert PublishedObservation.objects.known_on(before).get(position=1).printed == "178"
    assert PublishedObservation.objects.known_on(before).count() == 583


def test_a_load_is_a_delivery_per_source_indicator_and_unit_with_the_bytes_of_the_file() -> None:
    load()

    rows = rows_of(PUBLISHED_FOLDER)
    tables = {(row["source_key"], row["indicator"], row["unit"]) for row in rows}
    with as_owner():
        deliveries = list(Delivery.objects.select_related("source", "file"))
    assert {(one.source.key, one.indicator, one.unit) for one in deliveries} == tables
    assert {(one.version, one.state) for one in deliveries} == {(1, "signed_off")}
    (file,) = {one.file for one in deliveries}
    assert file is not None
    assert bytes(file.content) == (PUBLISHED_FOLDER / "observations.csv").read_bytes()
    stated = [one for one in deliveries if one.source.key == "levif13"]
    assert {one.extracted_on for one in stated} == {dt.date(2013, 1, 10)}


def test_a_published_total_that_does_not_add_up_must_say_so(files: Path) -> None:
    def forget_the_flag(rows: list[Row]) -> None:
        for row in rows:
            if row["source_key"] == "jeugdhulp17" and row["value"] == "141":
                row.update(flags="k")

    rewrite(files, forget_the_flag)

    (problem,) = problems_in(files)
    assert problem.startswith("observations.csv:197 value: Totaal over province: gedrukt 141")
    assert "141" in problem
    assert "495" in problem


@pytest.mark.parametrize("change", [{"printed": "1", "value": 1}, {"note": "anders"}])
def test_nobody_changes_a_figure_that_was_loaded(change: dict[str, Any]) -> None:
    load()

    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        PublishedObservation.objects.filter(position=1).update(**change)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        PublishedObservation.objects.filter(position=1).delete()


def test_a_withdrawn_row_is_said_and_its_figure_kept_in_the_load(files: Path) -> None:
    load(files)
    rewrite(files, lambda rows: rows.__delitem__(0))

    with pytest.raises(ChangesNotAcceptedError):
        load(files)
    assert PublishedObservation.objects.count() == 583

    report = load(files, accept_changes=True)
    assert (report.withdrawn, PublishedObservation.objects.count()) == (1, 582)
    kept = PublishedLoad.objects.first()
    assert kept is not None
    assert kept.differences[0]["before"] == "178"


def test_a_row_that_only_moves_in_the_file_is_no_change(files: Path) -> None:
    load(files)
    rewrite(files, lambda rows: rows.reverse())

    assert load(files).differences == ()


def test_a_new_row_is_added_without_asking_and_the_order_follows_the_file(files: Path) -> None:
    load(files)

    def insert(rows: list[Row]) -> None:
        rows.insert(1, {**rows[0], "period_start": "2023-01-01", "period_end": "2023-12-31"})

    rewrite(files, insert)
    report = load(files)

    assert (report.added, report.changed) == (1, 0)
    second, third = PublishedObservation.objects.order_by("position")[1:3]
    assert second.period_start == dt.date(2023, 1, 1)
    assert third.value1 == "GP of burger uit omgeving GP"


def test_changed_words_about_a_source_are_a_difference_too(files: Path) -> None:
    load(files)
    rewrite(files, lambda rows: rows[0].update(title="Een andere titel"), "sources.csv")

    with pytest.raises(ChangesNotAcceptedError) as raised:
        load(files)
    assert raised.value.report.differences[0].after == "Een andere titel"


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("value", "", "value: there is a value if and only if the status is delivered"),
        ("value", "1.204,5", "value: is no number"),
        ("value", "NaN", "value: is no number"),
        ("value", "1e5", "value: is no number"),
        ("status", "refused", "value: there is a value if and only if"),
        ("status", "unknown", "status: is none of delivered"),
        ("flags", "k;q", "flags: has unknown flags q"),
        ("flags", "k;k", "flags: has a flag twice"),
        ("period_start", "31/12/2022", "period_start: is no date"),
        ("period_start", "2022-02-30", "period_start: is no date"),
        ("period_start", "", "period_end: a period has a start and an end"),
        (
            "period_start",
            "2023-06-01",
            "period_end: a period has a start and an end, in that order",
        ),
        ("reference", "stock", "period_end: a stock is on one day"),
        ("reference", "sometimes", "reference: is none of period, stock"),
        ("dim1", "contactnemer", "value1: a breakdown has a name and a category"),
        ("source_key", "nergens", "source_key: no such source"),
        ("unit", "", "unit: is empty"),
        ("place", "x" * 81, "place: is longer than 80 characters"),
        ("note", "a\x00b", "note: holds the forbidden character U+0000"),
        ("unit", " oproep", "unit: has white space around it"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    files: Path, column: str, text: str, expected: str
) -> None:
    rewrite(files, lambda rows: rows[0].update({column: text}))

    assert any(
        problem.startswith(f"observations.csv:2 {expected}") for problem in problems_in(files)
    )


def test_all_mistakes_of_both_files_come_at_once_and_nothing_is_loaded(files: Path) -> None:
    def spoil(rows: list[Row]) -> None:
        rows[3]["value"] = "veel"
        rows[9]["period_end"] = "morgen"

    rewrite(files, spoil)
    rewrite(files, lambda rows: rows[0].update(url="javascript:alert(1)"), "sources.csv")

    found = problems_in(files)
    assert any(problem.startswith("sources.csv:2 url: is no web address") for problem in found)
    assert any(problem.startswith("observations.csv:5 value") for problem in found)
    assert any(problem.startswith("observations.csv:11 period_end") for problem in found)
    with pytest.raises(PublishedFilesError):
        load(files)
    assert PublishedObservation.objects.count() == 0
    assert PublishedSource.objects.count() == 0


def test_the_same_figure_of_the_same_source_twice_is_refused(files: Path) -> None:
    rewrite(files, lambda rows: rows.append(dict(rows[0])))

    assert problems_in(files) == ["observations.csv:585: is the same figure as row 2"]


@pytest.mark.parametrize("content", [b"\xff\xfeo\x00", b"indicator;unit\n", b"", b'"open'])
def test_a_file_in_another_shape_or_encoding_is_refused_with_words(
    files: Path, content: bytes
) -> None:
    (files / "observations.csv").write_bytes(content)

    (problem,) = problems_in(files)
    assert problem.startswith("observations.csv:")


def test_a_missing_file_is_refused_with_words(tmp_path: Path) -> None:
    assert problems_in(tmp_path) == [
        "sources.csv:0: cannot be read",
        "observations.csv:0: cannot be read",
    ]


def test_a_row_with_a_cell_too_many_keeps_the_numbers_of_the_rows_after_it(files: Path) -> None:
    path = files / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] += ",te veel"
    lines[2] = lines[2].replace(",164,", ",veel,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    assert problems_in(files) == [
        "observations.csv:2: has 21 cells instead of 20",
        "observations.csv:3 value: is no number with a point before the decimals",
    ]


def database_refuses(**wrong: Any) -> None:
    with as_owner():
        source = PublishedSource.objects.create(key="proef", title="Proef", publisher="Proef")
        now = timezone.now()
        delivery = Delivery.objects.create(
            source=source,
            indicator="proef",
            unit="oproep",
            version=1,
            state="signed_off",
            uploaded_at=now,
            signed_off_at=now,
        )
    right = {
        "position": 900,
        "indicator": "proef",
        "unit": "oproep",
        "organisation": "1712",
        "place_level": "gewest",
        "place": "Vlaanderen",
        "reference": "period",
        "status": "delivered",
        "printed": "0",
        "value": Decimal(0),
        "source": source,
        "delivery": delivery,
        "known_from": now,
    }
    with as_owner():
        with transaction.atomic():
            PublishedObservation.objects.create(**right)
            transaction.set_rollback(True)
        with pytest.raises(IntegrityError), transaction.atomic():
            PublishedObservation.objects.create(**{**right, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": None},
        {"printed": ""},
        {"status": "refused"},
        {"status": "vergeten"},
        {"flags": ["q"]},
        {"period_start": dt.date(2022, 1, 1)},
        {"period_start": dt.date(2022, 2, 1), "period_end": dt.date(2022, 1, 1)},
        {
            "reference": "stock",
            "period_start": dt.date(2022, 1, 1),
            "period_end": dt.date(2022, 1, 2),
        },
        {"dim1": "theme"},
        {"value2": "Werk"},
    ],
    ids=str,
)
def test_the_database_refuses_what_the_reader_would_refuse(wrong: dict[str, Any]) -> None:
    database_refuses(**wrong)


def test_the_database_refuses_the_same_undated_figure_twice() -> None:
    load()
    undated = PublishedObservation.objects.filter(period_start=None)[0]
    undated.pk = None

    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        undated.save(force_insert=True)


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_command_prints_the_counts_and_the_differences(files: Path) -> None:
    out = StringIO()
    call_command("load_published_figures", str(files), stdout=out)
    assert "583 observations from 88 sources: 583 added" in out.getvalue()

    rewrite(files, lambda rows: rows[0].update(value="179"))
    out = StringIO()
    with pytest.raises(CommandError, match="--accept-changes"):
        call_command("load_published_figures", str(files), stdout=out)
    assert "printed '178' -> '179'" in out.getvalue()

    out = StringIO()
    call_command("load_published_figures", str(files), "--dry-run", stdout=out)
    assert "1 changed, 0 withdrawn, nothing written" in out.getvalue()
    assert PublishedObservation.objects.using("owner").get(position=1).printed == "178"


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_command_names_every_mistake_and_fails(files: Path) -> None:
    rewrite(files, lambda rows: rows[0].update(value="veel", unit=""))

    with pytest.raises(CommandError) as raised:
        call_command("load_published_figures", str(files))

    assert "observations.csv:2 unit: is empty" in str(raised.value)
    assert "observations.csv:2 value: is no number" in str(raised.value)
