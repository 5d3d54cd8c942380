import datetime as dt

import pytest

from accounts.models import Organisation, Partnership, PartnershipSuspension, User
from cases.errors import Refused
from cases.models import Convocation, Dossier
from cases.services.convocation import convene_partner, end_convocation, partners_of
from lib.acting import acting_as
from lib.calendar import brussels_today
from tests import make
from tests.cases.logged import events
from tests.database import as_owner
from tests.persons import Cast

TODAY = brussels_today()
DAY = dt.timedelta(days=1)


def partnership(
    cast: Cast, organisation: Organisation, ends_on: dt.date | None = None
) -> Partnership:
    with as_owner():
        return Partnership.objects.create(
            organisation=organisation,
            centre=cast.antwerp,
            starts_on=make.FIRST_DAY,
            ends_on=ends_on,
        )


def suspend(held: Partnership, starts_on: dt.date, ends_on: dt.date | None = None) -> None:
    with as_owner():
        PartnershipSuspension.objects.create(
            partnership=held, starts_on=starts_on, ends_on=ends_on, reason="Personeelstekort"
        )


def problems(by: User, dossier: Dossier, organisation: Organisation, **changes: object) -> set[str]:
    given: dict[str, object] = {"purpose": "Casusoverleg"}
    with pytest.raises(Refused) as caught:
        convene_partner(by=by, dossier=dossier, organisation=organisation, **(given | changes))  # type: ignore[arg-type]
    return set(caught.value.fields)


def test_a_convened_partner_sees_the_dossier(by: User, dossier: Dossier, cast: Cast) -> None:
    partnership(cast, cast.police)
    convene_partner(by=by, dossier=dossier, organisation=cast.police, purpose="Casusoverleg")
    with acting_as(cast.convened_partner.pk):
        assert Dossier.objects.visible_to(cast.convened_partner).get() == dossier
    with acting_as(cast.other_partner.pk):
        assert not Dossier.objects.visible_to(cast.other_partner).exists()
    assert len(events("cases.partner.convened")) == 1


def test_only_an_active_partner_of_the_centre_is_convened(
    by: User, dossier: Dossier, cast: Cast
) -> None:
    assert problems(by, dossier, cast.police) == {"organisation"}
    partnership(cast, cast.police, ends_on=TODAY - DAY)
    assert problems(by, dossier, cast.police) == {"organisation"}


def test_a_suspended_partner_is_not_convened_until_it_returns(
    by: User, dossier: Dossier, cast: Cast
) -> None:
    held = partnership(cast, cast.police)
    suspend(held, TODAY - 30 * DAY, TODAY)
    assert problems(by, dossier, cast.police) == {"organisation"}
    assert not partners_of(cast.antwerp.pk).exists()
    with as_owner():
        PartnershipSuspension.objects.update(ends_on=TODAY - DAY)
    convene_partner(by=by, dossier=dossier, organisation=cast.police, purpose="Casusoverleg")


def test_a_partner_is_convened_once_at_a_time(by: User, dossier: Dossier, cast: Cast) -> None:
    partnership(cast, cast.police)
    convene_partner(by=by, dossier=dossier, organisation=cast.police, purpose="Casusoverleg")
    assert problems(by, dossier, cast.police) == {"organisation"}


def test_a_convocation_has_a_purpose_and_no_end_in_the_past(
    by: User, dossier: Dossier, cast: Cast
) -> None:
    partnership(cast, cast.police)
    wrong = problems(by, dossier, cast.police, purpose="", ends_on=TODAY - DAY)
    assert wrong == {"purpose", "ends_on"}


def test_a_partner_may_be_convened_again_later(by: User, dossier: Dossier, cast: Cast) -> None:
    partnership(cast, cast.police)
    make.convocation(dossier, cast.police, by, ends_on=TODAY - DAY)
    convene_partner(by=by, dossier=dossier, organisation=cast.police, purpose="Terugkom")
    assert Convocation.objects.count() == 2


def test_a_convocation_is_ended_today_and_once(by: User, dossier: Dossier, cast: Cast) -> None:
    running = make.convocation(dossier, cast.police, by)
    assert end_convocation(by=by, convocation=running).ends_on == TODAY
    with pytest.raises(Refused):
        end_convocation(by=by, convocation=running)
    assert len(events("cases.partner.dismissed")) == 1
