"""Cijfers › Vergelijk met een eerder moment: what changed in a figure, and why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from reporting.asking import AskError
from reporting.difference_forms import DifferenceFilter
from reporting.differences.screen import screen_of
from reporting.exports.document import definition_of
from reporting.queries import NotYetError
from reporting.services.differences import compare_moments
from reporting.views.indicators import crumbs_of, filter_of, indicator_of
from reporting.views.rights import figures_user


@require_safe
def difference(request: HttpRequest, code: str) -> HttpResponse:
    """A figure at two moments, for who may see the figure; first only the question.

    Not offered as a file: a difference of 1 is one dossier, and no profile hides it.
    """
    user = figures_user(request)
    asked = indicator_of(code)
    form = filter_of(request, user, asked, DifferenceFilter)
    context: dict[str, Any] = {
        "indicator": asked,
        "form": form,
        "crumbs": crumbs_of(asked, _("Compare with an earlier moment")),
        "here": request.path,
    }
    if form.is_bound:
        context |= _compared(user, form)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reporting/difference.html", context, status=status)


def _compared(user: User, form: DifferenceFilter) -> dict[str, Any]:
    """The table, or nothing with what is wrong said in the form."""
    if not form.is_valid():
        return {}
    try:
        found = compare_moments(by=user, ask=form.ask(), then=form.then)
    except (AskError, NotYetError) as error:
        form.add_error(None, str(error))
        return {}
    with_same = form.cleaned_data["same"]
    return {
        "screen": screen_of(found, form.measure, with_same=with_same),
        "definition": definition_of(found.after),
        "years_left_out": ", ".join(map(str, form.years_left_out)),
    }
