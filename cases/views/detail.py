"""The page of one dossier: all of it for the centre, a part for a convened partner."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.events import DOSSIER_READ
from cases.log import record_on
from cases.masking import Mask, mask_of
from cases.models import CountingExclusion, Dossier, StalkingAnswer
from cases.panels import Panel, panels_for
from cases.policies import may_edit
from cases.queries.overview import Fact, Involved, family_name_of, overview_of
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
        **_content(dossier, mask, of_centre),
        "panels": panels,
        "crumbs": crumbs_of(dossier),
    }
    record_on(dossier, DOSSIER_READ, by=by, fields=_fields_shown(of_centre, panels))
    return render(request, "cases/dossier_detail.html", context)


def _content(dossier: Dossier, mask: Mask, of_centre: bool) -> dict[str, Any]:
    overview = overview_of(dossier, mask, of_centre=of_centre)
    facts = overview.facts
    excluded = _excluded(dossier) if of_centre else ""
    return {
        "dossier": dossier,
        "base": dossier.get_absolute_url(),
        "of_centre": of_centre,
        "may_add": of_centre and dossier.is_open,
        "mask": mask,
        "overview": overview,
        "director": overview.case_director,
        "names": family_name_of(overview.people, mask),
        "pills": _pills(dossier, facts, excluded, of_centre),
        "course": course_of(dossier, overview.assessment, overview.convened, of_centre),
        "warned": _warned(overview.people),
        "contradiction": _contradiction(dossier, facts),
        "stalking_answer": capfirst(str(StalkingAnswer(dossier.stalking).label)),
        "excluded": excluded,
        "closing_note": mask.text(dossier.closing_note) if of_centre else "",
        "submission": uuid.uuid4(),
        **_words(mask),
    }


def _words(mask: Mask) -> dict[str, Any]:
    """What is repeated on every row, translated and drawn once."""
    return {
        "change": _("Edit"),
        "name_class": "" if mask.hidden else mark_safe(' class="vh-name"'),
        "secret_pill": pill(_("Secret address"), "warning", "lock-closed"),
    }


def _pills(
    dossier: Dossier, facts: Sequence[Fact], excluded: str, of_centre: bool
) -> list[tuple[str, str]]:
    """The states of the whole dossier beside its number: a label and a kind of pill."""
    states = (
        (not dossier.is_open, _("Closed"), "default"),
        (_counts_as_stalking(dossier, facts), _("Stalking"), "border"),
        (bool(excluded), _("Does not count"), "warning"),
        (not of_centre, _("Shared with your organisation"), "border"),
    )
    return [(label, kind) for holds, label, kind in states if holds]


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
