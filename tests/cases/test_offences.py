import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from cases.errors import Refused, StaleVersion
from cases.models import Dossier, Offence, OffenceParty, Person
from cases.services.offences import OffenceContent, content_of, edit_offence, record_offence
from codelists.models import Relation
from lib.acting import acting_as
from lib.calendar import brussels_today
from reporting.models import DossierFact
from tests import make
from tests.cases.logged import events
from tests.database import as_owner
from tests.persons import Cast

DAY = dt.date(2025, 3, 1)


def content(**changes: object) -> OffenceContent:
    fields: dict[str, object] = {"occurred_from": DAY, "forms": (make.form(),)}
    return OffenceContent(**(fields | changes))  # type: ignore[arg-type]


def refused(by: User, dossier: Dossier, **changes: object) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        record_offence(by=by, dossier=dossier, content=content(**changes))
    with as_owner():
        assert not Offence.objects.exists()
    return dict(caught.value.fields)


def test_a_fact_is_recorded_with_everything_in_it(
    by: User, dossier: Dossier, sofie: Person, koen: Person
) -> None:
    given = content(
        occurred_until=dt.date(2025, 3, 9),
        forms=(make.form(), make.stalking_form()),
        relation=make.relation(),
        offence_type=make.belaging(),
        status="confirmed",
        description="Stond drie keer aan de school.",
        acted=(koen,),
        affected=(sofie,),
    )
    offence = record_offence(by=by, dossier=dossier, content=given)
    stored = content_of(Offence.objects.get(pk=offence.pk))
    assert set(stored.forms) == set(given.forms)
    assert stored.acted == (koen,)
    assert stored.affected == (sofie,)
    assert stored.description == "Stond drie keer aan de school."
    assert offence.recorded_by == by


def test_the_log_names_the_fields_and_holds_no_text(by: User, dossier: Dossier) -> None:
    record_offence(by=by, dossier=dossier, content=content(description="GEHEIM"))
    (event,) = events("cases.offence.recorded")
    assert "description" in event.fields
    assert event.dossier_id == dossier.pk
    assert "GEHEIM" not in str(vars(event))


def test_a_stalking_fact_counts_although_the_answer_is_no(by: User, dossier: Dossier) -> None:
    record_offence(by=by, dossier=dossier, content=content(forms=(make.stalking_form(),)))
    with as_owner():
        fact = DossierFact.objects.get(dossier_id=dossier.pk, known_until=None)
    assert fact.stalking_offence
    assert fact.stalking == "no"


def test_a_fact_lies_in_the_past(by: User, dossier: Dossier) -> None:
    tomorrow = brussels_today() + dt.timedelta(days=1)
    assert set(refused(by, dossier, occurred_from=tomorrow)) == {"occurred_from"}
    assert set(refused(by, dossier, occurred_until=tomorrow)) == {"occurred_until"}


def test_a_fact_of_the_roman_age_is_a_typing_error(by: User, dossier: Dossier) -> None:
    assert set(refused(by, dossier, occurred_from=dt.date(25, 3, 1))) == {"occurred_from"}


def test_a_period_ends_after_it_starts(by: User, dossier: Dossier) -> None:
    assert set(refused(by, dossier, occurred_until=dt.date(2025, 2, 28))) == {"occurred_until"}


def test_a_fact_has_a_form(by: User, dossier: Dossier) -> None:
    assert set(refused(by, dossier, forms=())) == {"forms"}


def test_a_fact_has_a_known_status(by: User, dossier: Dossier) -> None:
    assert set(refused(by, dossier, status="perhaps")) == {"status"}


def test_every_broken_rule_is_told_at_once(by: User, dossier: Dossier) -> None:
    problems = refused(by, dossier, forms=(), status="", occurred_until=dt.date(2025, 1, 1))
    assert set(problems) == {"forms", "status", "occurred_until"}


def test_a_code_is_valid_on_the_day_of_the_fact(by: User, dossier: Dossier) -> None:
    day_before = dt.date(2025, 2, 28)
    problems = refused(
        by,
        dossier,
        forms=(make.form("oude-vorm", valid_until=day_before),),
        relation=make.code(Relation, "oude-relatie", valid_until=day_before),
        offence_type=make.offence_type("oud-feit", valid_until=day_before),
    )
    assert set(problems) == {"forms", "relation", "offence_type"}
    assert "oude-vorm" in problems["forms"]


def test_the_old_qualification_is_not_for_facts_under_the_new_code(
    by: User, dossier: Dossier, settings: object
) -> None:
    settings.NEW_CRIMINAL_CODE_APPLIES_ON = dt.date(2025, 1, 1)  # type: ignore[attr-defined]
    assert set(refused(by, dossier, offence_type=make.belaging())) == {"offence_type"}


def test_a_period_over_the_change_of_law_may_take_either_qualification(
    by: User, dossier: Dossier, settings: object
) -> None:
    settings.NEW_CRIMINAL_CODE_APPLIES_ON = dt.date(2025, 3, 5)  # type: ignore[attr-defined]
    new = make.offence_type("belaging_new", legal_code="new", counts_as_stalking=True)
    period = {"occurred_until": dt.date(2025, 3, 20)}
    record_offence(by=by, dossier=dossier, content=content(offence_type=make.belaging(), **period))
    record_offence(by=by, dossier=dossier, content=content(offence_type=new, **period))
    assert Offence.objects.count() == 2


def test_only_people_of_this_dossier_are_named(
    by: User, dossier: Dossier, cast: Cast, koen: Person
) -> None:
    stranger = make.person(cast.antwerp, "Iemand", "Anders")
    assert set(refused(by, dossier, acted=(koen, stranger))) == {"acted"}
    assert set(refused(by, dossier, affected=(stranger,))) == {"affected"}


def test_somebody_may_have_done_it_and_undergone_it(
    by: User, dossier: Dossier, sofie: Person
) -> None:
    record_offence(by=by, dossier=dossier, content=content(acted=(sofie,), affected=(sofie,)))
    assert OffenceParty.objects.filter(person=sofie).count() == 2


def test_a_closed_dossier_takes_no_facts(by: User, cast: Cast) -> None:
    closed = make.dossier(
        cast.antwerp, closed_on=dt.date(2025, 6, 1), closure_reason=make.closure_reason()
    )
    assert set(refused(by, closed)) == {""}


def test_a_convened_partner_reads_and_does_not_write(dossier: Dossier, cast: Cast) -> None:
    make.convocation(dossier, cast.police, cast.colleague)
    with acting_as(cast.convened_partner.pk), pytest.raises(PermissionDenied):
        record_offence(by=cast.convened_partner, dossier=dossier, content=content())


@pytest.fixture
def offence(dossier: Dossier, koen: Person) -> Offence:
    return make.offence(dossier, forms=(make.form(),), acted=(koen,), occurred_from=DAY)


def test_an_edit_replaces_and_logs_what_changed(
    by: User, offence: Offence, koen: Person, sofie: Person
) -> None:
    changed = content(
        forms=(make.stalking_form(),), status="refuted", acted=(sofie,), affected=(koen,)
    )
    after = edit_offence(by=by, offence=offence, version=1, content=changed)
    assert after.version == 2
    assert content_of(after) == changed
    (event,) = events("cases.offence.edited")
    assert set(event.fields) == {"forms", "status", "acted", "affected"}


def test_a_refuted_fact_counts_no_longer(by: User, dossier: Dossier) -> None:
    offence = make.offence(dossier, forms=(make.stalking_form(),), occurred_from=DAY)
    given = content(forms=(make.stalking_form(),), status="refuted")
    edit_offence(by=by, offence=offence, version=1, content=given)
    with as_owner():
        fact = DossierFact.objects.get(dossier_id=dossier.pk, known_until=None)
    assert not fact.stalking_offence


def test_an_edit_that_changes_nothing_writes_nothing(
    by: User, offence: Offence, koen: Person
) -> None:
    after = edit_offence(by=by, offence=offence, version=1, content=content(acted=(koen,)))
    assert after.version == 1
    assert not events("cases.offence.edited")


def test_a_stale_edit_writes_nothing(by: User, offence: Offence) -> None:
    edit_offence(by=by, offence=offence, version=1, content=content(description="eerst"))
    with pytest.raises(StaleVersion):
        edit_offence(by=by, offence=offence, version=1, content=content(description="te laat"))
    offence.refresh_from_db()
    assert offence.description == "eerst"


def test_a_code_that_ended_since_may_stay_while_the_day_stays(by: User, dossier: Dossier) -> None:
    ended = make.form("oud", valid_until=dt.date(2024, 12, 31))
    offence = make.offence(dossier, forms=(ended,), occurred_from=DAY)
    edited = edit_offence(
        by=by, offence=offence, version=1, content=content(forms=(ended,), description="meer")
    )
    assert edited.description == "meer"
    moved = content(forms=(ended,), occurred_from=dt.date(2025, 3, 2))
    with pytest.raises(Refused) as caught:
        edit_offence(by=by, offence=offence, version=2, content=moved)
    assert set(caught.value.fields) == {"forms"}
