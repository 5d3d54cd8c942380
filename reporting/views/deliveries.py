"""Cijfers › Leveringen: tables that partners deliver, from upload to signature."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cases.errors import Refused
from design.navigation import NavigationItem
from reporting.deliveries.catalogue import DeliveredIndicator
from reporting.deliveries.findings import to_explain
from reporting.deliveries.forms import (
    ExplanationForm,
    GridForm,
    UploadForm,
    WithdrawalForm,
    last_year,
)
from reporting.deliveries.queries import dry_run_of
from reporting.deliveries.screen import overview_of, page_of, sends_back
from reporting.deliveries.templates import TEMPLATE_FORMATS, Template
from reporting.models import Delivery
from reporting.policies import (
    indicators_for,
    may_change_delivery,
    may_deliver_figures,
    may_see_figures,
    may_sign_off_deliveries,
)
from reporting.services.deliveries import (
    Received,
    check_delivery,
    file_of,
    read_delivery,
    receive_delivery,
    sign_off_delivery,
    withdraw_delivery,
)

PAGE_SIZE = 50
FILE_TYPES = {
    "csv": "text/csv",
    "xlsx": TEMPLATE_FORMATS["xlsx"].content_type,
    "ods": TEMPLATE_FORMATS["ods"].content_type,
}


@require_safe
def delivery_list(request: HttpRequest) -> HttpResponse:
    """What waits for a check or a signature, or with ?toon=alle everything, newest first."""
    user = _deliverer(request)
    shows_all = request.GET.get("toon") == "alle"
    rows = Delivery.objects.visible_to(user).with_people().defer("rows", "file__content")
    if not shows_all:
        rows = rows.open()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "crumbs": _crumbs(user),
        "signs": may_sign_off_deliveries(user),
        "shows_all": shows_all,
        "page": page,
        "rows": [overview_of(row) for row in page],
        "query": "toon=alle" if shows_all else "",
    }
    return render(request, "reporting/delivery_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_new(request: HttpRequest) -> HttpResponse:
    """Upload a table. What cannot be read is said at the field; nothing is kept then."""
    user = _deliverer(request)
    start, end = last_year()
    asked = {"indicator": request.GET.get("indicator", "")[:60]}
    indicators = indicators_for(user)
    initial = {"period_start": start, "period_end": end, **asked}
    form = UploadForm(initial=initial, indicators=indicators)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, indicators=indicators)
        if form.is_valid() and (delivery := _receive_file(user, form)):
            return redirect(delivery)
    context = {
        "crumbs": _crumbs(user, _("Upload a table")),
        "form": form,
        "indicators": [_offered(one) for one in indicators.values()],
        "formats": TEMPLATE_FORMATS,
        "year": start.year,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reporting/delivery_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_grid(request: HttpRequest, indicator: str) -> HttpResponse:
    """Type a table into the template of its indicator."""
    user = _deliverer(request)
    template = Template(_indicator(user, indicator), *last_year())
    start, end = template.period_start, template.period_end
    form = GridForm(template=template, initial={"period_start": start, "period_end": end})
    if request.method == "POST":
        form = GridForm(request.POST, template=template)
        if form.is_valid() and (delivery := _receive_grid(user, form)):
            return redirect(delivery)
    context = {
        "crumbs": _crumbs(user, _("Type a table")),
        "form": form,
        "indicator": template.indicator,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reporting/delivery_grid.html", context, status=status)


@require_safe
def delivery_template(request: HttpRequest, indicator: str) -> HttpResponse:
    """The empty table of an indicator for one year."""
    found = _indicator(_deliverer(request), indicator)
    file_format = TEMPLATE_FORMATS.get(request.GET.get("format", ""))
    year = request.GET.get("jaar", "")
    if file_format is None or not (year.isascii() and year.isdigit() and 1990 <= int(year) <= 2100):
        raise Http404
    template = Template(found, dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))
    name = f"{template.file_stem}.{file_format.code}"
    return _file(file_format.write(template), file_format.content_type, name)


@require_safe
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """A delivery: its dry run, what can be done next, and its versions side by side."""
    user = _deliverer(request)
    return _detail(request, user, _find(user, pk))


@require_POST
def delivery_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain the warnings and mark a draft as checked."""
    user = _deliverer(request)
    found = _find_to_change(user, pk)
    run = dry_run_of(found)
    form = ExplanationForm(request.POST, warnings=to_explain(run.findings if run else ()))
    if not form.is_valid():
        return _detail(request, user, found, explanation=form)
    try:
        check_delivery(by=user, delivery=found, explanations=form.explanations())
    except Refused as refusal:
        form.refuse(refusal)
        return _detail(request, user, found, explanation=form)
    messages.success(request, _checked(user))
    return redirect(found)


@require_POST
def delivery_sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign off what somebody else uploaded."""
    user = _deliverer(request)
    found = _find(user, pk)
    try:
        sign_off_delivery(by=user, delivery=found)
    except Refused as refusal:
        return _detail(request, user, found, refused=str(refusal))
    messages.success(request, _("Signed off. These figures hold from now on."))
    return redirect(found)


@require_POST
def delivery_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a delivery back, or send it back to the partner who handed it in, with a reason."""
    user = _deliverer(request)
    found = _find_to_change(user, pk)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _detail(request, user, found, withdrawal=form)
    try:
        withdraw_delivery(by=user, delivery=found, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.refuse(refusal)
        return _detail(request, user, found, withdrawal=form)
    messages.success(request, _taken_back(user, found))
    return redirect(found)


@require_safe
def delivery_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes exactly as they came in, as a download and never shown in the browser."""
    user = _deliverer(request)
    found = _find(user, pk)
    file = file_of(by=user, delivery=found)
    if file is None:
        raise Http404
    name = f"levering-{found.pk}.{file.kind}"
    return _file(bytes(file.content), FILE_TYPES[file.kind], name)


def _detail(
    request: HttpRequest,
    user: User,
    found: Delivery,
    *,
    explanation: ExplanationForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    refused: str = "",
) -> HttpResponse:
    run = read_delivery(by=user, delivery=found)
    warnings = to_explain(run.findings if run else ())
    context: dict[str, Any] = {
        "crumbs": _crumbs(user, _("Delivery")),
        "delivery": found,
        "page": page_of(found, run, user),
        "explanation": explanation or ExplanationForm(warnings=warnings),
        "withdrawal": withdrawal or WithdrawalForm(auto_id="id_withdraw_%s"),
        "refused": refused,
    }
    status = 422 if explanation or withdrawal or refused else 200
    return render(request, "reporting/delivery.html", context, status=status)


def _receive_file(user: User, form: UploadForm) -> Delivery | None:
    content, name = form.content()
    return _receive(user, form, form.cleaned_data["indicator"], content, name)


def _receive_grid(user: User, form: GridForm) -> Delivery | None:
    return _receive(user, form, form.template.indicator, form.as_file(), "tabel.csv", by_form=True)


def _receive(
    user: User,
    form: UploadForm | GridForm,
    indicator: DeliveredIndicator,
    content: bytes,
    name: str,
    *,
    by_form: bool = False,
) -> Delivery | None:
    data = form.cleaned_data
    received = Received(
        indicator=indicator,
        period_start=data["period_start"],
        period_end=data["period_end"],
        source_system=data["source_system"],
        extracted_on=data["extracted_on"],
        content=content,
        name=name,
        by_form=by_form,
    )
    try:
        return receive_delivery(by=user, received=received)
    except Refused as refusal:
        form.refuse(refusal)
        return None


def _offered(indicator: DeliveredIndicator) -> dict[str, Any]:
    arguments = {"indicator": indicator.code}
    return {
        "indicator": indicator,
        "template_url": reverse("reporting:delivery_template", kwargs=arguments),
        "grid_url": reverse("reporting:delivery_grid", kwargs=arguments),
    }


def _deliverer(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not may_deliver_figures(user):
        raise Http404
    return user


def _find(user: User, pk: int) -> Delivery:
    rows = Delivery.objects.visible_to(user).with_people().defer("file__content")
    found: Delivery | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _find_to_change(user: User, pk: int) -> Delivery:
    found = _find(user, pk)
    if not may_change_delivery(user, found.organisation_id):
        raise PermissionDenied
    return found


def _indicator(user: User, code: str) -> DeliveredIndicator:
    offered = indicators_for(user)
    if code not in offered:
        raise Http404
    return offered[code]


def _checked(user: User) -> str:
    if may_sign_off_deliveries(user):
        return _("Checked. A colleague can sign it off now.")
    return _("Checked. A coordinator or analyst of the Veilige Huizen can sign it off now.")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _taken_back(user: User, found: Delivery) -> str:
    """`found` as it was before."""
    if sends_back(found, user):
        return _("Sent back. The partner reads your reason here.")
    return _("Withdrawn. What it said stays readable here.")


def _crumbs(user: User, label: str = "") -> tuple[NavigationItem, ...]:
    """A partner sees nothing of Figures but his deliveries."""
    figures = NavigationItem(label=_("Figures"), url=reverse("reporting:index"))
    here = reverse("reporting:deliveries") if label else ""
    crumbs = (
        *((figures,) if may_see_figures(user) else ()),
        NavigationItem(label=_("Deliveries"), url=here),
    )
    return (*crumbs, NavigationItem(label=label, url="")) if label else crumbs
