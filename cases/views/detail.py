"""The page of one dossier: all of it for the centre, a part for a convened partner."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from cases.events import DOSSIER_READ
from cases.log import record_on
from cases.masking import Mask, mask_of
from cases.models import CountingExclusion, Dossier, StalkingAnswer
from cases.panels import Panel, panels_for
from cases.policies import may_edit
from cases.queries.overview import (
    Fact,
    Involved,
    convened_for,
    facts_of,
    family_name_of,
    latest_assessment,
    people_in,
)
from cases.views.course import course_of
from cases.views.frame import crumbs_of, find
from cases.views.once import signed_in
from design.templatetags.design import pill

SHOWN_TO_ALL = (
    "reference",
    "centre",
    "received_on",
    "opened_on",
    "closed_on",
    "stalking",
    "case_director",
    "people",
    "offences",
    "convocations",
)
SHOWN_TO_CENTRE = (
    "summary",
    "closure_reason",
    "closing_note",
    "counting_exclusion",
    "source_reference",
    "criteria",
)


@require_safe
def dossier_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The overview. A convened partner sees no summary, criteria, intake or closing note."""
    by, mask = signed_in(request), mask_of(request)
    dossier = find(request, reference)
    of_centre = may_edit(by, dossier)
    panels = panels_for(by, dossier, mask) if of_centre else []
    context = {
        **_content(dossier, by, mask, of_centre),
        "panels": panels,
        "crumbs": crumbs_of(dossier),
    }
    record_on(dossier, DOSSIER_READ, by=by, fields=_fields_shown(of_centre, panels))
    return render(request, "cases/dossier_detail.html", context)


def _content(dossier: Dossier, by: User, mask: Mask, of_centre: bool) -> dict[str, Any]:
    people = people_in(dossier, mask)
    facts = facts_of(dossier, people, mask)
    assessment = latest_assessment(dossier, mask) if of_centre else None
    convened = convened_for(dossier)
    return {
        "dossier": dossier,
        "base": dossier.get_absolute_url(),
        "of_centre": of_centre,
        "may_edit": of_centre,
        "may_add": of_centre and dossier.is_open,
        "mask": mask,
        "names": family_name_of(people, mask),
        "people": people,
        "facts": facts,
        "assessment": assessment,
        "convened": convened,
        "course": course_of(dossier, assessment, convened, of_centre),
        "warned": _warned(people),
        "contradiction": _contradiction(dossier, facts),
        "counts_as_stalking": _counts_as_stalking(dossier, facts),
        "excluded": _excluded(dossier),
        "summary": mask.text(dossier.summary) if of_centre else "",
        "closing_note": mask.text(dossier.closing_note) if of_centre else "",
        **_words(),
    }


def _words() -> dict[str, Any]:
    """What is repeated on every row, translated and drawn once."""
    return {
        "change": _("Change"),
        "by_label": _("By"),
        "against_label": _("Against"),
        "secret_pill": pill(_("Secret address"), "warning", "lock-closed"),
    }


def _fields_shown(of_centre: bool, panels: Sequence[Panel]) -> list[str]:
    shown = [*SHOWN_TO_ALL, *(SHOWN_TO_CENTRE if of_centre else ())]
    return [*shown, *(field for panel in panels for field in panel.fields)]


def _warned(people: Sequence[Involved]) -> list[Involved]:
    """Everybody for whom there is something to mind, each person once."""
    by_id = {p.person_id: p for p in people if p.secret_address or p.contact_warning}
    return list(by_id.values())


def _counts_as_stalking(dossier: Dossier, facts: Sequence[Fact]) -> bool:
    answered = dossier.stalking == StalkingAnswer.YES
    return answered or any(fact.is_stalking and not fact.is_refuted for fact in facts)


def _contradiction(dossier: Dossier, facts: Sequence[Fact]) -> str:
    """The stalking answer and the facts do not agree: what to say about it, or ''."""
    if dossier.stalking == StalkingAnswer.YES or not _counts_as_stalking(dossier, facts):
        return ""
    if dossier.stalking == StalkingAnswer.NO:
        return _("The answer about stalking is “no”, but there is a fact of stalking.")
    return _("The answer about stalking is “unknown”, but there is a fact of stalking.")


def _excluded(dossier: Dossier) -> str:
    """Why this dossier counts nowhere, or ''."""
    if not dossier.counting_exclusion:
        return ""
    return str(CountingExclusion(dossier.counting_exclusion).label)
