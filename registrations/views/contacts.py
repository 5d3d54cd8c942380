"""One advice request, or one contact with helpline 1712: new, read, changed, counting or not."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cases.errors import KeyReused, Refused, StaleVersion
from cases.masking import mask_of
from cases.views.conflict import differences
from cases.views.once import save_once, saved_before, signed_in
from design.navigation import NavigationItem
from registrations.contact_queries import label_of, written
from registrations.forms.counted import EXCLUSIONS, ContactForm, ExclusionForm, initial_of
from registrations.log import record_on_contact
from registrations.models.counted import CountedContact
from registrations.services.counted import edit_contact, exclude_contact, register_contact
from registrations.views.register import Register

ANOTHER = "another"


@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: HttpRequest, register: Register) -> HttpResponse:
    """One page, one save; the day is today and the channel the one used last."""
    user = signed_in(request)
    places = register.places(user)
    if request.method != "POST":
        form = register.form(initial=_as_last_time(user, register), places=places)
        return _show_new(request, register, form)
    form = register.form(request.POST, places=places)
    if not form.is_valid():
        return _show_new(request, register, form, status=422)
    key = form.cleaned_data["submission"]
    try:
        location = save_once(request, key, partial(_register, user, register, form))
    except Refused as refusal:
        form.refuse(refusal)
        return _show_new(request, register, form, status=422)
    except KeyReused:
        form.renew_submission()
        first = saved_before(request, key)
        return _show_new(request, register, form, status=409, saved_url=first)
    messages.success(request, str(register.saved))
    goes_on = request.POST.get("do") == ANOTHER
    return HttpResponseRedirect(register.url("new") if goes_on else location)


@require_safe
def contact_detail(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """The page of one contact."""
    return _show(request, register, register.find(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """The form with what was saved in it. On an older version: both texts (409)."""
    row = register.find(request, pk)
    places = [getattr(row, register.kind.model.PLACE)]
    if request.method != "POST":
        form = register.form(initial=initial_of(row, register.kind), places=places)
        return _show_edit(request, register, row, form)
    form = register.form(request.POST, places=places)
    if not form.is_valid():
        return _show_edit(request, register, row, form, status=422)
    try:
        with transaction.atomic():
            act = partial(_edit, signed_in(request), row, form)
            save_once(request, form.cleaned_data["submission"], act)
    except Refused as refusal:
        form.refuse(refusal)
        return _show_edit(request, register, row, form, status=422)
    except (StaleVersion, KeyReused):
        return _conflict(request, register, pk, form)
    messages.success(request, str(register.saved))
    return HttpResponseRedirect(row.get_absolute_url())


@require_POST
def contact_counting(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """Leave a contact out of the counts, or take it back in."""
    row = register.find(request, pk)
    form = ExclusionForm(request.POST)
    if not form.is_valid():
        return _show(request, register, row, form, status=422)
    try:
        with transaction.atomic():
            act = partial(_exclude, signed_in(request), row, form)
            save_once(request, form.cleaned_data["submission"], act)
    except (StaleVersion, KeyReused):
        row = register.find(request, pk)
        return _show(request, register, row, status=409, changed_meanwhile=True)
    messages.success(request, str(register.saved))
    return HttpResponseRedirect(row.get_absolute_url())


def _as_last_time(user: User, register: Register) -> dict[str, Any]:
    """The channel and the place of the contact this user registered last."""
    model = register.kind.model
    rows: Any = model._default_manager.all()
    last = rows.visible_to(user).filter(registered_by=user).order_by("-pk")
    found = last.values_list("channel_id", f"{model.PLACE}_id").first()
    return dict(zip(("channel", "place"), found, strict=True)) if found else {}


def _register(user: User, register: Register, form: ContactForm) -> str:
    row = register_contact(
        by=user, kind=register.kind, place=form.place_chosen, content=form.content()
    )
    return str(row.get_absolute_url())


def _edit(user: User, row: Any, form: ContactForm) -> str:
    version = form.cleaned_data["version"] or 0
    edit_contact(by=user, row=row, version=version, content=form.content())
    return str(row.get_absolute_url())


def _exclude(user: User, row: Any, form: ExclusionForm) -> str:
    data = form.cleaned_data
    exclude_contact(by=user, row=row, version=data["version"], exclusion=data["counting_exclusion"])
    return str(row.get_absolute_url())


def _conflict(request: HttpRequest, register: Register, pk: int, form: ContactForm) -> HttpResponse:
    """Both texts side by side; what was chosen stays in the form, now over the new version."""
    row = register.find(request, pk)
    differs = differences(form, initial_of(row, register.kind), mask_of(request))
    form.renew_submission()
    form.data["version"] = str(row.version)  # type: ignore[index]
    return _show_edit(request, register, row, form, status=409, differences=differs)


def _show(
    request: HttpRequest,
    register: Register,
    row: CountedContact,
    form: ExclusionForm | None = None,
    *,
    status: int = 200,
    changed_meanwhile: bool = False,
) -> HttpResponse:
    kind = register.kind
    record_on_contact(row, kind.read, by=signed_in(request), fields=kind.content)
    initial = {"version": row.version, "counting_exclusion": row.counting_exclusion}
    context = {
        "register": register,
        "row": row,
        "heading": register.crumb_of(row).label,
        "place": getattr(row, kind.model.PLACE),
        "facts": [(label_of(kind, name), written(row, name)) for name in kind.content],
        "left_out": dict(EXCLUSIONS)[row.counting_exclusion] if row.counting_exclusion else "",
        "form": form or ExclusionForm(initial=initial),
        "changed_meanwhile": changed_meanwhile,
        "edit_url": register.url("edit", row.pk),
        "counting_url": register.url("counting", row.pk),
        "crumbs": register.crumbs(register.crumb_of(row)),
    }
    return render(request, "registrations/contact_detail.html", context, status=status)


def _show_new(
    request: HttpRequest,
    register: Register,
    form: ContactForm,
    *,
    status: int = 200,
    saved_url: str = "",
) -> HttpResponse:
    heading = str(register.new_title)
    context = {
        "heading": heading,
        "saved_url": saved_url,
        "is_new": True,
        "cancel_url": register.url("list"),
        "crumbs": register.crumbs(NavigationItem(label=heading, url="")),
    }
    return _show_form(request, register, form, context, status)


def _show_edit(
    request: HttpRequest,
    register: Register,
    row: CountedContact,
    form: ContactForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    record_on_contact(row, register.kind.read, by=signed_in(request), fields=register.kind.content)
    own = register.crumb_of(row, linked=True)
    context = {
        "heading": str(register.edit_title),
        "cancel_url": own.url,
        "crumbs": register.crumbs(own, NavigationItem(label=capfirst(_("Change")), url="")),
        **more,
    }
    return _show_form(request, register, form, context, status)


def _show_form(
    request: HttpRequest,
    register: Register,
    form: ContactForm,
    context: dict[str, Any],
    status: int,
) -> HttpResponse:
    if not form.is_bound:
        first: Any = next(iter(form.visible_fields()))
        first.field.widget.attrs["autofocus"] = True
    page = {"form": form, "register": register, "has_errors": bool(form.errors), **context}
    return render(request, "registrations/contact_form.html", page, status=status)
