"""The checks, as reviewed data: what is looked for, in words, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import CriteriaAssessment, Involvement, Offence, OffenceForm, OffenceParty


@dataclass(frozen=True)
class Check:
    """`finds` are dossiers that need work, `among` those it is asked of (the others pass).

    A contradiction is certainly wrong somewhere; what is missing may not be known yet.
    """

    code: str
    title: str | Promise
    advice: str | Promise
    finds: Callable[[], Q]
    among: Callable[[], Q] = Q
    is_contradiction: bool = False


def _of_dossier(
    model: type[Involvement | Offence | CriteriaAssessment], **fields: object
) -> Exists:
    return Exists(model._default_manager.filter(dossier=OuterRef("pk"), **fields))


def _offence(*conditions: Q) -> Exists:
    """An offence of the dossier that is not refuted."""
    rows = Offence.objects.filter(*conditions, dossier=OuterRef("pk")).exclude(status="refuted")
    return Exists(rows)


_FORM = OffenceForm.objects.filter(offence=OuterRef("pk"))
_IS_STALKING = Q(offence_type__counts_as_stalking=True) | Q(
    Exists(_FORM.filter(form__counts_as_stalking=True))
)
_AFFECTED = OffenceParty.objects.filter(
    offence=OuterRef("offence"), person=OuterRef("person"), part="affected"
)
_BOTH_PARTS = Q(
    Exists(OffenceParty.objects.filter(Exists(_AFFECTED), offence=OuterRef("pk"), part="acted"))
)

CHECKS = (
    Check(
        "stalking_unknown",
        _("“Is there stalking?” is answered unknown"),
        _("Ask, and answer yes or no. Unknown is counted apart and is never a no."),
        lambda: Q(stalking="unknown"),
    ),
    Check(
        "no_victim",
        _("no victim"),
        _("Add who the victim is, or change the role of somebody who is in the dossier."),
        lambda: ~Q(_of_dossier(Involvement, role="victim")),
    ),
    Check(
        "no_offender",
        _("no offender"),
        _("Add the offender, also when only a few details are known."),
        lambda: ~Q(_of_dossier(Involvement, role="offender")),
    ),
    Check(
        "no_offence",
        _("no offence"),
        _("Add what happened as an offence with its day or period."),
        lambda: ~Q(_offence()),
    ),
    Check(
        "no_form",
        _("an offence without a form of violence"),
        _("Open the offence and tick the forms of violence."),
        lambda: Q(_offence(~Q(Exists(_FORM)))),
        among=lambda: Q(_offence()),
    ),
    Check(
        "no_relation",
        _("an offence without a relation"),
        _("Open the offence and say how the victim and the offender are related."),
        lambda: Q(_offence(Q(relation__isnull=True))),
        among=lambda: Q(_offence()),
    ),
    Check(
        "no_criteria",
        _("the criteria for a casusoverleg were not assessed"),
        _("Answer the three criteria, each with a motivation."),
        lambda: ~Q(_of_dossier(CriteriaAssessment)),
    ),
    Check(
        "no_director",
        _("open without a case director"),
        _("Choose who directs the case."),
        lambda: Q(case_director__isnull=True),
        among=lambda: Q(closed_on__isnull=True),
    ),
    Check(
        "sex_unknown",
        _("sex of a victim or offender unknown"),
        _("Fill it in on the page of the person; the law asks for figures by sex."),
        lambda: Q(_of_dossier(Involvement, role__in=["victim", "offender"], person__sex="u")),
    ),
    Check(
        "birth_unknown",
        _("date of birth of a victim unknown"),
        _("Fill it in on the page of the person; the law asks for figures by age."),
        lambda: Q(_of_dossier(Involvement, role="victim", person__born_on__isnull=True)),
    ),
    Check(
        "answer_against_offence",
        _("“no stalking”, but with an offence that is stalking"),
        _("Correct the answer, or refute the offence if it did not happen."),
        lambda: Q(_offence(_IS_STALKING)),
        among=lambda: Q(stalking="no"),
        is_contradiction=True,
    ),
    Check(
        "offence_after_closing",
        _("an offence after the dossier was closed"),
        _("Correct the day, or reopen the dossier."),
        lambda: Q(_offence(Q(occurred_from__gt=OuterRef("closed_on")))),
        among=lambda: Q(closed_on__isnull=False),
        is_contradiction=True,
    ),
    Check(
        "criteria_before_intake",
        _("criteria assessed before the intake"),
        _("Assess the criteria again with the right day."),
        lambda: Q(_of_dossier(CriteriaAssessment, assessed_on__lt=OuterRef("received_on"))),
        is_contradiction=True,
    ),
    Check(
        "victim_is_offender",
        _("one person did an offence and underwent it"),
        _("Open the offence and correct who did what to whom."),
        lambda: Q(_offence(_BOTH_PARTS)),
        is_contradiction=True,
    ),
)


BY_CODE = {check.code: check for check in CHECKS}
