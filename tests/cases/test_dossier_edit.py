import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role, User
from cases.errors import Refused, StaleVersion
from cases.models import Convocation, Dossier
from cases.services.dossier import (
    assign_case_director,
    close_dossier,
    edit_dossier,
    reopen_dossier,
)
from lib.acting import acting_as
from lib.calendar import brussels_today
from tests import make
from tests.cases.logged import events
from tests.persons import Cast


def test_only_what_is_given_changes(by: User, dossier: Dossier) -> None:
    after = edit_dossier(by=by, dossier=dossier, version=1, stalking="yes")
    assert (after.stalking, after.summary, after.version) == ("yes", "Eerste samenvatting.", 2)
    (event,) = events("cases.dossier.edited")
    assert event.fields == ["stalking"]


def test_an_edit_moves_the_moment_of_change(by: User, dossier: Dossier) -> None:
    before = dossier.updated_at
    assert edit_dossier(by=by, dossier=dossier, version=1, summary="Nieuw").updated_at > before


def test_saving_the_same_writes_nothing(by: User, dossier: Dossier) -> None:
    after = edit_dossier(by=by, dossier=dossier, version=1, summary="Eerste samenvatting.")
    assert after.version == 1
    assert not events("cases.dossier.edited")


def test_a_stale_edit_is_refused(by: User, dossier: Dossier) -> None:
    edit_dossier(by=by, dossier=dossier, version=1, summary="Van Eva")
    with pytest.raises(StaleVersion):
        edit_dossier(by=by, dossier=dossier, version=1, summary="Van Tom")


def test_an_answer_outside_the_list_is_refused(by: User, dossier: Dossier) -> None:
    with pytest.raises(Refused) as caught:
        edit_dossier(by=by, dossier=dossier, version=1, stalking="")
    assert set(caught.value.fields) == {"stalking"}


def test_leaving_the_counts_needs_a_reason_which_is_logged(by: User, dossier: Dossier) -> None:
    with pytest.raises(Refused) as caught:
        edit_dossier(by=by, dossier=dossier, version=1, counting_exclusion="duplicate")
    assert set(caught.value.fields) == {"reason"}
    after = edit_dossier(
        by=by, dossier=dossier, version=1, counting_exclusion="duplicate", reason="Zelfde gezin."
    )
    assert after.counting_exclusion == "duplicate"
    (event,) = events("cases.dossier.edited")
    assert event.reason == "Zelfde gezin."


def test_a_closed_dossier_keeps_its_summary_but_its_answer_may_be_corrected(
    by: User, cast: Cast
) -> None:
    closed = make.dossier(
        cast.antwerp, closed_on=dt.date(2025, 6, 1), closure_reason=make.closure_reason()
    )
    with pytest.raises(Refused):
        edit_dossier(by=by, dossier=closed, version=1, summary="Nog iets")
    assert edit_dossier(by=by, dossier=closed, version=1, stalking="yes").stalking == "yes"


def test_a_partner_and_another_centre_do_not_edit(dossier: Dossier, cast: Cast) -> None:
    make.convocation(dossier, cast.police, cast.colleague)
    for outsider in (cast.convened_partner, cast.other_centre, cast.former_colleague):
        with acting_as(outsider.pk), pytest.raises(PermissionDenied):
            edit_dossier(by=outsider, dossier=dossier, version=1, summary="Van buiten")


def test_the_case_director_works_at_the_centre_today(
    by: User, dossier: Dossier, cast: Cast
) -> None:
    after = assign_case_director(
        by=by, dossier=dossier, version=1, case_director=cast.case_director
    )
    assert after.case_director == cast.case_director
    for outsider in (cast.other_centre, cast.former_colleague, cast.convened_partner, cast.analyst):
        with pytest.raises(Refused) as caught:
            assign_case_director(by=by, dossier=dossier, version=2, case_director=outsider)
        assert set(caught.value.fields) == {"case_director"}


def test_an_account_that_is_switched_off_directs_nothing(
    by: User, dossier: Dossier, cast: Cast
) -> None:
    gone = make.member("weg", Role.CASE_DIRECTOR, at=cast.antwerp, is_active=False)
    with pytest.raises(Refused):
        assign_case_director(by=by, dossier=dossier, version=1, case_director=gone)


def test_a_dossier_may_be_without_case_director(by: User, cast: Cast) -> None:
    directed = make.dossier(cast.antwerp, case_director=cast.case_director)
    after = assign_case_director(by=by, dossier=directed, version=1, case_director=None)
    assert after.case_director is None


def test_closing_ends_what_partners_see_and_logs(by: User, dossier: Dossier, cast: Cast) -> None:
    running = make.convocation(dossier, cast.police, by)
    ended = make.convocation(dossier, cast.care, by, ends_on=dt.date(2024, 1, 1))
    reason = make.closure_reason("violence_stopped")
    after = close_dossier(
        by=by, dossier=dossier, version=1, closed_on=brussels_today(), closure_reason=reason
    )
    assert not after.is_open
    assert after.closed_by == by
    assert Convocation.objects.get(pk=running.pk).ends_on == brussels_today()
    assert Convocation.objects.get(pk=ended.pk).ends_on == dt.date(2024, 1, 1)
    assert len(events("cases.dossier.closed")) == 1


def closing_problems(by: User, dossier: Dossier, **changes: object) -> set[str]:
    given: dict[str, object] = {
        "closed_on": brussels_today(),
        "closure_reason": make.closure_reason(),
    }
    with pytest.raises(Refused) as caught:
        close_dossier(by=by, dossier=dossier, version=1, **(given | changes))  # type: ignore[arg-type]
    dossier.refresh_from_db()
    assert dossier.is_open
    return set(caught.value.fields)


def test_a_dossier_closes_between_its_opening_and_today(by: User, dossier: Dossier) -> None:
    day = dt.timedelta(days=1)
    assert closing_problems(by, dossier, closed_on=brussels_today() + day) == {"closed_on"}
    assert closing_problems(by, dossier, closed_on=dossier.opened_on - day) == {"closed_on"}


def test_the_reason_is_one_of_today(by: User, dossier: Dossier) -> None:
    ended = make.code(type(make.closure_reason()), "oud", valid_until=dt.date(2025, 1, 1))
    assert closing_problems(by, dossier, closure_reason=ended) == {"closure_reason"}
    unknown = make.closure_reason("unknown")
    assert closing_problems(by, dossier, closure_reason=unknown) == {"closure_reason"}


def test_another_reason_is_described(by: User, dossier: Dossier) -> None:
    other = make.closure_reason("other")
    assert closing_problems(by, dossier, closure_reason=other) == {"note"}


def test_a_dossier_opened_by_mistake_leaves_the_counts(by: User, dossier: Dossier) -> None:
    after = close_dossier(
        by=by,
        dossier=dossier,
        version=1,
        closed_on=brussels_today(),
        closure_reason=make.closure_reason("entered_in_error"),
    )
    assert after.counting_exclusion == "withdrawn"


def test_a_closed_dossier_is_not_closed_again(by: User, dossier: Dossier) -> None:
    given = {"closed_on": brussels_today(), "closure_reason": make.closure_reason()}
    close_dossier(by=by, dossier=dossier, version=1, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        close_dossier(by=by, dossier=dossier, version=2, **given)  # type: ignore[arg-type]


def test_reopening_needs_a_reason_and_keeps_the_note(by: User, cast: Cast) -> None:
    closed = make.dossier(
        cast.antwerp,
        closed_on=dt.date(2025, 6, 1),
        closure_reason=make.closure_reason(),
        closing_note="Rustig.",
    )
    with pytest.raises(Refused):
        reopen_dossier(by=by, dossier=closed, version=1, reason="")
    after = reopen_dossier(by=by, dossier=closed, version=1, reason="Nieuwe feiten.")
    assert after.is_open
    assert after.closing_note == "Rustig."
    (event,) = events("cases.dossier.reopened")
    assert event.reason == "Nieuwe feiten."


def test_an_open_dossier_is_not_reopened(by: User, dossier: Dossier) -> None:
    with pytest.raises(Refused):
        reopen_dossier(by=by, dossier=dossier, version=1, reason="Waarom niet")
