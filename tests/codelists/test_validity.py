"""Codes hold in time: which are offered on a day, and what the database refuses."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from codelists.models import ClosureReason, FormOfViolence, OffenceType
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 23)
CHANGE_OVER = dt.date(2026, 9, 1)


def offered(model: Any, day: dt.date) -> set[str]:
    return set(model.objects.valid_on(day).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("first", "last", "is_offered"),
    [
        (None, None, True),
        (0, None, True),
        (1, None, False),
        (None, 0, True),
        (None, -1, False),
        (0, 0, True),
        (-5, -1, False),
        (1, 5, False),
    ],
)
def test_code_is_offered_from_its_first_to_its_last_day(
    first: int | None, last: int | None, is_offered: bool
) -> None:
    make.code(
        ClosureReason,
        "reden",
        valid_from=None if first is None else TODAY + first * DAY,
        valid_until=None if last is None else TODAY + last * DAY,
    )
    assert offered(ClosureReason, TODAY) == ({"reden"} if is_offered else set())


@pytest.fixture
def offence_types() -> None:
    make.offence_type("belaging_oud", legal_code="old", valid_from=dt.date(1998, 12, 27))
    make.offence_type("belaging_nieuw", legal_code="new")
    make.offence_type("andere_wet", legal_code="other")
    make.offence_type("verkrachting_oud", legal_code="old", valid_until=dt.date(2022, 5, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(1998, 12, 26), {"andere_wet", "verkrachting_oud"}),
        (dt.date(1998, 12, 27), {"andere_wet", "verkrachting_oud", "belaging_oud"}),
        (dt.date(2022, 5, 31), {"andere_wet", "verkrachting_oud", "belaging_oud"}),
        (dt.date(2022, 6, 1), {"andere_wet", "belaging_oud"}),
        (CHANGE_OVER - DAY, {"andere_wet", "belaging_oud"}),
        (CHANGE_OVER, {"andere_wet", "belaging_nieuw"}),
        (CHANGE_OVER + DAY, {"andere_wet", "belaging_nieuw"}),
    ],
)
def test_day_of_the_facts_decides_which_criminal_code_holds(
    offence_types: None, settings: Any, day: dt.date, expected: set[str]
) -> None:
    settings.NEW_CRIMINAL_CODE_APPLIES_ON = CHANGE_OVER
    assert offered(OffenceType, day) == expected


def test_change_over_is_a_setting(offence_types: None, settings: Any) -> None:
    """Sources contradict each other (8 April, 1 September 2026); nothing is stored."""
    settings.NEW_CRIMINAL_CODE_APPLIES_ON = dt.date(2026, 4, 8)
    assert "belaging_nieuw" in offered(OffenceType, dt.date(2026, 4, 8))
    assert "belaging_oud" in offered(OffenceType, dt.date(2026, 4, 7))
    settings.NEW_CRIMINAL_CODE_APPLIES_ON = dt.date(2027, 1, 1)
    assert "belaging_oud" in offered(OffenceType, dt.date(2026, 4, 8))


def test_no_day_is_without_a_code_for_stalking(settings: Any) -> None:
    """Old or new, one of the two is offered, whatever the change-over."""
    from codelists.services.loading import load_code_lists

    with as_owner():
        load_code_lists()
    for change_over in (dt.date(2026, 4, 8), CHANGE_OVER):
        settings.NEW_CRIMINAL_CODE_APPLIES_ON = change_over
        for number in range(-3, 4):
            day = change_over + number * DAY
            stalking = OffenceType.objects.valid_on(day).filter(counts_as_stalking=True)
            assert stalking.count() == 1, day


def test_last_day_before_first_day_is_refused() -> None:
    code = ClosureReason(
        code="omgekeerd", label="Omgekeerd", valid_from=TODAY, valid_until=TODAY - DAY
    )
    with pytest.raises(ValidationError, match="voor de eerste dag"):
        code.full_clean()
    with pytest.raises(IntegrityError, match="validity"), transaction.atomic(), as_owner():
        code.save()


def test_one_code_is_one_row() -> None:
    make.code(ClosureReason, "dubbel")
    with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
        ClosureReason.objects.create(code="dubbel", label="Nog eens")


# --- ended, never deleted -------------------------------------------------------------------


def test_application_may_not_delete_any_code() -> None:
    """The role of the web server has no DELETE on any list, in use or not."""
    make.code(ClosureReason, "ongebruikt")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ClosureReason.objects.filter(code="ongebruikt").delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'codelists\\_%%' AND relkind = 'r'"
            " AND has_table_privilege('vh_app', oid, 'DELETE, TRUNCATE')"
        )
        assert cursor.fetchall() == []


def test_owner_cannot_delete_a_code_in_use() -> None:
    """Not through Django (PROTECT), and not round it (foreign key)."""
    form = make.stalking_form()
    make.offence(make.dossier(make.centre()), forms=(form,))
    with as_owner(), pytest.raises(ProtectedError):
        form.delete()
    with pytest.raises(IntegrityError):
        delete_round_django(form.pk)


def delete_round_django(form_id: int) -> None:
    with transaction.atomic(), as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM codelists_formofviolence WHERE id = %s", [form_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_ended_code_stays_with_what_used_it() -> None:
    form = make.stalking_form()
    offence = make.offence(make.dossier(make.centre()), forms=(form,))
    with as_owner():
        FormOfViolence.objects.filter(pk=form.pk).update(valid_until=TODAY - DAY)
        assert list(offence.forms.all()) == [form]
    assert offered(FormOfViolence, TODAY) == set()
