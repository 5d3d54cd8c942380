"""A figure as a file: one click, at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from reporting.exports import FORMATS
from reporting.forms import ExportForm
from reporting.services.figures import ExportedFile, export_figures
from reporting.views.rights import figures_user
from reporting.views.stalking import filter_of


@require_safe
def stalking_export(request: HttpRequest) -> HttpResponse:
    """The table of the screen in the format that was asked.

    A filter that cannot be read goes back to the screen, which says what is wrong with it.
    403 for who may see figures but not hand them on.
    """
    user = figures_user(request)
    form = filter_of(request, user, ExportForm)
    file_format = FORMATS.get(request.GET.get("format", ""))
    if file_format is None or not form.is_valid():
        return redirect(f"{reverse('reporting:stalking')}?{request.GET.urlencode()}")
    file = export_figures(
        by=user,
        selection=form.selection(),
        file_format=file_format,
        profile=form.reader,
        purpose=form.cleaned_data["purpose"],
    )
    return attachment(file)


def attachment(file: ExportedFile) -> HttpResponse:
    """A whole file, to be kept and not shown."""
    return HttpResponse(
        file.body,
        content_type=file.content_type,
        headers={"Content-Disposition": disposition_of(file.name)},
    )


def disposition_of(name: str) -> str:
    """The header that makes a browser save the answer under this name."""
    return content_disposition_header(as_attachment=True, filename=name) or ""
