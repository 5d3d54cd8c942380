import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from cases.errors import Refused
from cases.models import Dossier, Involvement, Person
from cases.services.people_in_dossier import change_role, end_involvement, involve_person
from lib.calendar import brussels_today
from tests import make
from tests.cases.logged import events
from tests.persons import Cast


@pytest.fixture
def somebody(cast: Cast) -> Person:
    return make.person(cast.antwerp, "Lowie", "Proefman")


def test_a_person_is_involved_from_today(by: User, dossier: Dossier, somebody: Person) -> None:
    involvement = involve_person(by=by, dossier=dossier, person=somebody, role="child")
    assert involvement.starts_on == brussels_today()
    (event,) = events("cases.involvement.added")
    assert event.dossier_id == dossier.pk


def test_a_role_is_given_once_but_two_roles_may_stand(
    by: User, dossier: Dossier, sofie: Person
) -> None:
    with pytest.raises(Refused) as caught:
        involve_person(by=by, dossier=dossier, person=sofie, role="victim")
    assert set(caught.value.fields) == {"role"}
    involve_person(by=by, dossier=dossier, person=sofie, role="offender")
    assert Involvement.objects.filter(person=sofie).count() == 2


def test_an_unknown_role_is_refused(by: User, dossier: Dossier, somebody: Person) -> None:
    with pytest.raises(Refused):
        involve_person(by=by, dossier=dossier, person=somebody, role="suspect")


def test_a_person_of_another_centre_stays_there(by: User, dossier: Dossier, cast: Cast) -> None:
    foreigner = make.person(cast.leuven, "Van", "Elders")
    with pytest.raises(PermissionDenied):
        involve_person(by=by, dossier=dossier, person=foreigner, role="victim")


def test_a_closed_dossier_takes_nobody(by: User, cast: Cast, somebody: Person) -> None:
    closed = make.dossier(
        cast.antwerp, closed_on=dt.date(2025, 6, 1), closure_reason=make.closure_reason()
    )
    with pytest.raises(Refused):
        involve_person(by=by, dossier=closed, person=somebody, role="victim")


def test_an_involvement_ends_between_its_first_day_and_today(
    by: User, dossier: Dossier, somebody: Person
) -> None:
    involvement = make.involvement(dossier, somebody, starts_on=dt.date(2025, 4, 1))
    for wrong in (dt.date(2025, 3, 31), brussels_today() + dt.timedelta(days=1)):
        with pytest.raises(Refused) as caught:
            end_involvement(by=by, involvement=involvement, ends_on=wrong)
        assert set(caught.value.fields) == {"ends_on"}
    assert end_involvement(by=by, involvement=involvement).ends_on == brussels_today()
    with pytest.raises(Refused):
        end_involvement(by=by, involvement=involvement)


def test_another_role_leaves_the_earlier_one_readable(
    by: User, dossier: Dossier, somebody: Person
) -> None:
    earlier = make.involvement(dossier, somebody, "victim", starts_on=dt.date(2025, 4, 1))
    later = change_role(by=by, involvement=earlier, role="offender")
    earlier.refresh_from_db()
    assert (earlier.role, earlier.ends_on) == ("victim", brussels_today())
    assert (later.role, later.starts_on, later.ends_on) == ("offender", brussels_today(), None)


def test_a_role_given_today_is_corrected_in_place(
    by: User, dossier: Dossier, somebody: Person
) -> None:
    involvement = involve_person(by=by, dossier=dossier, person=somebody, role="victim")
    change_role(by=by, involvement=involvement, role="child")
    assert [row.role for row in Involvement.objects.filter(person=somebody)] == ["child"]


def test_a_role_somebody_has_already_is_not_given_by_change(
    by: User, dossier: Dossier, somebody: Person
) -> None:
    first = make.involvement(dossier, somebody, "victim")
    make.involvement(dossier, somebody, "offender")
    with pytest.raises(Refused):
        change_role(by=by, involvement=first, role="offender")
