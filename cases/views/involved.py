"""Who is involved: adding somebody, another role, the end of an involvement."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cases.errors import KeyReused, Refused
from cases.events import DOSSIER_READ
from cases.forms.involvement import InvolvementForm, RoleForm
from cases.forms.person import BasePeople, PeopleFormSet, propose_details
from cases.log import record_on
from cases.masking import mask_of
from cases.models import Dossier, Involvement, InvolvementRole
from cases.policies import require_open
from cases.services.people import find_or_add
from cases.services.people_in_dossier import change_role, end_involvement, involve_person
from cases.views.dossier import form_page
from cases.views.editing import SAVED_BEFORE, Editing, handle
from cases.views.frame import crumbs_of, find_to_edit
from cases.views.once import save_once, sent_before, signed_in

PREFIX = "p"
_ROW = f"{PREFIX}-0"
_ONE_ROW = {f"{PREFIX}-TOTAL_FORMS": "1", f"{PREFIX}-INITIAL_FORMS": "0"}


@form_page
def involve(request: HttpRequest, reference: str) -> HttpResponse:
    """Add somebody: search first, then choose who it is or describe somebody new."""
    dossier = find_to_edit(request, reference)
    if request.method != "POST":
        return _show(request, dossier, RoleForm(), _people(request, dossier, None))
    data = request.POST.copy()
    data.update(_ONE_ROW)
    propose_details(data, _ROW)
    if data.get("do") == "search":
        people = _people(request, dossier, data, quiet=True)
        people.prepare(search_again=True)
        return _show(request, dossier, RoleForm(initial=data.dict()), people)
    return _involve(request, dossier, RoleForm(data), _people(request, dossier, data))


def _involve(
    request: HttpRequest, dossier: Dossier, form: RoleForm, people: BasePeople
) -> HttpResponse:
    """Save, or give the page back with what is wrong. Both forms are asked."""
    if not all([form.is_valid(), people.is_valid()]):
        if location := sent_before(request):
            return HttpResponseRedirect(location)
        return _show(request, dossier, form, people, status=422)
    try:
        location = save_once(
            request, form.cleaned_data["submission"], lambda: _save(request, dossier, form, people)
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _show(request, dossier, form, people, status=422)
    except KeyReused:
        form.renew_submission()
        form.add_error(None, SAVED_BEFORE)
        return _show(request, dossier, form, people, status=409)
    messages.success(request, _("Person added."))
    return HttpResponseRedirect(location)


@transaction.atomic
def _save(request: HttpRequest, dossier: Dossier, form: RoleForm, people: BasePeople) -> str:
    by = signed_in(request)
    require_open(dossier)
    for person in find_or_add(by=by, centre=dossier.centre, entries=people.entries):
        involve_person(by=by, dossier=dossier, person=person, role=form.cleaned_data["role"])
    return f"{dossier.get_absolute_url()}#people"


def _people(
    request: HttpRequest, dossier: Dossier, data: Any, *, quiet: bool = False
) -> BasePeople:
    make: Any = PeopleFormSet
    people: BasePeople = make(
        data,
        initial=[{"role": InvolvementRole.OTHER}],
        prefix=PREFIX,
        by=signed_in(request),
        centre_ids=[dossier.centre_id],
        quiet=quiet,
    )
    return people


def _show(
    request: HttpRequest,
    dossier: Dossier,
    form: RoleForm,
    people: BasePeople,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page. With the names hidden nobody can be recognised, so nothing is asked."""
    heading, back = _("Add person"), f"{dossier.get_absolute_url()}#people"
    template = "cases/involve.html"
    if mask_of(request).hidden:
        template = "cases/text_hidden.html"
    else:
        people.prepare()
        people.forms[0].heading = _("Who is it?")
    record_on(dossier, DOSSIER_READ, by=signed_in(request))
    context = {
        "dossier": dossier,
        "form": form,
        "people": people,
        "editing": {"heading": heading, "back": back},
        "crumbs": crumbs_of(dossier, heading),
        "has_errors": bool(form.errors) or (people.is_bound and people.total_error_count() > 0),
    }
    return render(request, template, context, status=status)


@form_page
def involvement(request: HttpRequest, reference: str, involvement_id: int) -> HttpResponse:
    """Give somebody another role from today, or say that the involvement ended."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    row = get_object_or_404(
        Involvement.objects.visible_to(by).filter(dossier=dossier).select_related("person"),
        pk=involvement_id,
    )

    def save(form: InvolvementForm) -> None:
        if form.cleaned_data["ends_on"]:
            end_involvement(by=by, involvement=row, ends_on=form.cleaned_data["ends_on"])
        else:
            change_role(by=by, involvement=row, role=form.cleaned_data["role"])

    editing = Editing(
        dossier=dossier,
        heading=_("Change involvement"),
        form=partial(InvolvementForm, role_now=row.role),
        stored=lambda: {"role": row.role},
        save=save,
        saved=_("Involvement saved."),
        anchor="#people",
        intro=mask_of(request).names(row.person.full_name),
        fields=("people",),
    )
    return handle(request, editing)
