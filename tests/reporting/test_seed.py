"""Synthetic families: coherent, lawful, the same for the same seed, and leaving no door open."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Model, Q
from django.db.models.functions import Greatest

from accounts.models import Centre, User
from accounts.services.centre_files import DATA_FOLDER as CENTRE_FOLDER
from accounts.services.centre_files import load_centres
from audit.models import Event
from cases.models import (
    CriteriaAssessment,
    Dossier,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
    Person,
)
from cases.services.opening import open_dossier
from codelists.models import FormOfViolence, OffenceType, Programme
from codelists.services.loading import DATA_FOLDER as CODE_FOLDER
from codelists.services.loading import load_code_lists
from lib.acting import acting_as
from registrations.models import (
    AdviceRequest,
    HelplineContact,
    Intake,
    IntakePerson,
    Referral,
    ReferralState,
)
from reporting.models import DossierFact, RegistrationStart
from reporting.seeding import seed as seeding
from reporting.seeding import vocabulary
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.rows import MODELS
from reporting.seeding.seed import SeedOrder, SeedReport, seed
from reporting.seeding.world import NotReady
from tests import make
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NUMBER = 800
UNTIL = dt.date(2026, 10, 31)


def fill(number: int = NUMBER, seed_number: int = 1) -> SeedReport:
    with as_owner():
        load_code_lists(folder=CODE_FOLDER)
        load_centres(folder=CENTRE_FOLDER)
        return seed(SeedOrder(number, seed_number))


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows without what the clock or a key sequence decides."""
    with as_owner():
        return {
            "dossiers": list(
                Dossier.objects.order_by("pk").values_list(
                    "centre__code", "received_on", "closed_on", "stalking", "summary"
                )
            ),
            "people": list(Person.objects.order_by("pk").values_list("search_key", "born_on")),
            "offences": list(
                Offence.objects.order_by("pk").values_list("occurred_from", "status", "description")
            ),
            "intakes": list(Intake.objects.order_by("pk").values_list("story", "outcome__code")),
        }


def forget() -> None:
    with as_owner(), connection.cursor() as cursor:
        models: tuple[type[Model], ...] = (*MODELS, DossierFact, Event)
        tables = ", ".join(model._meta.db_table for model in models)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def test_the_same_seed_gives_the_same_families_and_another_seed_gives_others() -> None:
    fill(150)
    first = everything()
    forget()
    fill(150)
    again = everything()
    forget()
    fill(150, seed_number=2)

    assert again == first
    other = everything()
    assert all(other[name] != first[name] for name in first)


def test_as_many_as_asked_with_two_offences_each() -> None:
    report = fill()

    with as_owner():
        assert Dossier.objects.count() == report.dossiers == NUMBER
        assert Offence.objects.count() == report.offences
        assert 1.8 < report.offences / NUMBER < 2.2
        assert not Dossier.objects.filter(offences=None).exists()
        assert not Offence.objects.filter(forms=None).exists()
        assert not Dossier.objects.exclude(involvements__role="victim").exists()
        assert not Dossier.objects.exclude(involvements__role="offender").exists()


def test_days_follow_each_other() -> None:
    """What the constraints do not say."""
    fill()
    with as_owner():
        assert not Dossier.objects.filter(Q(opened_on__gt=UNTIL) | Q(closed_on__gt=UNTIL)).exists()
        assert not Offence.objects.filter(occurred_from__gt=F("dossier__received_on")).exists()
        assert not OffenceParty.objects.filter(
            part="affected", person__born_on__gt=F("offence__occurred_from")
        ).exists()
        assert not Involvement.objects.filter(person__born_on__gt=F("starts_on")).exists()
        assert not CriteriaAssessment.objects.filter(
            Q(assessed_on__lt=F("dossier__opened_on")) | Q(assessed_on__gt=F("dossier__closed_on"))
        ).exists()
        decided_early = Q(decided_on__lt=F("received_on"))
        assert not Intake.objects.filter(decided_early).exists()


def test_centres_open_before_they_take_dossiers_and_old_files_come_from_the_old_system() -> None:
    fill()
    new_system = settings.STALKING_REGISTERED_SINCE
    with as_owner():
        assert Dossier.objects.values("centre").distinct().count() == 9
        assert not Dossier.objects.filter(received_on__lt=F("centre__opened_on")).exists()
        imported, own = Dossier.objects.exclude(import_source=""), Dossier.objects
        assert imported.exists()
        assert not imported.filter(received_on__gte=new_system).exists()
        assert not own.filter(import_source="", received_on__lt=new_system).exists()
        assert set(imported.values_list("centre__code", flat=True)) == {
            "antwerpen",
            "mechelen",
            "limburg",
        }
        limburg = imported.filter(centre__code="limburg").values_list("stalking", flat=True)
        assert set(limburg) == {"unknown"}


def test_people_belong_to_the_centre_and_colleagues_work_there() -> None:
    fill()
    with as_owner():
        assert not Involvement.objects.exclude(person__centre_id=F("dossier__centre_id")).exists()
        assert not IntakePerson.objects.exclude(person__centre_id=F("intake__centre_id")).exists()
        assert not OffenceParty.objects.exclude(
            person__involvements__dossier_id=F("offence__dossier_id")
        ).exists()
        assert (
            not Intake.objects.exclude(dossier=None)
            .exclude(dossier__centre_id=F("centre_id"))
            .exists()
        )
        for column in ("opened_by", "closed_by", "case_director"):
            worked = Dossier.objects.exclude(**{column: None})
            at_centre = Q(**{f"{column}__memberships__centre_id": F("centre_id")})
            assert not worked.exclude(at_centre).exists()


def test_every_code_is_valid_on_its_day() -> None:
    fill()
    with as_owner():
        for offence in Offence.objects.exclude(offence_type=None).only(
            "occurred_from", "offence_type_id"
        ):
            valid = OffenceType.objects.valid_on(offence.occurred_from)
            assert offence.offence_type_id in valid.values_list("pk", flat=True)
        assert not OffenceForm.objects.exclude(
            form__in=FormOfViolence.objects.valid_on(UNTIL)
        ).exists()


def test_stalking_is_mostly_by_an_ex_partner_and_some_do_not_count() -> None:
    fill()
    with as_owner():
        stalked = Counter(
            Offence.objects.filter(forms__code="stalking").values_list("relation__code", flat=True)
        )
        assert stalked["ex_partner"] > sum(stalked.values()) / 2
        excluded = Counter(Dossier.objects.values_list("counting_exclusion", flat=True))
        assert excluded[""] > 0.94 * NUMBER
        assert set(excluded) == {"", "withdrawn", "duplicate", "training"}
        answers = Counter(Dossier.objects.values_list("stalking", flat=True))
        assert set(answers) == {"yes", "no", "unknown"}


def test_referrals_are_of_people_of_the_dossier_and_every_programme_of_today_occurs() -> None:
    fill()
    with as_owner():
        referrals = Referral.objects.all()
        assert 0.11 < referrals.values("dossier").distinct().count() / NUMBER < 0.19
        assert not referrals.exclude(person__involvements__dossier_id=F("dossier_id")).exists()
        assert not referrals.exclude(role=F("programme__audience")).exists()
        assert not referrals.exclude(provider__partnerships__centre=F("dossier__centre")).exists()
        assert not referrals.exclude(provider__sector=F("programme__provider_sector")).exists()
        assert not referrals.filter(referred_on__lt=settings.STALKING_REGISTERED_SINCE).exists()
        latest = Greatest("referred_on", "started_on", "completed_on", "stopped_on", "declined_on")
        assert not referrals.filter(referred_on__lt=F("dossier__received_on")).exists()
        assert not referrals.annotate(latest=latest).filter(latest__gt=UNTIL).exists()
        assert set(referrals.values_list("state", flat=True)) == set(ReferralState.values)
        stalking = referrals.filter(offence_types__counts_as_stalking=True)
        assert stalking.exists()
        assert not stalking.exclude(stalking="yes").exists()
        assert not referrals.filter(programme__valid_until__isnull=False).exists()
        given = Programme.objects.filter(valid_until=None)
        referred_to = referrals.values_list("programme__code", flat=True)
        assert set(referred_to) == {each.code for each in given}


def test_some_families_come_back() -> None:
    fill()
    with as_owner():
        again = Person.objects.annotate(times=Count("involvements__dossier", distinct=True))
        assert again.filter(times__gt=1).count() > 10


def test_facts_say_what_the_dossiers_say() -> None:
    fill()
    columns = "dossier_id, centre_id, received_on, year, stalking, stalking_offence, exclusion"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM reporting_current EXCEPT "
            f"SELECT {columns} FROM reporting_dossierfact WHERE known_until IS NULL"
        )
        assert cursor.fetchall() == []
        assert DossierFact.objects.filter(stalking_offence=True).exists()
        assert DossierFact.objects.count() == NUMBER


def test_every_dossier_has_its_line_in_the_log() -> None:
    fill()
    with as_owner():
        events = Counter(Event.objects.values_list("event_type", flat=True))
        imported = Dossier.objects.exclude(import_source="").count()
        assert events["cases.dossier.imported"] == imported
        assert events["cases.dossier.opened"] == NUMBER - imported


def test_old_answers_move_the_start_of_registration_back() -> None:
    fill()
    starts = dict(RegistrationStart.objects.values_list("centre__code", "starts_on"))
    assert dt.date(2022, 1, 1) <= starts["antwerpen"] < dt.date(2022, 4, 1)
    assert dt.date(2021, 1, 1) <= starts["mechelen"] < dt.date(2021, 6, 1)
    assert starts.get("limburg", settings.STALKING_REGISTERED_SINCE) >= dt.date(2023, 10, 1)


CATALOGUE = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT relname, 'row security', concat(relrowsecurity, relforcerowsecurity) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    ORDER BY 1, 2, 3
"""


@pytest.mark.parametrize("rebuild_from", [1, 10_000])
def test_walls_triggers_indexes_and_constraints_stand_as_before(
    rebuild_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def catalogue() -> list[tuple[str, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(CATALOGUE)
            return list(cursor.fetchall())

    monkeypatch.setattr(seeding, "REBUILD_FROM", rebuild_from)
    before = catalogue()
    assert len(before) > 200
    fill(50)
    assert catalogue() == before


def test_ordinary_work_goes_on_after_seeding() -> None:
    """Keys, numbers and triggers continue where the seed stopped, and more can be added."""
    fill(50)
    centre = Centre.objects.get(code="leuven")
    colleague = make.member("nieuw", at=centre)
    with acting_as(colleague.pk):
        dossier = open_dossier(by=colleague, centre=centre, received_on=UNTIL, stalking="yes")
    fill(50, seed_number=2)

    with as_owner():
        assert DossierFact.objects.get(dossier_id=dossier.pk).stalking == "yes"
        assert Dossier.objects.count() == 101
        assert Dossier.objects.values("reference").distinct().count() == 101


def test_colleagues_cannot_sign_in() -> None:
    fill(1)
    with as_owner():
        colleagues = User.objects.filter(username__contains=".caseworker.")
        assert colleagues.count() == 9 * 6
        assert not any(colleague.has_usable_password() for colleague in colleagues)


def test_without_reference_data_it_says_what_to_do() -> None:
    with as_owner(), pytest.raises(NotReady, match="load_reference_data"):
        seed(SeedOrder(1, 1))


def test_the_last_day_is_never_in_the_future() -> None:
    with as_owner():
        load_code_lists(folder=CODE_FOLDER)
        load_centres(folder=CENTRE_FOLDER)
        seed(SeedOrder(50, 1, since=dt.date(2026, 1, 1), until=dt.date(2999, 1, 1)))
        today = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
        assert not Dossier.objects.filter(received_on__gt=today).exists()


def test_no_text_breaks_a_line_of_copy() -> None:
    source = Path(vocabulary.__file__).read_text(encoding="utf-8")
    assert "\\" not in source
    assert "\t" not in source
    assert '"""' not in source.partition("\n")[2]


def test_weights_decide_how_often() -> None:
    dice = Dice(1)
    picked = Counter(Weighted([("a", 3), ("b", 1), ("c", 0)]).pick(dice) for _ in range(4000))
    assert set(picked) == {"a", "b"}
    assert 2.6 < picked["a"] / picked["b"] < 3.4


def test_contacts_have_codes_of_their_day_and_count_in_two_units() -> None:
    fill()
    with as_owner():
        calls = list(HelplineContact.objects.select_related("theme", "channel", "context"))
        advice = list(AdviceRequest.objects.select_related("theme", "channel", "centre"))
        rows: list[Any] = [*calls, *advice]
        for row in rows:
            for code in (row.theme, row.channel):
                assert code.valid_from is None or code.valid_from <= row.received_on
        stalking = [row for row in calls if row.theme.counts_as_stalking]
        assert 0.8 * NUMBER < len(calls) <= NUMBER
        assert 0 < len(stalking) < 0.05 * len(calls)
        assert min(row.received_on for row in stalking).year >= 2021
        assert min(row.received_on for row in calls).year == 2018
        assert sum(row.reported_people for row in calls) > len(calls)
        assert 0.02 * NUMBER < len(advice) < 0.2 * NUMBER
        assert min(row.received_on for row in advice) >= settings.STALKING_REGISTERED_SINCE


def test_the_same_seed_gives_the_same_contacts() -> None:
    def contacts() -> list[tuple[object, ...]]:
        fields = ("received_on", "theme__code", "reported_people", "registered_by__username")
        with as_owner():
            return list(HelplineContact.objects.order_by("pk").values_list(*fields))

    fill(60)
    first = contacts()
    forget()
    fill(60)
    assert contacts() == first
