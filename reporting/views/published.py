"""What others published: question 841 part by part, and the whole collection."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from design.navigation import NavigationItem
from reporting.models.published import PublishedLoad, PublishedObservation
from reporting.policies import may_see_figures
from reporting.published.forms import PublishedFilter
from reporting.published.queries import (
    answer_841,
    conflicts,
    figure,
    flags_legend,
    indicators_of_841,
)

PAGE_SIZE = 50


@require_safe
def question_841(request: HttpRequest) -> HttpResponse:
    """The eight parts of parliamentary question 841 exactly as published in 2023."""
    _require_figures_right(request)
    parts = answer_841()
    return render(
        request,
        "reporting/question_841.html",
        {
            "crumbs": _crumbs(_("Question 841")),
            "parts": parts,
            "conflicts": conflicts(indicators_of_841()),
            "legend": flags_legend(),
            "list_url": reverse("reporting:published"),
            "loaded": any(table.figures for part in parts for table in part.tables),
        },
    )


@require_safe
def published_list(request: HttpRequest) -> HttpResponse:
    """Every published figure, filtered; a filter that cannot be read is said and not guessed."""
    _require_figures_right(request)
    form = PublishedFilter(request.GET)
    rows = PublishedObservation.objects.with_source()
    rows = form.apply(rows) if form.is_valid() else rows.none()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "reporting/published_list.html",
        {
            "crumbs": _crumbs(_("Published figures")),
            "form": form,
            "page": page,
            "figures": [figure(row) for row in page],
            "query": query.urlencode(),
            "legend": flags_legend(),
            "last_load": PublishedLoad.objects.first(),
        },
        status=200 if form.is_valid() else 422,
    )


def _crumbs(label: str) -> tuple[NavigationItem, ...]:
    return (
        NavigationItem(label=_("Figures"), url=reverse("reporting:index")),
        NavigationItem(label=label, url=""),
    )


def _require_figures_right(request: HttpRequest) -> None:
    if not may_see_figures(request.user):
        raise Http404
