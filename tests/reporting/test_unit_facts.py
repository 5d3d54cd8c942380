"""Unit facts: what each kind says, dated, and unharmed by erasure."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Centre
from cases.models import Dossier, Involvement, Offence, OffenceForm, OffenceParty, Person
from lib.acting import acting_as
from registrations.models import Intake, IntakePerson
from reporting.models import UnitFact, UnitKind
from reporting.unit_sources import COLUMNS, backfill, renew
from tests import make
from tests.database import as_owner
from tests.persons import cast

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2025, 3, 10)


def facts(kind: str, subject: int) -> list[UnitFact]:
    with as_owner():
        return list(UnitFact.objects.filter(kind=kind, subject_id=subject).order_by("id"))


def current(kind: str, subject: int) -> UnitFact:
    (fact,) = [one for one in facts(kind, subject) if one.known_until is None]
    return fact


@pytest.fixture
def centre() -> Centre:
    return make.centre()


@pytest.fixture
def dossier(centre: Centre) -> Dossier:
    return make.dossier(centre, stalking="unknown")


def closed() -> dict[str, Any]:
    return {"closed_on": dt.date(2025, 6, 1), "closure_reason": make.closure_reason()}


def change(model: Any, pk: int, **fields: Any) -> None:
    with as_owner():
        model.objects.filter(pk=pk).update(**fields)


class TestWhatTheySay:
    def test_a_dossier_is_opened_and_closed(self, dossier: Dossier) -> None:
        opened = current("dossier", dossier.pk)
        assert (opened.day, opened.ends_on, opened.duration) == (DAY, None, 0)
        assert opened.dims == {"stalking": "unknown"}
        assert facts("closure", dossier.pk) == []
        change(
            Dossier,
            dossier.pk,
            closed_on=dt.date(2026, 1, 9),
            closure_reason=make.closure_reason("stopped"),
        )
        assert current("dossier", dossier.pk).ends_on == dt.date(2026, 1, 9)
        closed = current("closure", dossier.pk)
        assert (closed.year, closed.duration) == (2026, 305)
        assert closed.dims == {"stalking": "unknown", "reason": "stopped"}
        change(Dossier, dossier.pk, closed_on=None, closure_reason=None)
        assert [one.known_until is None for one in facts("closure", dossier.pk)] == [False]

    def test_an_offence_with_its_forms(self, dossier: Dossier) -> None:
        offence = make.offence(
            dossier,
            forms=(make.stalking_form(), make.form()),
            relation=make.relation(),
            occurred_from=dt.date(2024, 12, 31),
        )
        fact = current("offence", offence.pk)
        assert fact.year == 2024
        assert fact.dims == {
            "forms": ["physical", "stalking"],
            "relation": "ex_partner",
            "status": "suspected",
            "stalking": "yes",
        }
        assert current("dossier", dossier.pk).dims == {"stalking": "yes"}
        change(Offence, offence.pk, status="refuted", relation=None)
        assert "relation" not in current("offence", offence.pk).dims
        assert current("dossier", dossier.pk).dims == {"stalking": "unknown"}
        with as_owner():
            OffenceForm.objects.filter(offence=offence, form=make.stalking_form()).delete()
        assert current("offence", offence.pk).dims["stalking"] == "no"

    def test_a_person_with_what_she_underwent(self, centre: Centre, dossier: Dossier) -> None:
        sofie = make.person(centre, sex="f", born_on=dt.date(2007, 3, 11))
        involved = make.involvement(dossier, sofie)
        fact = current("person", involved.pk)
        assert fact.counted_id == sofie.pk
        assert fact.dims == {"role": "victim", "sex": "f", "age": "from_12"}
        offence = make.offence(
            dossier, forms=(make.form(),), affected=(sofie,), relation=make.relation("partner")
        )
        assert current("person", involved.pk).dims["relations"] == ["partner"]
        assert current("person", involved.pk).dims["forms"] == ["physical"]
        change(Person, sofie.pk, born_on=dt.date(2007, 3, 10), sex="u")
        assert current("person", involved.pk).dims["age"] == "from_18"
        assert "sex" not in current("person", involved.pk).dims
        with as_owner():
            OffenceParty.objects.filter(offence=offence).delete()
        assert "forms" not in current("person", involved.pk).dims

    @pytest.mark.parametrize(
        ("answers", "outcome"),
        [
            ({}, "met"),
            ({"integrity": "unclear"}, "unclear"),
            ({"integrity": "unclear", "coordination": "no"}, "not_met"),
        ],
    )
    def test_an_assessment_of_the_criteria(
        self, dossier: Dossier, answers: dict[str, str], outcome: str
    ) -> None:
        assessment = make.criteria(dossier, make.user(), **answers)
        assert current("criteria", assessment.pk).dims["outcome"] == outcome

    def test_a_later_intake_about_the_same_person_is_renewed(self, centre: Centre) -> None:
        user, sofie = make.user(), make.person(centre)
        later = make.intake(centre, user, people=((sofie, "victim"),))
        assert current("intake", later.pk).dims["renewed"] == "no"
        earlier = make.intake(
            centre, user, received_on=dt.date(2024, 1, 5), people=((sofie, "child"),)
        )
        assert current("intake", later.pk).dims["renewed"] == "yes"
        assert current("intake", earlier.pk).dims["renewed"] == "no"
        nobody = make.intake(centre, user)
        assert "renewed" not in current("intake", nobody.pk).dims

    def test_another_day_of_an_intake_makes_another_one_the_first(self, centre: Centre) -> None:
        user, sofie = make.user(), make.person(centre)
        spring, autumn = (
            make.intake(centre, user, received_on=day, people=((sofie, "victim"),))
            for day in (dt.date(2024, 3, 1), dt.date(2024, 9, 1))
        )
        change(Intake, spring.pk, received_on=dt.date(2025, 1, 1))
        assert current("intake", spring.pk).dims["renewed"] == "yes"
        assert current("intake", autumn.pk).dims["renewed"] == "no"

    def test_an_intake_turns_out_to_be_about_somebody_else(self, centre: Centre) -> None:
        user, sofie, ines = make.user(), make.person(centre), make.person(centre)
        make.intake(centre, user, received_on=DAY, people=((sofie, "victim"),))
        later = make.intake(centre, user, received_on=DAY, people=((ines, "victim"),))
        assert current("intake", later.pk).dims["renewed"] == "no"
        with as_owner():
            IntakePerson.objects.filter(intake=later).update(person=sofie)
        assert current("intake", later.pk).dims["renewed"] == "yes"

    def test_an_offence_that_moves_takes_what_it_says_along(
        self, centre: Centre, dossier: Dossier
    ) -> None:
        sofie = make.person(centre)
        other = make.dossier(centre, stalking="no", **closed())
        there, here = make.involvement(other, sofie), make.involvement(dossier, sofie)
        offence = make.offence(other, offence_type=make.belaging(), affected=(sofie,))
        change(Offence, offence.pk, dossier=dossier)
        assert current("dossier", dossier.pk).dims == {"stalking": "yes"}
        assert current("dossier", other.pk).dims == {"stalking": "no"}
        assert current("closure", other.pk).dims["stalking"] == "no"
        assert current("person", here.pk).dims["offence_types"] == ["belaging_442bis"]
        assert "offence_types" not in current("person", there.pk).dims

    def test_an_offence_that_is_removed_says_nothing_any_more(self, centre: Centre) -> None:
        dossier = make.dossier(centre, stalking="unknown", **closed())
        offence = make.offence(dossier, offence_type=make.belaging())
        assert current("closure", dossier.pk).dims["stalking"] == "yes"
        with as_owner():
            offence.delete()
        assert current("dossier", dossier.pk).dims == {"stalking": "unknown"}
        assert current("closure", dossier.pk).dims["stalking"] == "unknown"

    def test_what_is_left_out_is_left_out_of_every_part(
        self, centre: Centre, dossier: Dossier
    ) -> None:
        sofie = make.person(centre)
        parts = {
            "offence": make.offence(dossier).pk,
            "person": make.involvement(dossier, sofie).pk,
            "criteria": make.criteria(dossier, make.user()).pk,
            "convocation": make.convocation(dossier, make.organisation(), make.user()).pk,
            "dossier": dossier.pk,
        }
        change(Dossier, dossier.pk, counting_exclusion="duplicate")
        assert {current(kind, pk).exclusion for kind, pk in parts.items()} == {"duplicate"}
        assert {len(facts(kind, pk)) for kind, pk in parts.items()} == {2}


class TestDated:
    def test_a_change_closes_and_adds(self, dossier: Dossier) -> None:
        offence = make.offence(dossier)
        change(Offence, offence.pk, status="confirmed")
        old, new = facts("offence", offence.pk)
        assert (old.dims["status"], new.dims["status"]) == ("suspected", "confirmed")
        assert old.known_until == new.known_from

    def test_a_change_of_words_leaves_no_trace(self, dossier: Dossier) -> None:
        offence = make.offence(dossier)
        change(Offence, offence.pk, description="Anders verteld.")
        change(Dossier, dossier.pk, summary="Anders verteld.")
        assert len(facts("offence", offence.pk)) == len(facts("dossier", dossier.pk)) == 1

    def test_one_trace_per_transaction(self, dossier: Dossier) -> None:
        offence = make.offence(dossier)
        with as_owner(), transaction.atomic():
            for status in ("confirmed", "refuted", "suspected"):
                Offence.objects.filter(pk=offence.pk).update(status=status)
        assert len(facts("offence", offence.pk)) == 1

    def test_known_on(self, dossier: Dossier) -> None:
        before = current("dossier", dossier.pk).known_from - dt.timedelta(seconds=1)
        with as_owner():
            assert not UnitFact.objects.known_on(before).exists()
            assert UnitFact.objects.known_on(dt.datetime.now(dt.UTC)).exists()

    def test_erasing_a_dossier_changes_no_fact(self, centre: Centre, dossier: Dossier) -> None:
        sofie = make.person(centre)
        involved = make.involvement(dossier, sofie)
        offence = make.offence(dossier, forms=(make.stalking_form(),), affected=(sofie,))
        kept = {"dossier": dossier.pk, "offence": offence.pk, "person": involved.pk}
        before = {kind: current(kind, pk) for kind, pk in kept.items()}
        with as_owner(), transaction.atomic():
            dossier.delete()
        assert not Involvement.objects.exists()
        after = {kind: current(kind, pk) for kind, pk in kept.items()}
        assert {k: (f.pk, f.dims) for k, f in after.items()} == {
            k: (f.pk, f.dims) for k, f in before.items()
        }


class TestBuilt:
    def test_backfill_gives_what_the_triggers_gave(self, centre: Centre, dossier: Dossier) -> None:
        """The same rows, known since they were recorded: for a migration and for the seed."""
        sofie = make.person(centre, born_on=dt.date(1990, 1, 1))
        make.involvement(dossier, sofie)
        make.offence(dossier, forms=(make.stalking_form(),), affected=(sofie,))
        make.intake(centre, make.user(), people=((sofie, "victim"),))
        with as_owner():
            facts = UnitFact.objects.known_on(None).values_list("kind", *COLUMNS)
            before = sorted(map(str, facts.all()))
            UnitFact.objects.all().delete()
            with connection.cursor() as cursor:
                for kind in UnitKind.values:
                    cursor.execute(backfill(kind))
            assert sorted(map(str, facts.all())) == before
            assert UnitFact.objects.get(kind="dossier").known_from == dossier.created_at

    def test_facts_that_fell_behind_are_known_anew(self, centre: Centre) -> None:
        """Before migration 0018 another day of one intake left the others as they were."""
        sofie = make.person(centre)
        intake, other = (
            make.intake(centre, make.user(), received_on=day, people=((sofie, "victim"),))
            for day in (DAY, DAY + dt.timedelta(1))
        )
        untouched = facts("intake", intake.pk)
        behind = {**current("intake", other.pk).dims, "renewed": "no"}
        with as_owner(), connection.cursor() as cursor:
            UnitFact.objects.filter(kind="intake", subject_id=other.pk).update(dims=behind)
            cursor.execute(renew("intake"))
        *_earlier, old, new = facts("intake", other.pk)
        assert (old.dims["renewed"], new.dims["renewed"]) == ("no", "yes")
        assert old.known_until == new.known_from
        assert facts("intake", intake.pk) == untouched


class TestWalls:
    def test_own_centre_only_and_calls_for_who_counts(self) -> None:
        people = cast()
        make.dossier(people.antwerp)
        make.dossier(people.leuven)
        with as_owner():
            UnitFact.objects.create(
                kind="helpline", subject_id=1, counted_id=1, day=DAY, year=2025,
                known_from=dt.datetime.now(dt.UTC),
            )  # fmt: skip
        seen = {}
        for user in (people.coordinator, people.colleague, people.convened_partner):
            with acting_as(user.pk), transaction.atomic():
                seen[user.username] = UnitFact.objects.count()
        assert list(seen.values()) == [3, 2, 0]
