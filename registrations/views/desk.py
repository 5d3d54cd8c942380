"""The intake form with its rows of people: one desk for a new intake and for a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.models import Centre, User
from cases.forms.person import (
    MAX_PEOPLE,
    BasePeople,
    PeopleFormSet,
    PersonEntryForm,
    propose_details,
)
from cases.forms.rows import row_count
from cases.masking import mask_of
from cases.models import InvolvementRole
from cases.views.people import names_hidden
from registrations.forms.intake import IntakeCodes, IntakeForm
from registrations.services.intake import IntakeContent

PREFIX = "p"
FIRST_ROWS = (InvolvementRole.VICTIM, InvolvementRole.OFFENDER, InvolvementRole.CHILD)
ADD = "add-"
SEARCH = "search"
OPEN = "open"


@dataclass(frozen=True)
class Desk:
    """Both forms of the page, bound to the same post or showing the same stored intake."""

    form: IntakeForm
    people: BasePeople

    def is_valid(self) -> bool:
        """Both are asked, so that every problem is on the page at once."""
        return all([self.form.is_valid(), self.people.is_valid()])

    @property
    def has_errors(self) -> bool:
        """For the title of the page: it starts with "Error:"."""
        return bool(self.form.errors) or (
            self.people.is_bound and self.people.total_error_count() > 0
        )

    def content(self) -> IntakeContent:
        """What was filled in, for the use case."""
        return self.form.content(self.people.entries)


def own_centres(user: User) -> list[Centre]:
    """The centres for which this user takes intakes. Raises Http404 when there are none."""
    own = list(user.centres().values())
    if not own:
        raise Http404
    return own


def blank_desk(user: User, centres: list[Centre]) -> Desk:
    """An empty page: a victim, an offender and a child to look for."""
    desk = stored_desk(user, centres, initial={}, rows=[{"role": role} for role in FIRST_ROWS])
    if len(centres) == 1:
        # Who opens this page has a name in mind; with two centres the centre comes first.
        focus_on(desk.people.forms[0])
    return desk


def stored_desk(
    user: User, centres: list[Centre], *, initial: Mapping[str, Any], rows: list[dict[str, Any]]
) -> Desk:
    """The page with what was saved before."""
    form = IntakeForm(initial=initial, codes=IntakeCodes.fetch(), centres=centres)
    centre_ids = [centre.pk for centre in centres]
    people = PeopleFormSet(initial=rows, prefix=PREFIX, by=user, centre_ids=centre_ids)
    return Desk(form, people)


def posted_desk(user: User, data: QueryDict, centres: list[Centre], *, quiet: bool = False) -> Desk:
    """The page with what was typed; `quiet` says nothing about mistakes.

    Only people of the centre that was chosen may be named; before that, of all one's own.
    """
    form = IntakeForm(data, codes=IntakeCodes.fetch(), centres=centres)
    form.quiet = quiet
    own = [centre.pk for centre in centres]
    meant = [pk for pk in own if str(pk) == data.get("centre")] or own
    people = PeopleFormSet(data, prefix=PREFIX, by=user, centre_ids=meant, quiet=quiet)
    return Desk(form, people)


def with_proposals(posted: QueryDict) -> QueryDict:
    """What was posted, with the details of new people filled in from what was sought."""
    data = posted.copy()
    for index in range(min(row_count(data, PREFIX), MAX_PEOPLE)):
        propose_details(data, f"{PREFIX}-{index}")
    return data


def only_redrawn(user: User, data: QueryDict, centres: list[Centre]) -> Desk | None:
    """The page again with search results or one more row; None when it is to be saved."""
    action = str(data.get("do", ""))
    if action.startswith(ADD):
        _add_row(data, action.removeprefix(ADD))
    elif action != SEARCH:
        return None
    desk = posted_desk(user, data, centres, quiet=True)
    desk.people.prepare(search_again=action == SEARCH)
    _place_focus(desk.people, action)
    return desk


def show(
    request: HttpRequest,
    desk: Desk,
    *,
    heading: str,
    cancel_url: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page itself. With the names hidden nobody can be recognised, so nothing is asked."""
    if request.method != "POST" and mask_of(request).hidden:
        return names_hidden(request, heading, cancel_url, **context)
    desk.people.prepare()
    page = {
        "form": desk.form,
        "people": desk.people,
        "roles": InvolvementRole.choices,
        "has_errors": desk.has_errors,
        "heading": heading,
        "cancel_url": cancel_url,
    }
    return render(request, "registrations/intake_form.html", {**page, **context}, status=status)


def _add_row(data: QueryDict, role: str) -> None:
    count = row_count(data, PREFIX)
    if role in InvolvementRole.values and count < MAX_PEOPLE:
        data[f"{PREFIX}-{count}-role"] = role
        data[f"{PREFIX}-TOTAL_FORMS"] = str(count + 1)


def focus_on(row: PersonEntryForm) -> None:
    """Start typing here, also without JavaScript."""
    row.fields["search"].widget.attrs["autofocus"] = True


def _place_focus(people: BasePeople, action: str) -> None:
    """Where the reader goes on after the page came back, also without JavaScript."""
    if action.startswith(ADD) and people.forms:
        focus_on(people.forms[-1])
        return
    for row in people.forms:
        if row.matches and not row.chosen:
            row.takes_focus = True
            return
