"""Counting dossiers with stalking: the rule, the states, the totals, two time axes."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Centre, User
from cases.models import Dossier, Offence, OffenceForm
from lib.acting import acting_as
from lib.calendar import brussels_day
from reporting.indicators.indicator import ALL
from reporting.models import DossierFact, RegistrationStart
from reporting.policies import countable_centres
from reporting.queries import BEFORE_COVERAGE, NotYetError, count_dossiers_stalking
from reporting.tables import TOTAL, FigureTable, State
from tests import make
from tests.database import as_owner
from tests.persons import cast

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def a_fixed_day() -> Iterator[None]:
    """Only the clock of this process: the database keeps its own time."""
    with time_machine.travel(TODAY, tick=True):
        yield


def count(*centres: Centre, years: tuple[int, int] = (2024, 2025), **options: Any) -> FigureTable:
    with as_owner():
        return count_dossiers_stalking(
            centres=centres, from_year=years[0], to_year=years[1], **options
        )


def numbers(table: FigureTable, centre: Centre | None, year: int | None) -> list[int | None]:
    """Stalking, unknown, no, all."""
    cell = table.cell(centre.pk if centre else TOTAL, year)
    return [cell[code].value for code in ("stalking", "unknown", "no", ALL)]


def states(table: FigureTable, centre: Centre | None, year: int | None) -> set[State]:
    cell = table.cell(centre.pk if centre else TOTAL, year)
    return {cell[code].state for code in table.indicator.codes}


def left_out(table: FigureTable) -> dict[str, int | None]:
    return {one.code: one.figure.value for one in table.left_out}


class TestRule:
    """Every combination of answer and offence falls in exactly one column."""

    @pytest.mark.parametrize(
        ("answer", "offence", "expected"),
        [
            ("yes", "none", "stalking"),
            ("yes", "stalking form", "stalking"),
            ("yes", "refuted", "stalking"),
            ("yes", "other", "stalking"),
            ("no", "stalking form", "stalking"),
            ("no", "belaging", "stalking"),
            ("no", "confirmed belaging", "stalking"),
            ("no", "refuted", "no"),
            ("no", "other", "no"),
            ("no", "none", "no"),
            ("unknown", "none", "unknown"),
            ("unknown", "other", "unknown"),
            ("unknown", "refuted", "unknown"),
            ("unknown", "stalking form", "stalking"),
            ("unknown", "belaging", "stalking"),
        ],
    )
    def test_counted_once_in_the_right_column(
        self, answer: str, offence: str, expected: str
    ) -> None:
        centre = make.centre()
        dossier = make.dossier(centre, stalking=answer)
        offences: dict[str, dict[str, Any]] = {
            "stalking form": {"forms": (make.stalking_form(), make.form())},
            "belaging": {"offence_type": make.belaging()},
            "confirmed belaging": {"offence_type": make.belaging(), "status": "confirmed"},
            "refuted": {"forms": (make.stalking_form(),), "status": "refuted"},
            "other": {"forms": (make.form(),), "offence_type": make.offence_type()},
        }
        if offence != "none":
            make.offence(dossier, **offences[offence])
        cell = count(centre).cell(centre.pk, 2025)
        found = {code for code, figure in cell.figures.items() if figure.value}
        assert found == {expected, ALL}
        assert cell[ALL].value == 1

    def test_two_offences_make_one_dossier(self) -> None:
        centre = make.centre()
        dossier = make.dossier(centre, stalking="yes")
        make.offence(dossier, forms=(make.stalking_form(),))
        make.offence(dossier, offence_type=make.belaging())
        assert numbers(count(centre), centre, 2025) == [1, 0, 0, 1]

    @pytest.mark.parametrize("exclusion", ["withdrawn", "duplicate", "training"])
    @pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
    def test_left_out_and_its_number_printed(self, exclusion: str, answer: str) -> None:
        centre = make.centre()
        make.dossier(centre, stalking=answer, counting_exclusion=exclusion)
        make.dossier(centre, stalking="yes")
        table = count(centre)
        assert numbers(table, centre, 2025) == [1, 0, 0, 1]
        expected = dict.fromkeys(("withdrawn", "duplicate", "training", BEFORE_COVERAGE), 0)
        assert left_out(table) == expected | {exclusion: 1}

    def test_imported_dossiers_count_like_others(self) -> None:
        centre = make.centre()
        make.dossier(centre, stalking="yes", import_source="oud", source_reference="1")
        make.dossier(centre, stalking="no")
        assert numbers(count(centre), centre, 2025) == [1, 0, 1, 2]

    def test_an_outcome_without_a_column_is_refused_loudly(self) -> None:
        centre = make.centre()
        make.dossier(centre, stalking="no")
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE reporting_dossierfact DROP CONSTRAINT dossier_fact_stalking_answered"
            )
            cursor.execute("UPDATE reporting_dossierfact SET stalking = 'perhaps'")
        with pytest.raises(ValueError, match="no measure"):
            count(centre)


class TestYear:
    def test_the_first_and_the_last_day(self) -> None:
        centre = make.centre()
        for day in ((2024, 1, 1), (2024, 2, 29), (2024, 12, 31), (2025, 1, 1)):
            make.dossier(centre, stalking="yes", received_on=dt.date(*day))
        table = count(centre)
        assert [table.cell(centre.pk, year)["stalking"].value for year in (2024, 2025)] == [3, 1]

    def test_the_day_of_intake_decides_and_not_the_day_of_opening(self) -> None:
        centre = make.centre()
        make.dossier(
            centre, stalking="yes", received_on=dt.date(2024, 12, 31), opened_on=dt.date(2025, 1, 8)
        )
        assert numbers(count(centre), centre, 2024)[0] == 1

    def test_closing_changes_nothing(self) -> None:
        centre = make.centre()
        dossier = make.dossier(centre, stalking="yes")
        before = count(centre).cells
        with as_owner():
            Dossier.objects.filter(pk=dossier.pk).update(
                closed_on=dt.date(2025, 6, 1), closure_reason=make.closure_reason()
            )
        assert count(centre).cells == before

    @pytest.mark.parametrize(("first", "last"), [(2024, 2027), (2027, 2027), (2025, 2024)])
    def test_a_year_that_has_not_begun_is_refused(self, first: int, last: int) -> None:
        with pytest.raises(NotYetError):
            count(make.centre(), years=(first, last))


class TestStates:
    def test_a_real_zero_is_zero(self) -> None:
        centre = make.centre()
        assert numbers(count(centre), centre, 2025) == [0, 0, 0, 0]
        assert count(centre).cell(centre.pk, 2025).share("unknown").state is State.NOT_APPLICABLE

    def test_before_opening_and_before_registration(self) -> None:
        old = make.centre("Veilig Huis Oud", opened_on=dt.date(2020, 1, 1))
        new = make.centre("Veilig Huis Nieuw", opened_on=dt.date(2023, 11, 25))
        table = count(old, new, years=(2021, 2025))
        of_old = [states(table, old, year) for year in table.years]
        of_new = [states(table, new, year) for year in table.years]
        n_a, unregistered, number = (
            {State.NOT_APPLICABLE},
            {State.NOT_REGISTERED},
            {State.COUNTED},
        )
        assert of_old == [unregistered, unregistered, number, number, number]
        assert of_new == [n_a, n_a, number, number, number]

    def test_partial_years_say_why(self) -> None:
        old = make.centre("Veilig Huis Oud", opened_on=dt.date(2020, 1, 1))
        new = make.centre("Veilig Huis Nieuw", opened_on=dt.date(2023, 11, 25))
        table = count(old, new, years=(2023, 2024))
        assert table.cell(old.pk, 2023).notes == ("stalking geregistreerd sinds 01.10.2023",)
        assert table.cell(new.pk, 2023).notes == ("centrum open sinds 25.11.2023",)
        assert table.cell(old.pk, 2024).notes == table.cell(new.pk, 2024).notes == ()

    def test_a_centre_that_closed(self) -> None:
        centre = make.centre(opened_on=dt.date(2020, 1, 1), closed_on=dt.date(2024, 6, 30))
        table = count(centre)
        assert table.cell(centre.pk, 2024).notes == ("centrum gesloten op 30.06.2024",)
        assert states(table, centre, 2025) == {State.NOT_APPLICABLE}

    def test_an_imported_dossier_opens_no_year_after_the_closing(self) -> None:
        """Neither by itself nor because another centre has years before its opening."""
        closed = make.centre(opened_on=dt.date(2020, 1, 1), closed_on=dt.date(2024, 6, 30))
        young = make.centre(opened_on=dt.date(2026, 2, 1))
        for at, received_on in ((closed, dt.date(2025, 1, 1)), (young, dt.date(2024, 3, 1))):
            imported = {"import_source": "oud", "source_reference": "1"}
            make.dossier(at, stalking="yes", received_on=received_on, **imported)
        make.dossier(young, stalking="yes", received_on=dt.date(2025, 3, 1))
        table = count(closed, young)
        assert states(table, closed, 2025) == {State.NOT_APPLICABLE}
        assert states(table, young, 2024) == {State.COUNTED}
        assert left_out(table)[BEFORE_COVERAGE] == 2

    def test_an_own_start_of_registration(self) -> None:
        early, late = make.centre("Vroeg"), make.centre("Laat")
        register(early, dt.date(2021, 3, 1))
        register(late, dt.date(2025, 1, 1))
        make.dossier(early, stalking="yes", received_on=dt.date(2021, 5, 1))
        table = count(early, late, years=(2021, 2025))
        assert numbers(table, early, 2021) == [1, 0, 0, 1]
        assert table.cell(early.pk, 2021).notes == ("stalking geregistreerd sinds 01.03.2021",)
        assert states(table, late, 2024) == {State.NOT_REGISTERED}
        assert table.cell(late.pk, 2025).notes == ()

    def test_imported_dossiers_of_a_predecessor_make_an_early_year_apply(self) -> None:
        centre = make.centre(opened_on=dt.date(2023, 11, 25))
        register(centre, dt.date(2021, 1, 1))
        day = dt.date(2022, 5, 1)
        fields = {"received_on": day, "import_source": "oud", "source_reference": "1"}
        make.dossier(centre, stalking="yes", **fields)  # type: ignore[arg-type]
        table = count(centre, years=(2021, 2023))
        assert states(table, centre, 2021) == {State.NOT_APPLICABLE}
        assert numbers(table, centre, 2022) == [1, 0, 0, 1]
        notes = ("ingevoerde dossiers van vóór de opening van het centrum",)
        assert table.cell(centre.pk, 2022).notes == notes

    def test_what_lies_outside_the_coverage_is_printed(self) -> None:
        centre = make.centre(opened_on=dt.date(2022, 1, 1))
        make.dossier(centre, stalking="yes", received_on=dt.date(2021, 5, 1))
        make.dossier(centre, stalking="no", received_on=dt.date(2022, 5, 1))
        make.dossier(centre, received_on=dt.date(2022, 5, 1), counting_exclusion="training")
        table = count(centre, years=(2021, 2024))
        assert states(table, centre, 2021) == {State.NOT_APPLICABLE}
        assert states(table, centre, 2022) == {State.NOT_REGISTERED}
        assert left_out(table) == {
            "withdrawn": 0,
            "duplicate": 0,
            "training": 1,
            BEFORE_COVERAGE: 2,
        }

    def test_never_a_blank(self) -> None:
        centres = [make.centre(opened_on=dt.date(2012 + 3 * step, 5, 1)) for step in range(5)]
        table = count(*centres, years=(2012, 2026))
        places = itertools.product([*(c.pk for c in centres), TOTAL], [*range(2012, 2027), TOTAL])
        assert set(table.cells) == set(places)
        assert all(set(cell.figures) == set(table.indicator.codes) for cell in table.cells.values())


class TestTotals:
    def test_they_add_what_was_counted_and_say_over_what(self) -> None:
        old = make.centre("Oud", opened_on=dt.date(2020, 1, 1))
        new = make.centre("Nieuw", opened_on=dt.date(2023, 11, 25))
        register(old, dt.date(2024, 1, 1))
        for centre, year, answer in (
            (old, 2024, "yes"),
            (old, 2025, "unknown"),
            (new, 2024, "yes"),
            (new, 2025, "no"),
        ):
            make.dossier(centre, stalking=answer, received_on=dt.date(year, 12, 1))
        table = count(old, new, years=(2022, 2025))
        assert numbers(table, None, 2024) == [2, 0, 0, 2]
        assert numbers(table, old, TOTAL) == [1, 1, 0, 2]
        assert numbers(table, None, TOTAL) == [2, 1, 1, 4]
        coverage = {
            place: (cell.coverage.counted, cell.coverage.applicable, cell.coverage.incomplete)
            for place, cell in table.cells.items()
            if cell.coverage
        }
        assert coverage[TOTAL, 2022] == (0, 1, 0)
        assert coverage[TOTAL, 2023] == (1, 2, 1)
        assert coverage[old.pk, TOTAL] == (2, 4, 0)
        assert coverage[new.pk, TOTAL] == (3, 3, 1)
        assert coverage[TOTAL, TOTAL] == (5, 7, 1)

    def test_a_total_of_nothing_counted_is_no_zero(self) -> None:
        old = make.centre("Oud", opened_on=dt.date(2020, 1, 1))
        new = make.centre("Nieuw", opened_on=dt.date(2023, 11, 25))
        table = count(old, new, years=(2021, 2022))
        assert states(table, None, 2021) == {State.NOT_REGISTERED}
        assert states(table, new, TOTAL) == {State.NOT_APPLICABLE}
        assert table.total[ALL].value is None

    def test_a_total_over_years_counts_the_running_year_as_incomplete(self) -> None:
        centre = make.centre()
        table = count(centre, years=(2025, 2026))
        coverage = table.cell(centre.pk, TOTAL).coverage
        assert coverage
        assert coverage.incomplete == 1

    def test_only_the_centres_that_were_asked(self) -> None:
        one, other = make.centre(), make.centre()
        make.dossier(one, stalking="yes")
        make.dossier(other, stalking="yes")
        assert numbers(count(one), None, 2025) == [1, 0, 0, 1]


def register(centre: Centre, day: dt.date) -> None:
    with as_owner():
        RegistrationStart.objects.create(variable="stalking", centre=centre, starts_on=day)


class TestWhoCounts:
    @pytest.fixture
    def counts(self) -> tuple[Any, Any]:
        people = cast()
        make.dossier(people.antwerp, stalking="yes")
        make.dossier(people.leuven, stalking="yes")

        def of(user: User) -> int | None:
            with acting_as(user.pk):
                table = count_dossiers_stalking(
                    centres=[people.antwerp, people.leuven], from_year=2025, to_year=2025
                )
            return table.total["stalking"].value

        return people, of

    def test_the_second_wall_holds_the_scope(self, counts: tuple[Any, Any]) -> None:
        """Asked for every centre, PostgreSQL gives each user her own."""
        people, of = counts
        assert of(people.coordinator) == of(people.analyst) == 2
        assert of(people.colleague) == of(people.other_centre) == 1
        assert of(people.convened_partner) == of(people.privacy_officer) == 0

    def test_the_first_wall_says_the_same(self, counts: tuple[Any, Any]) -> None:
        people, _of = counts
        assert set(countable_centres(people.coordinator)) == {people.antwerp, people.leuven}
        assert list(countable_centres(people.colleague)) == [people.antwerp]


@pytest.mark.django_db(transaction=True)
class TestKnownOn:
    """Each statement is its own transaction: what was known then stays known then."""

    def test_every_moment_keeps_its_answer(self) -> None:
        centre = make.centre()
        with time_machine.travel(dt.datetime.now(dt.UTC), tick=True):
            moments = [database_now()]
            dossier = make.dossier(centre, stalking="unknown", received_on=dt.date(2024, 3, 1))
            moments.append(database_now())
            offence = make.offence(dossier, forms=(make.stalking_form(),))
            moments.append(database_now())
            with as_owner():
                Offence.objects.filter(pk=offence.pk).update(status="refuted")
                Dossier.objects.filter(pk=dossier.pk).update(stalking="no")
            moments.append(database_now())
            with as_owner():
                Dossier.objects.filter(pk=dossier.pk).update(counting_exclusion="duplicate")
            moments.append(database_now())
        expected = [[0, 0, 0, 0], [0, 1, 0, 1], [1, 0, 0, 1], [0, 0, 1, 1], [0, 0, 0, 0]]
        tables = [count(centre, years=(2024, 2024), known_on=moment) for moment in moments]
        assert [numbers(table, centre, 2024) for table in tables] == expected
        assert numbers(count(centre, years=(2024, 2024)), centre, 2024) == expected[-1]
        assert tables[2].moment == moments[2]

    def test_the_year_after_the_moment_has_not_begun(self) -> None:
        moment = dt.datetime(2024, 12, 31, 22, 30, tzinfo=dt.UTC)
        table = count(make.centre(), years=(2024, 2024), known_on=moment)
        assert table.years == (2024,)
        with pytest.raises(NotYetError):
            count(make.centre(), years=(2024, 2025), known_on=moment)
        # 23:30 UTC is half past midnight on New Year's Day in Brussels.
        count(make.centre(), years=(2024, 2025), known_on=moment + dt.timedelta(hours=1))


def database_now() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), pg_sleep(0.002)")
        (moment, _slept) = cursor.fetchone()
    return moment  # type: ignore[no-any-return]


# ---- the independent count -----------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A dossier as an example makes it; `received` is the instant at which the intake came."""

    received: dt.datetime
    answer: str
    exclusion: str
    centre: int
    offences: tuple[tuple[str, bool, bool], ...]
    """Status, form stalking, qualification belaging."""


def slow_count(cases: Iterable[Case]) -> Counter[tuple[int, int, str]]:
    """The rule once more, in plain Python over rows, with its own reading of the clock."""
    found: Counter[tuple[int, int, str]] = Counter()
    for case in cases:
        if case.exclusion:
            continue
        proven = any(
            status in ("suspected", "confirmed") and (form or qualification)
            for status, form, qualification in case.offences
        )
        if case.answer == "yes" or proven:
            column = "stalking"
        else:
            column = {"unknown": "unknown", "no": "no"}[case.answer]
        found[case.centre, slow_brussels_year(case.received), column] += 1
    return found


def slow_brussels_year(instant: dt.datetime) -> int:
    """UTC + 1 in winter and + 2 in summer, by the rule of the European Union since 1996."""
    start, end = (last_sunday(instant.year, month) for month in (3, 10))
    summer = start <= instant.replace(tzinfo=None) < end
    return (instant + dt.timedelta(hours=2 if summer else 1)).year


def last_sunday(year: int, month: int) -> dt.datetime:
    """One o'clock UTC on the last Sunday of a month with 31 days."""
    day = 31
    while dt.date(year, month, day).weekday() != 6:
        day -= 1
    return dt.datetime(year, month, day, 1)  # noqa: DTZ001 - compared as UTC without a zone


def _near(year: int, month: int, day: int) -> st.SearchStrategy[dt.datetime]:
    middle = dt.datetime(year, month, day, tzinfo=dt.UTC)
    return st.integers(-180, 180).map(lambda minutes: middle + dt.timedelta(minutes=minutes))


moments = st.one_of(
    *(_near(year, 1, 1) for year in range(2021, 2027)),
    *(_near(year, month, 26) for year in (2023, 2025) for month in (3, 10)),
    _near(2024, 2, 29),
    _near(2024, 3, 1),
    st.datetimes(dt.datetime(2020, 12, 31), dt.datetime(2026, 11, 22)).map(  # noqa: DTZ001
        lambda moment: moment.replace(tzinfo=dt.UTC)
    ),
)
offences = st.tuples(
    st.sampled_from(["suspected", "confirmed", "refuted"]), st.booleans(), st.booleans()
)
cases = st.builds(
    Case,
    received=moments,
    answer=st.sampled_from(["yes", "no", "unknown"]),
    exclusion=st.sampled_from(["", "", "", "withdrawn", "duplicate", "training"]),
    centre=st.integers(0, 2),
    offences=st.lists(offences, max_size=2).map(tuple),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(cases, max_size=40))
def test_the_count_agrees_with_an_independent_one(case_list: list[Case]) -> None:
    point = transaction.savepoint()
    try:
        centres = [make.centre(f"Veilig Huis {n}") for n in range(3)]
        for centre in centres:
            register(centre, dt.date(2020, 1, 1))
        store(case_list, centres)
        table = count(*centres, years=(2020, 2026))
        slow = slow_count(case_list)
        for (place, centre), year in itertools.product(enumerate(centres), table.years):
            expected = [slow[place, year, column] for column in ("stalking", "unknown", "no")]
            assert numbers(table, centre, year) == [*expected, sum(expected)]
        assert table.total[ALL].value == slow.total()
    finally:
        transaction.savepoint_rollback(point)


def store(case_list: list[Case], centres: list[Centre]) -> None:
    """The example in the tables of the dossiers; the facts follow by themselves."""
    form, belaging = make.stalking_form(), make.belaging()
    with as_owner():
        dossiers = Dossier.objects.bulk_create(
            Dossier(
                reference=f"VH-X-{number}",
                centre=centres[case.centre],
                received_on=brussels_day(case.received),
                opened_on=brussels_day(case.received),
                stalking=case.answer,
                counting_exclusion=case.exclusion,
            )
            for number, case in enumerate(case_list)
        )
        pairs = [
            (dossier, *offence)
            for dossier, case in zip(dossiers, case_list, strict=True)
            for offence in case.offences
        ]
        made = Offence.objects.bulk_create(
            Offence(
                dossier=dossier,
                occurred_from=dossier.received_on,
                status=status,
                offence_type=belaging if qualified else None,
            )
            for dossier, status, _formed, qualified in pairs
        )
        OffenceForm.objects.bulk_create(
            OffenceForm(offence=offence, form=form)
            for offence, (_dossier, _status, formed, _qualified) in zip(made, pairs, strict=True)
            if formed
        )


def test_the_rule_that_is_printed_is_the_rule_that_counts() -> None:
    """Words and query are one object, also after combining them."""
    rule = make_table().indicator.measures[0].condition
    assert "beantwoord met ja, of het dossier bevat een feit dat niet weerlegd is" in str(rule)
    sql = str(DossierFact.objects.filter(rule.query).query)
    assert "= yes OR " in sql
    assert '"stalking_offence"' in sql


def make_table() -> FigureTable:
    return count(make.centre())


def test_one_query_counts() -> None:
    centre = make.centre()
    make.dossier(centre)
    with as_owner(), CaptureQueriesContext(connection) as captured:
        count_dossiers_stalking(centres=[centre], from_year=2020, to_year=2026)
    facts = [one for one in captured.captured_queries if "reporting_dossierfact" in one["sql"]]
    assert len(facts) == 1


def test_the_count_reads_the_index_alone() -> None:
    """Under the policy of the application role, over all centres, without sorting."""
    people = cast()
    make.dossier(people.antwerp, stalking="yes")
    with acting_as(people.analyst.pk), CaptureQueriesContext(connection) as captured:
        count_dossiers_stalking(
            centres=[people.antwerp, people.leuven], from_year=2020, to_year=2026
        )
    (counting,) = [
        one["sql"] for one in captured.captured_queries if "reporting_dossierfact" in one["sql"]
    ]
    _leave_only_the_counting_index()
    with acting_as(people.analyst.pk), connection.cursor() as cursor:
        # A handful of rows is read any way; what matters is that the index can answer alone.
        # Not enable_indexscan: it forbids an index-only scan too, and then costs decide again.
        for other_way in ("enable_seqscan", "enable_bitmapscan", "enable_hashagg"):
            cursor.execute(f"SET LOCAL {other_way} = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {counting}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using dossier_fact_count" in plan, plan
    assert "InitPlan" in plan
    # The few groups may be sorted, the rows of the index are already in order.
    assert "Sort" not in plan.rpartition("Aggregate")[2], plan


def _leave_only_the_counting_index() -> None:
    """Until the test rolls back: on a small table the statistics of the day choose the index."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE reporting_dossierfact DROP CONSTRAINT reporting_dossierfact_pkey"
        )
        cursor.execute("DROP INDEX dossier_fact_current_once, dossier_fact_history")


def test_the_scope_does_not_forbid_parallel_plans() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proparallel FROM pg_proc WHERE proname = 'reporting_acting_centres'")
        assert cursor.fetchone() == ("s",)
