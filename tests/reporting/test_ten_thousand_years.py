"""Ten thousand generated years at their edges, counted twice.

The slow count below knows nothing of the product: plain Python over rows, with its own reading of
the Brussels clock (EU summer time by rule, no time zone data) and its own copy of the counting
rule. Every year of every centre must come out the same, now and as it was known before.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from accounts.models import Centre
from cases.models import Dossier, Offence, OffenceForm
from lib.calendar import brussels_day
from reporting.indicators.indicator import ALL
from reporting.queries import count_dossiers_stalking
from reporting.tables import TOTAL, FigureTable
from tests import make
from tests.database import as_owner
from tests.reporting.slow.clock import edges, slow_day

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEED = 841
FIRST_YEAR, LAST_YEAR = 1996, 2025
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
CENTRES = 334
"""334 centres of 30 years: 10,020 years."""

Counts = Counter[tuple[int, int, str]]


@dataclass(frozen=True)
class Row:
    """One dossier as plain values."""

    centre: int
    received_at: dt.datetime
    stalking: str
    exclusion: str
    offences: tuple[tuple[str, bool], ...]
    """Status, and whether one of its forms is stalking."""


def slow_count(rows: list[Row]) -> Counts:
    counts: Counts = Counter()
    for row in rows:
        year = slow_day(row.received_at).year
        counts[row.centre, year, row.exclusion or _slow_answer(row)] += 1
    return counts


def _slow_answer(row: Row) -> str:
    for status, is_stalking in row.offences:
        if is_stalking and status != "refuted":
            return "stalking"
    return {"yes": "stalking", "unknown": "unknown", "no": "no"}[row.stalking]


def rows_of(centre: int, dice: random.Random) -> Iterator[Row]:
    for year in YEARS:
        for _ in range(dice.randrange(5)):
            yield Row(
                centre=centre,
                # The last instant of the last year lies in the next one, which has no column.
                received_at=min(dice.choice(edges(year)), LAST_INSTANT),
                stalking=dice.choice(("yes", "no", "unknown")),
                exclusion=dice.choice(("", "", "", "", "withdrawn", "duplicate", "training")),
                offences=tuple(
                    (dice.choice(("suspected", "confirmed", "refuted")), dice.random() < 0.5)
                    for _ in range(dice.randrange(3))
                ),
            )


LAST_INSTANT = dt.datetime(LAST_YEAR, 12, 31, 22, 59, 59, tzinfo=dt.UTC)


def changed(row: Row, dice: random.Random) -> Row:
    """What a correction does: another instant, another answer, out of the count."""
    edits: list[dict[str, object]] = [
        {"received_at": min(row.received_at + dt.timedelta(microseconds=2), LAST_INSTANT)},
        {"stalking": dice.choice(("yes", "no", "unknown"))},
        {"exclusion": "duplicate"},
    ]
    return replace(row, **dice.choice(edits))  # type: ignore[arg-type]


def write(rows: list[Row], centres: list[Centre]) -> list[Dossier]:
    form, other = make.form("stalking", counts_as_stalking=True), make.form("physical")
    with as_owner(), transaction.atomic():
        dossiers = Dossier.objects.bulk_create(
            Dossier(reference=f"VH-1900-{i:06d}", centre=centres[row.centre], **_fields(row))
            for i, row in enumerate(rows)
        )
        pairs = [
            (Offence(dossier=dossier, occurred_from=dossier.received_on, status=status), stalking)
            for dossier, row in zip(dossiers, rows, strict=True)
            for status, stalking in row.offences
        ]
        Offence.objects.bulk_create(offence for offence, _stalking in pairs)
        OffenceForm.objects.bulk_create(
            OffenceForm(offence=offence, form=form if stalking else other)
            for offence, stalking in pairs
        )
    return dossiers


def _fields(row: Row) -> dict[str, object]:
    day = brussels_day(row.received_at)
    return {
        "received_on": day,
        "opened_on": day,
        "stalking": row.stalking,
        "counting_exclusion": row.exclusion,
    }


def correct(dossiers: list[Dossier], before: list[Row], after: list[Row]) -> None:
    with as_owner(), transaction.atomic():
        touched = []
        for dossier, old, new in zip(dossiers, before, after, strict=True):
            if old != new:
                for name, value in _fields(new).items():
                    setattr(dossier, name, value)
                touched.append(dossier)
        Dossier.objects.bulk_update(
            touched, ["received_on", "opened_on", "stalking", "counting_exclusion"], batch_size=2000
        )


def moment() -> dt.datetime:
    """Now by the clock of the database, which dates the facts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    assert isinstance(now, dt.datetime)
    return now


def count(centres: list[Centre], known_on: dt.datetime | None = None) -> FigureTable:
    with as_owner():
        return count_dossiers_stalking(
            centres=centres, from_year=FIRST_YEAR, to_year=LAST_YEAR, known_on=known_on
        )


def compare(table: FigureTable, centres: list[Centre], expected: Counts) -> int:
    """Every year of every centre, the totals, and what was left out. Returns how many years."""
    compared = 0
    for index, centre in enumerate(centres):
        for year in YEARS:
            cell = table.cell(centre.pk, year)
            slow = {code: expected[index, year, code] for code in ("stalking", "unknown", "no")}
            fast = {code: cell[code].value for code in slow}
            assert fast == slow, f"centre {index} in {year}, seed {SEED}"
            assert cell[ALL].value == sum(slow.values())
            compared += 1
    totals = Counter[str]()
    for (_centre, _year, code), amount in expected.items():
        totals[code] += amount
    assert {c: table.cell(TOTAL, TOTAL)[c].value for c in ("stalking", "unknown", "no")} == {
        c: totals[c] for c in ("stalking", "unknown", "no")
    }
    for one in table.left_out[:3]:
        assert one.figure.value == totals[one.code]
    return compared


def test_ten_thousand_years_now_and_as_known_before(settings: LazySettings) -> None:
    settings.STALKING_REGISTERED_SINCE = dt.date(FIRST_YEAR, 1, 1)
    dice = random.Random(SEED)
    first_day = dt.date(FIRST_YEAR - 1, 1, 1)
    centres = [make.centre(opened_on=first_day) for _ in range(CENTRES)]
    before = [row for index in range(CENTRES) for row in rows_of(index, dice)]
    before = [row for row in before if slow_day(row.received_at).year >= FIRST_YEAR]
    dossiers = write(before, centres)
    known = moment()
    after = [changed(row, dice) if dice.random() < 0.2 else row for row in before]
    correct(dossiers, before, after)

    assert compare(count(centres), centres, slow_count(after)) >= 10_000
    assert compare(count(centres, known), centres, slow_count(before)) >= 10_000
    assert slow_count(before) != slow_count(after)


def test_the_slow_clock_turns_the_year_where_ours_does() -> None:
    instants = [instant for year in YEARS for instant in edges(year)]
    assert [slow_day(one) for one in instants] == [brussels_day(one) for one in instants]
    assert {slow_day(one).isoformat()[5:] for one in instants} >= {"12-31", "01-01", "02-29"}
