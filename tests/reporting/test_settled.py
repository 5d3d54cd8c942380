"""What was added up at night gives what the facts give, or is gone."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from accounts.models import Centre, Role
from cases.models import Dossier
from lib.acting import acting_as
from reporting.counts import Asked, count
from reporting.indicators import LIBRARY
from reporting.models import SettledUnits, Settlement, UnitFact
from reporting.settled import can_be_settled, settle, settlements_on
from reporting.tables import TOTAL
from reporting.tasks import settle_counts
from tests import make
from tests.database import as_owner
from tests.reporting.slow.comparing import compare
from tests.reporting.slow.history import FIRST_YEAR, History, make_history
from tests.reporting.slow.rules import RULES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
OPENED = LIBRARY["dossiers_opened"]
DAY = dt.date(2025, 3, 10)


class TestTheSameAsSlowly:
    """The generated past of the slow count, added up after its first or its second write."""

    @pytest.fixture(autouse=True)
    def registered_since(self, settings: LazySettings) -> None:
        settings.STALKING_REGISTERED_SINCE = dt.date(FIRST_YEAR, 1, 1)

    @pytest.mark.parametrize(("seed", "settled"), [(19, 0), (24, 1)])
    def test_every_indicator(self, subtests: pytest.Subtests, seed: int, settled: int) -> None:
        history = make_history(seed, 12, settled=settled)
        for code in [code for code in RULES if can_be_settled(LIBRARY[code])]:
            with subtests.test(code):
                assert list(differences(history, code))[:3] == []
        with as_owner():
            SettledUnits.objects.update(number=F("number") + 1)
        told = [code for code in RULES if list(differences(history, code))]
        assert set(told) == {code for code in RULES if can_be_settled(LIBRARY[code])}

    def test_what_was_known_before_is_counted_from_the_facts(self) -> None:
        history = make_history(21, 4, settled=1)
        with as_owner():
            SettledUnits.objects.update(number=F("number") + 1)
        before, *later = history.moments
        axes = list(OPENED.dimensions)
        assert compare(history, before, OPENED.code, axes, {}).differences == []
        assert compare(history, later[0], OPENED.code, axes, {}).differences


def differences(history: History, code: str) -> Iterator[str]:
    axes = list(LIBRARY[code].dimensions)
    for moment in history.moments:
        yield from compare(history, moment, code, axes, {}).differences


@pytest.fixture
def centre() -> Centre:
    return make.centre()


@pytest.fixture
def dossiers(centre: Centre) -> list[Dossier]:
    """Three, added up."""
    made = [make.dossier(centre, stalking="yes", received_on=DAY) for _number in range(3)]
    assert "dossier" in settle()
    return made


def opened(centre: Centre, known_on: dt.datetime | None = None) -> tuple[int | None, int | None]:
    """With stalking, and all of 2025."""
    asked = Asked(OPENED, OPENED.dimensions[0], [centre], 2025, 2025, {}, known_on)
    with as_owner():
        cell = count(replace(asked, settlements=settlements_on(known_on))).cells[centre.pk, TOTAL]
    return cell["stalking"].value, cell["all"].value


def is_settled(kind: str = "dossier") -> bool:
    with as_owner():
        return Settlement.objects.filter(kind=kind, is_counted=True).exists()


def change(dossier: Dossier, **fields: object) -> None:
    with as_owner():
        Dossier.objects.filter(pk=dossier.pk).update(**fields)


class TestWhatTheDayBrings:
    def test_a_new_one_and_a_correction(self, centre: Centre, dossiers: list[Dossier]) -> None:
        make.dossier(centre, stalking="no", received_on=DAY)
        change(dossiers[0], stalking="unknown")
        assert is_settled()
        assert opened(centre) == (2, 4)

    def test_a_correction_that_is_corrected(self, centre: Centre, dossiers: list[Dossier]) -> None:
        for answer in ("no", "unknown", "yes"):
            change(dossiers[0], stalking=answer)
        change(dossiers[1], counting_exclusion="withdrawn")
        assert is_settled()
        assert opened(centre) == (2, 2)

    def test_as_known_in_between(self, centre: Centre, dossiers: list[Dossier]) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (moment,) = cursor.fetchone()
        change(dossiers[0], stalking="no")
        assert opened(centre, moment) == (3, 3)
        assert opened(centre) == (2, 3)

    def test_what_was_begun_and_taken_back(self, centre: Centre, dossiers: list[Dossier]) -> None:
        with as_owner(), transaction.atomic():
            Dossier.objects.filter(pk=dossiers[0].pk).update(stalking="no")
            Dossier.objects.filter(pk=dossiers[0].pk).update(stalking="yes")
        assert is_settled()
        assert opened(centre) == (3, 3)

    def test_a_row_that_is_left_by_all_is_no_row(self, centre: Centre) -> None:
        """As if nobody had ever counted it."""
        request = make.advice_request(centre, make.user())
        settle()
        with as_owner():
            type(request).objects.filter(pk=request.pk).update(received_on=dt.date(2024, 1, 5))
        indicator = LIBRARY["advice_requests"]
        asked = Asked(indicator, indicator.dimension("theme"), [centre], 2025, 2026, {}, None)
        with as_owner():
            rows = count(replace(asked, settlements=settlements_on(None))).centres
            Settlement.objects.all().delete()
            assert [one.code for one in count(asked).centres] == [one.code for one in rows]


class TestItIsGone:
    """When a fact that was added up is changed in another way than by closing it from then on."""

    def test_a_transaction_that_began_before(self, centre: Centre, dossiers: list[Dossier]) -> None:
        """It closes a fact from its own beginning, which lies before the settlement."""
        with as_owner(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT now()")
            # In the middle of this transaction, as somebody else does it: a later moment.
            Settlement.objects.update(moment=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
            Dossier.objects.filter(pk=dossiers[0].pk).update(stalking="no")
        assert not is_settled()
        assert opened(centre) == (2, 3)

    @pytest.mark.parametrize(
        "fields", [{"known_from": dt.datetime(2025, 1, 1, tzinfo=dt.UTC)}, {"dims": {}}]
    )
    def test_the_owner_of_the_tables(
        self, dossiers: list[Dossier], fields: dict[str, object]
    ) -> None:
        settle()
        with as_owner():
            UnitFact.objects.filter(kind="advice").update(**fields)
            assert is_settled()
            UnitFact.objects.filter(kind="dossier").update(**fields)
        assert not is_settled()
        assert is_settled("advice")

    def test_a_fact_that_is_deleted(self, centre: Centre, dossiers: list[Dossier]) -> None:
        with as_owner():
            UnitFact.objects.filter(kind="dossier", subject_id=dossiers[0].pk).delete()
        assert not is_settled()
        assert opened(centre) == (2, 2)

    def test_all_facts(self, dossiers: list[Dossier]) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE reporting_unitfact")
        assert not is_settled()

    def test_it_is_not_made_of_what_is_known_later(self, dossiers: list[Dossier]) -> None:
        tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        with as_owner():
            UnitFact.objects.filter(subject_id=dossiers[0].pk, kind="dossier").update(
                known_from=tomorrow
            )
        assert "dossier" not in settle()
        assert not is_settled()
        with as_owner():
            assert not SettledUnits.objects.filter(
                settlement_id__in=Settlement.objects.filter(kind="dossier").values("pk")
            ).exists()


def test_a_count_by_one_that_goes_meanwhile_is_done_again(
    centre: Centre, dossiers: list[Dossier]
) -> None:
    """The settlements were looked up before; the one for this kind is gone when it has counted."""
    with as_owner():
        known = settlements_on(None)
        SettledUnits.objects.update(number=F("number") + 1)
        asked = Asked(OPENED, OPENED.dimensions[0], [centre], 2025, 2025, {}, None)
        assert count(replace(asked, settlements=known)).total["all"].value == 4
        Settlement.objects.filter(kind="dossier").delete()
        assert count(replace(asked, settlements=known)).total["all"].value == 3


class TestMakingOne:
    def test_every_night_and_the_one_before_stays(self, dossiers: list[Dossier]) -> None:
        """A preview of the evening is approved the next day."""
        settle_counts()
        settle_counts()
        with as_owner():
            assert Settlement.objects.filter(kind="dossier").count() == 2
            left = SettledUnits.objects.values_list("settlement_id", flat=True)
            assert set(left) <= set(Settlement.objects.values_list("pk", flat=True))

    def test_it_waits_for_who_is_writing_and_gives_up(
        self, centre: Centre, dossiers: list[Dossier]
    ) -> None:
        """A fact that is not committed yet could have a lower id and be missed."""
        settings = connection.get_connection_params()
        known = {"dbname", "user", "password", "host", "port"}
        with psycopg.connect(**{k: v for k, v in settings.items() if k in known}) as other:
            other.execute("UPDATE reporting_unitfact SET year = year WHERE false")
            assert settle() == []
            other.rollback()
        assert "dossier" in settle()

    def test_the_application_cannot_write_one(self, dossiers: list[Dossier]) -> None:
        for statement in (
            "UPDATE reporting_settledunits SET number = 0",
            "DELETE FROM reporting_settlement",
            "INSERT INTO reporting_settlement SELECT * FROM reporting_settlement",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_who_counts_over_no_centre_reads_nothing(self, dossiers: list[Dossier]) -> None:
        analyst, nobody = make.user(), make.user()
        make.membership(analyst, Role.ANALYST)
        with acting_as(nobody.pk), transaction.atomic():
            assert not SettledUnits.objects.exists()
            assert not Settlement.objects.exists()
        with acting_as(analyst.pk), transaction.atomic():
            assert SettledUnits.objects.exists()
