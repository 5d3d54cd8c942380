"""Cijfers: the questions that are ready to be asked."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting.policies import may_deliver_figures, may_export_figures
from reporting.views.rights import figures_user


@dataclass(frozen=True)
class ReadyQuestion:
    """A question with the page that answers it."""

    title: str
    text: str
    url: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of ready questions; one click from here to an answer."""
    user = figures_user(request)
    questions = (
        *_questions(),
        *(_of_a_centre() if user.centre_ids() else ()),
        *(_deliveries() if may_deliver_figures(user) else ()),
    )
    context = {"questions": questions, "may_export": may_export_figures(user)}
    return render(request, "reporting/index.html", context)


def _deliveries() -> tuple[ReadyQuestion, ...]:
    return (
        ReadyQuestion(
            _("Deliveries"),
            _("Tables that partners deliver: upload, check, sign off, and compare versions."),
            reverse("reporting:deliveries"),
        ),
    )


def _questions() -> tuple[ReadyQuestion, ...]:
    return (
        ReadyQuestion(
            _("Put a question together"),
            _(
                "Any figure of the library by year, centre or another split, as number, share or "
                "per 10,000 inhabitants, with a chart or the map. You can save it."
            ),
            reverse("reporting:self_service"),
        ),
        ReadyQuestion(
            _("Stalking per centre and year"),
            _(
                "How many dossiers with stalking each Veilig Huis received per year, with what is "
                "unknown and what is not registered. Part 7 of question 841."
            ),
            reverse("reporting:stalking"),
        ),
        ReadyQuestion(
            _("Indicators"),
            _("Every figure that can be counted, with its rule, its unit and its table."),
            reverse("reporting:indicators"),
        ),
        ReadyQuestion(
            _("Question 841 as answered in 2023"),
            _("The eight parts of the answer with the figures exactly as they were published."),
            reverse("reporting:question_841"),
        ),
        ReadyQuestion(
            _("Published figures"),
            _("What others published about stalking and intrafamilial violence, with its source."),
            reverse("reporting:published"),
        ),
    )


def _of_a_centre() -> tuple[ReadyQuestion, ...]:
    """For who works at a centre: its own dossiers."""
    return (
        ReadyQuestion(
            _("Quality of the dossiers"),
            _("What is missing or contradicts itself in your centre, with the dossiers to mend."),
            reverse("reporting:quality"),
        ),
    )
