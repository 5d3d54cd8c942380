"""Cijfers › Kwaliteit: what is missing, the dossiers that need work, and signing a year."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Centre, User
from cases.errors import KeyReused, Refused
from cases.masking import mask_of
from cases.queries.dossier_list import rows_of
from cases.views.once import save_once
from design.navigation import NavigationItem
from lib.calendar import brussels_today
from reporting.models import YearSignature
from reporting.quality.checks import BY_CODE
from reporting.quality.forms import QualityFilter, SignatureForm
from reporting.quality.report import NOBODY, dossiers_asked, dossiers_found, of_worker
from reporting.services.quality import (
    log_quality_list,
    may_sign,
    read_quality,
    sign_year,
    withdraw_signature,
)
from reporting.views.rights import figures_user

PAGE_SIZE = 50


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The report of one centre and year. A filter that cannot be read is a 422."""
    user, form = _asked(request)
    if not form.is_valid():
        context = {"form": form, "crumbs": _crumbs()}
        return render(request, "reporting/quality.html", context, status=422)
    return _show(request, user, form)


@require_safe
def quality_dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers that need work by one check, each a link to where it can be mended."""
    user, form = _asked(request)
    check = BY_CODE.get(request.GET.get("check", ""))
    if check is None or not form.is_valid():
        raise Http404
    centre, year = _chosen(form)
    worker = _worker(request, user, centre)
    found = dossiers_found(dossiers_asked(by=user, centre_id=centre.pk, year=year), check)
    if worker is not None:
        found = of_worker(found, worker)
    ordered = found.order_by("received_on", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = rows_of(page.object_list, mask_of(request))
    ids = [row.dossier_id for row in rows]
    log_quality_list(by=user, centre=centre, year=year, check=check, dossier_ids=ids)
    query = {"centre": centre.pk, "year": year, "check": check.code}
    context = {
        "crumbs": _crumbs(NavigationItem(label=_("Dossiers"), url=""), query=query),
        "check": check,
        "centre": centre,
        "year": year,
        "page": page,
        "rows": rows,
        "list_url": reverse("cases:dossier_list"),
        "query": urlencode(query | ({} if worker is None else {"worker": worker})),
    }
    return render(request, "reporting/quality_dossiers.html", context)


@require_POST
def quality_sign(request: HttpRequest) -> HttpResponse:
    """Sign the year, or take the signature back. 403 for who is no coordinator there."""
    user, form = _asked(request)
    if not form.is_valid():
        raise Http404
    signature = SignatureForm(request.POST)
    if not signature.is_valid():
        return _show(request, user, form, signature, status=422)
    try:
        save_once(
            request, signature.cleaned_data["submission"], lambda: _sign(request, form, signature)
        )
    except Refused as refusal:
        signature.refuse(refusal)
        return _show(request, user, form, signature, status=422)
    except KeyReused:
        pass
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(_address(*_chosen(form)))


def _sign(request: HttpRequest, form: QualityFilter, signature: SignatureForm) -> str:
    user = figures_user(request)
    centre, year = _chosen(form)
    remark = signature.cleaned_data["remark"]
    if "withdraw" in request.POST:
        withdraw_signature(by=user, centre=centre, year=year, reason=remark)
    else:
        sign_year(by=user, centre=centre, year=year, remark=remark)
    return _address(centre, year)


def _show(
    request: HttpRequest,
    user: User,
    form: QualityFilter,
    signature_form: SignatureForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    centre, year = _chosen(form)
    report = read_quality(by=user, centre=centre, year=year)
    signatures = YearSignature.objects.visible_to(user).filter(centre=centre, year=year)
    history = list(signatures.select_related("signed_by", "withdrawn_by"))
    context = {
        "form": form,
        "crumbs": _crumbs(),
        "centre": centre,
        "year": year,
        "report": report,
        "missing": [one for one in report.findings if not one.check.is_contradiction],
        "contradictions": [one for one in report.findings if one.check.is_contradiction],
        "standing": next((one for one in history if one.withdrawn_at is None), None),
        "withdrawn": [one for one in history if one.withdrawn_at],
        "has_ended": year < brussels_today().year,
        "may_sign": may_sign(user, centre.pk),
        "signature_form": signature_form or SignatureForm(),
        "query": urlencode({"centre": centre.pk, "year": year}),
    }
    return render(request, "reporting/quality.html", context, status=status)


def _asked(request: HttpRequest) -> tuple[User, QualityFilter]:
    """The filter over the own centres; who works at none finds nothing here."""
    user = figures_user(request)
    centres = sorted(user.centres().values(), key=str)
    if not centres:
        raise Http404
    running = brussels_today().year
    first = min([centre.opened_on.year for centre in centres])
    years = list(range(running, min(first, running) - 1, -1))
    return user, QualityFilter(request.GET, centres=centres, years=years)


def _chosen(form: QualityFilter) -> tuple[Centre, int]:
    return Centre.objects.get(pk=form.cleaned_data["centre"]), form.cleaned_data["year"]


def _worker(request: HttpRequest, user: User, centre: Centre) -> int | None:
    """The worker asked for: anybody for the coordinator, else only oneself."""
    text = request.GET.get("worker", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    worker = int(text)
    if worker not in {user.pk, NOBODY} and not may_sign(user, centre.pk):
        raise Http404
    return worker


def _address(centre: Centre, year: int) -> str:
    return f"{reverse('reporting:quality')}?{urlencode({'centre': centre.pk, 'year': year})}"


def _crumbs(
    *below: NavigationItem, query: dict[str, Any] | None = None
) -> tuple[NavigationItem, ...]:
    here = f"{reverse('reporting:quality')}?{urlencode(query or {})}" if below else ""
    return (
        NavigationItem(label=_("Figures"), url=reverse("reporting:index")),
        NavigationItem(label=_("Quality"), url=here),
        *below,
    )
