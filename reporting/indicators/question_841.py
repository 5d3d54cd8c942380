"""The indicators with which the parts of question 841 (2023) can be answered from now on."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from codelists.models import FormOfViolence, HelplineTheme
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import Aggregate, Indicator, Measure, Missing, Theme
from reporting.indicators.part import Covered, Outcome, PartOf
from reporting.indicators.unit import Unit
from reporting.indicators.vocabulary import (
    ANONYMOUS,
    BY_STALKING,
    CALLER_AGE,
    CALLER_CLASS,
    CALLER_SEX,
    CHANNEL,
    CHECKED,
    END_REASON,
    HELPLINE_CONTEXT,
    HELPLINE_REFERRAL,
    HELPLINE_SOURCE,
    HELPLINE_THEME,
    MAIN_FORM,
    NOT_COUNTED,
    OFFENCE_TYPES,
    OFFENDER,
    OWN_SOURCE,
    PROGRAMME,
    REFERRAL_STATE,
    REVIEW,
    STALKING,
    VALID_FROM,
    VICTIM,
)
from reporting.models import UnitKind, Variable

_COMMON: dict[str, Any] = {
    "version": 1,
    "valid_from": VALID_FROM,
    "theme": Theme.QUESTION_841,
    "exclusions": NOT_COUNTED,
    "checked": CHECKED,
    "next_review": REVIEW,
}
_CALLS: dict[str, Any] = {
    **_COMMON,
    "facts": UnitKind.HELPLINE,
    "variable": Variable.HELPLINE,
    "date_basis": _("the calendar day in Brussels of the contact"),
    "law": _("decree on welfare work; the article is not verified"),
    "source": HELPLINE_SOURCE,
}
_CALL_ROWS = (
    *(CALLER_CLASS, CHANNEL, HELPLINE_CONTEXT, CALLER_SEX),
    *(CALLER_AGE, ANONYMOUS, HELPLINE_REFERRAL),
)
# These two say whether a call is about stalking, so what is about it has no rows of them.
_SUBJECT = (HELPLINE_THEME, MAIN_FORM)
ABOUT_STALKING = Condition(
    _("the theme or the main form of violence is stalking"), Q(dims__stalking="yes")
)


def _stalking_rows() -> Mapping[str, Iterable[str]]:
    """The themes and main forms that the code lists count as stalking."""
    lists = ((HELPLINE_THEME, HelplineTheme), (MAIN_FORM, FormOfViolence))
    return {
        one.code: model.objects.filter(counts_as_stalking=True).values_list("code", flat=True)
        for one, model in lists
    }


CALLS = Indicator(
    code="helpline_calls",
    title=_("Calls to helpline 1712"),
    unit=Unit.CALL,
    counted_once=_("one call, chat or e-mail; several people can be reported in it"),
    dimensions=(*_SUBJECT, *_CALL_ROWS),
    total_label=_("All calls"),
    **_CALLS,
)
PEOPLE = Indicator(
    code="helpline_people",
    title=_("People reported to helpline 1712"),
    unit=Unit.REPORTED_PERSON,
    counted_once=_("a person in one call; the same person in two calls counts twice"),
    dimensions=(*_SUBJECT, *_CALL_ROWS),
    aggregate=Aggregate.AMOUNT,
    total_label=_("All reported people"),
    **_CALLS,
)
CALLS_STALKING = Indicator(
    code="helpline_calls_stalking",
    title=_("Calls to helpline 1712 about stalking"),
    unit=Unit.CALL,
    counted_once=_("one call, chat or e-mail; several people can be reported in it"),
    dimensions=_CALL_ROWS,
    population=ABOUT_STALKING,
    total_label=_("Calls about stalking"),
    part_of=(PartOf(whole=CALLS),),
    covered_by=Covered(whole=CALLS, rows=_stalking_rows),
    **_CALLS,
)
PEOPLE_STALKING = Indicator(
    code="helpline_people_stalking",
    title=_("People reported to helpline 1712 about stalking"),
    unit=Unit.REPORTED_PERSON,
    counted_once=_("a person in one call; the same person in two calls counts twice"),
    dimensions=_CALL_ROWS,
    population=ABOUT_STALKING,
    aggregate=Aggregate.AMOUNT,
    total_label=_("Reported people about stalking"),
    part_of=(PartOf(whole=PEOPLE),),
    covered_by=Covered(whole=PEOPLE, rows=_stalking_rows),
    **_CALLS,
)

_CHAIN: dict[str, Any] = {
    **_COMMON,
    "variable": Variable.REFERRALS,
    "law": _("belaging, art. 442bis Sw., for the referrals for stalking"),
    "source": OWN_SOURCE,
}
_REFERRED = _("the calendar day in Brussels of the referral")
_STARTED = _("the calendar day in Brussels on which the programme started")
REFERRALS = Indicator(
    code="programme_referrals",
    title=_("Referrals to programmes"),
    unit=Unit.REFERRAL,
    counted_once=_("one person referred to one programme; referred is not taken part"),
    date_basis=_REFERRED,
    facts=UnitKind.REFERRAL,
    dimensions=(PROGRAMME, CENTRE, OFFENCE_TYPES, REFERRAL_STATE),
    measures=BY_STALKING,
    unknown="unknown",
    total_label=_("All referrals"),
    **_CHAIN,
)
_PERSON_ONCE = _("a person, once per cell and per total, however many programmes she started")
PARTICIPANTS = Indicator(
    code="programme_participants",
    title=_("Offenders who started a programme"),
    unit=Unit.PARTICIPANT,
    counted_once=_PERSON_ONCE,
    date_basis=_STARTED,
    facts=UnitKind.PROGRAMME_START,
    population=OFFENDER,
    aggregate=Aggregate.DISTINCT,
    overlapping=True,
    dimensions=(PROGRAMME, CENTRE, OFFENCE_TYPES),
    measures=BY_STALKING,
    unknown="unknown",
    total_label=_("All participants"),
    **_CHAIN,
)
RESULTS = Indicator(
    code="programme_results",
    title=_("Programmes completed and stopped"),
    unit=Unit.PARTICIPATION,
    counted_once=_("one started programme of one person"),
    date_basis=_("the calendar day in Brussels on which the programme ended"),
    facts=UnitKind.PROGRAMME_END,
    dimensions=(PROGRAMME, CENTRE, END_REASON, OFFENCE_TYPES),
    measures=(
        Measure(
            "completed", _("Completed"), Condition(_("completed"), Q(dims__result="completed"))
        ),
        Measure("stopped", _("Stopped"), Condition(_("stopped"), Q(dims__result="stopped"))),
    ),
    total_label=_("All that ended"),
    outcome_of=Outcome(
        whole=REFERRALS, dimension=REFERRAL_STATE.code, measures=("completed", "stopped")
    ),
    **_CHAIN,
)
AT_CAW = Condition(_("a programme given by a CAW"), Q(dims__provider_sector="caw"))
FORENSIC = Condition(_("forensic care in a CGG"), Q(dims__programme="cgg_forensic"))
_HELPED: dict[str, Any] = {
    **_CHAIN,
    "unit": Unit.PARTICIPANT,
    "counted_once": _PERSON_ONCE,
    "date_basis": _STARTED,
    "facts": UnitKind.PROGRAMME_START,
    "aggregate": Aggregate.DISTINCT,
    "dimensions": (CENTRE, PROGRAMME),
    "total_label": _("People helped"),
}
CAW_VICTIMS = Indicator(
    code="caw_stalking_victims",
    title=_("Victims of stalking helped by a CAW, through a referral"),
    population=AT_CAW & VICTIM & STALKING,
    **_HELPED,
)
CAW_OFFENDERS = Indicator(
    code="caw_stalking_offenders",
    title=_("Offenders of stalking helped by a CAW, through a referral"),
    population=AT_CAW & OFFENDER & STALKING,
    part_of=(PartOf(whole=PARTICIPANTS, measure="stalking"),),
    **_HELPED,
)
CGG_OFFENDERS = Indicator(
    code="cgg_stalking_offenders",
    title=_("Offenders of stalking in forensic care of a CGG, through a referral"),
    population=FORENSIC & OFFENDER & STALKING,
    part_of=(
        PartOf(whole=PARTICIPANTS, measure="stalking"),
        PartOf(
            whole=PARTICIPANTS,
            measure="stalking",
            dimension=PROGRAMME.code,
            rows=("cgg_forensic",),
            exact=True,
        ),
    ),
    **_HELPED,
)
SURVEY = Indicator(
    code="survey_stalking",
    title=_("Stalking in the survey on gender-based violence"),
    unit=Unit.RESPONDENT,
    counted_once=_("a respondent of 18 to 74"),
    date_basis=_("the period of the field work"),
    dimensions=(),
    total_label=_("Respondents"),
    variable="",
    law="",
    source=_("Statistiek Vlaanderen, EU-GBV 2021-2022"),
    missing=Missing(
        "not_competent",
        _("survey of Statistiek Vlaanderen; see the published figures (16 April 2024)"),
    ),
    **{key: value for key, value in _COMMON.items() if key != "exclusions"},
)
INDICATORS = (
    *(CALLS_STALKING, PEOPLE_STALKING, CALLS, PEOPLE, CAW_VICTIMS, SURVEY),
    *(REFERRALS, PARTICIPANTS, RESULTS, CGG_OFFENDERS, CAW_OFFENDERS),
)
