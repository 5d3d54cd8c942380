"""The line of phases at the top of a dossier: only what exists."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from cases.models import Dossier
from cases.queries.overview import Assessment, Convened
from design.timeline import Step
from lib.dutch import write_date


def course_of(
    dossier: Dossier,
    assessment: Assessment | None,
    convened: Sequence[Convened],
    of_centre: bool,
) -> tuple[Step, ...]:
    """Intake, criteria (for the centre), case conference once a partner came in, closing."""
    steps = [Step(_("Intake"), "done", write_date(dossier.received_on))]
    if of_centre and (assessment or dossier.is_open):
        steps.append(_criteria(assessment))
    if convened:
        first = min(one.starts_on for one in convened)
        since = _("since %(day)s") % {"day": write_date(first)}
        steps.append(Step(_("Case conference"), "done", since))
    if dossier.closed_on is None:
        return (*_with_current(steps), Step(_("Closing"), "todo"))
    return (*steps, Step(_("Closing"), "done", write_date(dossier.closed_on)))


def _criteria(assessment: Assessment | None) -> Step:
    if assessment is None:
        return Step(_("Criteria"), "todo", _("still to assess"))
    return Step(_("Criteria"), "done", assessment.assessed_on)


def _with_current(steps: list[Step]) -> list[Step]:
    """An open dossier is in the last phase it reached; phases it passed over stay open."""
    reached = max(place for place, step in enumerate(steps) if step.state == "done")
    current = steps[reached]
    return [*steps[:reached], Step(current.label, "current", current.when), *steps[reached + 1 :]]
