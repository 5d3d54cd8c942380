"""Finding people, and the page of one person."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cases.errors import KeyReused, Refused, StaleVersion
from cases.forms.person import (
    DETAILS,
    PersonEntryForm,
    PersonForm,
    is_row_prefix,
    propose_details,
)
from cases.masking import mask_of
from cases.models import Involvement, InvolvementRole, Person
from cases.services.people import (
    details_of,
    edit_person,
    find_people,
    may_edit_person,
    record_person_read,
    require_edit_person,
)
from cases.views.conflict import Difference, differences
from cases.views.once import save_once, signed_in


@require_POST
def person_search(request: HttpRequest) -> HttpResponse:
    """The people who may be meant by one row of a form, as a fragment for htmx."""
    user = signed_in(request)
    if not user.centre_ids():
        raise Http404
    prefix = request.POST.get("row", "")
    if not is_row_prefix(prefix):
        raise BadRequest("row")
    data = request.POST.copy()
    propose_details(data, prefix)
    row = PersonEntryForm(data, prefix=prefix)
    row.quiet = True
    if mask_of(request).hidden:
        return render(request, "cases/person_search.html", {"row": row, "is_hidden": True})
    row.matches = find_people(
        by=user, text=row.raw("search"), centre_ids=centres_meant(user, request.POST.get("centre"))
    )
    return render(request, "cases/person_search.html", {"row": row})


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person and the dossiers in which she is involved, as far as the user sees them."""
    user = signed_in(request)
    person = get_object_or_404(
        Person.objects.visible_to(user).select_related("centre", "created_by"), pk=pk
    )
    record_person_read(person, by=user, fields=[*DETAILS, "dossiers"])
    mask = mask_of(request)
    context = {
        "person": person,
        "name": mask.person(person.full_name, 1),
        "born_on": mask.day(person.born_on),
        "contact_warning": mask.text(person.contact_warning),
        "involvements": _involvements(user, person),
        "may_edit": may_edit_person(user, person),
    }
    return render(request, "cases/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is kept about a person. A stale version shows both texts and loses neither."""
    user = signed_in(request)
    person = get_object_or_404(Person.objects.visible_to(user), pk=pk)
    require_edit_person(user, person)
    if request.method != "POST" and mask_of(request).hidden:
        return names_hidden(request, _("Change person"), _page_of(person))
    if request.method != "POST":
        record_person_read(person, by=user, fields=DETAILS)
        initial = {name: getattr(person, name) for name in (*DETAILS, "version")}
        return _edit_page(request, person, PersonForm(initial=initial))
    form = PersonForm(request.POST)
    if form.is_valid() and _saved(request, person, form):
        messages.success(request, _("The person was saved."))
        return HttpResponseRedirect(_page_of(person))
    return _edit_page(request, person, form, status=422 if form.errors else 409)


def names_hidden(request: HttpRequest, heading: str, back_url: str, **context: Any) -> HttpResponse:
    """Instead of a page full of names, while they are hidden: a button that shows them."""
    page = {"heading": heading, "back_url": back_url}
    return render(request, "cases/names_hidden.html", {**page, **context})


def centres_meant(user: User, posted: str | None) -> list[int]:
    """The centre chosen on the page, or every centre of the user."""
    own = user.centre_ids()
    return [pk for pk in own if str(pk) == posted] or own


def _saved(request: HttpRequest, person: Person, form: PersonForm) -> bool:
    """Whether it was saved, now or by an earlier click. False with no errors: a conflict."""

    def act() -> str:
        edit_person(
            by=signed_in(request),
            person=person,
            version=form.cleaned_data["version"],
            details=form.details,
        )
        return _page_of(person)

    try:
        with transaction.atomic():
            save_once(request, form.cleaned_data["submission"], act)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    except (StaleVersion, KeyReused):
        return False
    return True


def _edit_page(
    request: HttpRequest, person: Person, form: PersonForm, status: int = 200
) -> HttpResponse:
    differs: tuple[Difference, ...] | None = None
    if status == 409:
        differs = _conflict(request, person, form)
    context = {"person": person, "form": form, "differences": differs}
    return render(request, "cases/person_edit.html", context, status=status)


def _conflict(request: HttpRequest, person: Person, form: PersonForm) -> tuple[Difference, ...]:
    """Both texts. Saving again is now a choice, made with both in sight."""
    person.refresh_from_db()
    record_person_read(person, by=signed_in(request), fields=DETAILS)
    differs = differences(form, asdict(details_of(person)), mask_of(request))
    form.renew_submission()
    data: Any = form.data
    data["version"] = str(person.version)
    return differs


def _page_of(person: Person) -> str:
    return reverse("cases:person_detail", args=[person.pk])


def _involvements(user: User, person: Person) -> Sequence[dict[str, object]]:
    roles = dict(InvolvementRole.choices)
    found = (
        Involvement.objects.visible_to(user)
        .filter(person=person)
        .select_related("dossier")
        .order_by("-dossier__received_on", "-dossier_id")
    )
    return [{"involvement": one, "role": capfirst(str(roles.get(one.role, "")))} for one in found]
