"""Cijfers › Mijn exports: asking for rows, how far they are, stopping and fetching."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cases.errors import KeyReused, Refused
from cases.views.once import save_once, saved_before
from design.navigation import NavigationItem
from reporting.exports import FORMATS
from reporting.forms import RowsForm
from reporting.models import ExportJob, ExportState
from reporting.policies import may_export_figures
from reporting.services.export_jobs import (
    cancel_export,
    download,
    export_rows,
    exports_of,
    start_export,
)
from reporting.services.figures import ExportedFile
from reporting.views.export import attachment, disposition_of
from reporting.views.rights import figures_user
from reporting.views.stalking import filter_of

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest) -> HttpResponse:
    """Ask for the rows behind the stalking table: a small file at once, a large one as a job.

    403 for who may see figures but not hand them on.
    """
    user = exporter(request)
    is_asked = request.method == "POST"
    form = filter_of(request, user, RowsForm, request.POST if is_asked else None)
    if not is_asked:
        form.before_asking()
    elif form.is_valid():
        try:
            made = _made(request, user, form)
        except Refused as refusal:
            form.refuse(refusal)
        except KeyReused:
            return redirect(saved_before(request, form.cleaned_data["submission"]))
        else:
            return redirect(made) if isinstance(made, str) else attachment(made)
    context = {"form": form, "crumbs": _crumbs(_("Rows behind the figures"))}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reporting/rows.html", context, status=status)


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """What this user asked for, newest first."""
    user = exporter(request)
    page = Paginator(exports_of(by=user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "crumbs": _crumbs(), "active": _any_active(page.object_list)}
    name = "reporting/export_rows.html" if _is_poll(request) else "reporting/export_list.html"
    return render(request, name, context)


@require_safe
def export_detail(request: HttpRequest, watermark: str) -> HttpResponse:
    """How far one export is; htmx asks for the changing part every second."""
    job = _own(exporter(request), watermark)
    context = {"job": job, "crumbs": _crumbs(job.watermark), "poll": _is_poll(request)}
    name = "reporting/export_status.html" if _is_poll(request) else "reporting/export_detail.html"
    return render(request, name, context)


@require_POST
def export_cancel(request: HttpRequest, watermark: str) -> HttpResponse:
    """Stop it."""
    user = exporter(request)
    cancel_export(by=user, job=_own(user, watermark))
    return redirect("reporting:export_detail", watermark=watermark)


@require_safe
def export_download(request: HttpRequest, watermark: str) -> StreamingHttpResponse:
    """The file, when it is whole. Its length goes first: a browser notices what is missing."""
    user = exporter(request)
    job = _own(user, watermark)
    if job.state != ExportState.DONE or job.size is None:
        raise Http404
    return StreamingHttpResponse(
        download(by=user, job=job),
        content_type=FORMATS[job.file_format].content_type,
        headers={
            "Content-Disposition": disposition_of(job.file_name),
            "Content-Length": str(job.size),
        },
    )


def exporter(request: HttpRequest) -> User:
    """The signed-in user who may hand figures on: 404 for who sees none, 403 for who sees some."""
    user = figures_user(request)
    if not may_export_figures(user):
        raise PermissionDenied
    return user


def _made(request: HttpRequest, user: User, form: RowsForm) -> ExportedFile | str:
    """The file, or the address of the job that makes it."""
    asked = form.request()
    file = export_rows(by=user, request=asked)
    if file:
        return file

    def start() -> str:
        job = start_export(by=user, request=asked)
        return reverse("reporting:export_detail", args=[job.watermark])

    return save_once(request, form.cleaned_data["submission"], start)


def _own(user: User, watermark: str) -> ExportJob:
    job = exports_of(by=user).filter(watermark=watermark).first()
    if job is None:
        raise Http404
    return job


def _is_poll(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _any_active(jobs: object) -> bool:
    return any(job.is_active for job in jobs)  # type: ignore[attr-defined]


def _crumbs(here: str = "") -> tuple[NavigationItem, ...]:
    figures = NavigationItem(label=_("Figures"), url=reverse("reporting:index"))
    exports = reverse("reporting:exports") if here else ""
    rest = (NavigationItem(label=here, url=""),) if here else ()
    return (figures, NavigationItem(label=_("My exports"), url=exports), *rest)
