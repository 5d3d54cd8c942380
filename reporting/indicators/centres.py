"""The basics of a Veilig Huis: what comes in, what is opened, followed and closed."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.indicators.condition import Condition
from reporting.indicators.dimension import CENTRE
from reporting.indicators.dossiers_stalking import DOSSIERS_STALKING
from reporting.indicators.indicator import Aggregate, Indicator, Measure, Missing
from reporting.indicators.part import PartOf
from reporting.indicators.unit import Unit
from reporting.indicators.vocabulary import (
    ADVICE_GIVEN,
    ADVICE_OUTCOME,
    ADVICE_THEME,
    AGE,
    BY_STALKING,
    CHANNEL,
    CHECKED,
    CLOSURE_REASON,
    FORMS,
    INTAKE_OUTCOME,
    NOT_COUNTED,
    NOT_REFUTED,
    OFFENCE_TYPE,
    OWN_SOURCE,
    PARTNER_SECTOR,
    RELATION,
    REVIEW,
    ROLE,
    SECTOR,
    SEX,
    STATUS,
    VALID_FROM,
    answered,
)
from reporting.models import UnitKind, Variable

_COMMON: dict[str, Any] = {
    "version": 1,
    "valid_from": VALID_FROM,
    "law": _("decree on the Veilige Huizen; the article is not verified"),
    "source": OWN_SOURCE,
    "checked": CHECKED,
    "next_review": REVIEW,
}
_RECEIVED = _("the calendar day in Brussels on which it was received")
ADVICE = Indicator(
    code="advice_requests",
    title=_("Requests for advice"),
    unit=Unit.ADVICE_REQUEST,
    counted_once=_("one request without names; it is never a dossier"),
    date_basis=_RECEIVED,
    facts=UnitKind.ADVICE,
    variable=Variable.ADVICE,
    dimensions=(CENTRE, ADVICE_THEME, CHANNEL, SECTOR, ADVICE_GIVEN, ADVICE_OUTCOME),
    total_label=_("All requests"),
    exclusions=NOT_COUNTED,
    **_COMMON,
)
_INTAKE: dict[str, Any] = {
    **_COMMON,
    "unit": Unit.INTAKE,
    "counted_once": _("one report that reached a centre, whatever became of it"),
    "date_basis": _RECEIVED,
    "facts": UnitKind.INTAKE,
    "variable": Variable.INTAKES,
    "dimensions": (CENTRE, SECTOR, INTAKE_OUTCOME, FORMS),
    "total_label": _("All intakes"),
}
INTAKES = Indicator(
    code="intakes", title=_("Intakes"), measures=BY_STALKING, unknown="unknown", **_INTAKE
)
RENEWED = Indicator(
    code="renewed_intakes",
    title=_("Renewed intakes"),
    measures=answered(
        "renewed",
        ("renewed", _("Somebody was reported before")),
        _("Nobody is named"),
        ("first", _("First report of everybody")),
    ),
    unknown="unknown",
    part_of=(PartOf(whole=INTAKES, exact=True),),
    **_INTAKE,
)
_DOSSIER: dict[str, Any] = {
    **_COMMON,
    "unit": Unit.DOSSIER,
    "variable": Variable.DOSSIERS,
    "exclusions": NOT_COUNTED,
    "total_label": _("All dossiers"),
}
OPENED = Indicator(
    code="dossiers_opened",
    title=_("Dossiers opened"),
    counted_once=_("of a Veilig Huis, once, in the year it was opened"),
    date_basis=_("the calendar day in Brussels on which the dossier was opened"),
    facts=UnitKind.DOSSIER,
    measures=BY_STALKING,
    unknown="unknown",
    over_years=DOSSIERS_STALKING,
    **_DOSSIER,
)
CLOSED = Indicator(
    code="dossiers_closed",
    title=_("Dossiers closed"),
    counted_once=_("of a Veilig Huis, once, in the year it was closed"),
    date_basis=_("the calendar day in Brussels on which the dossier was closed"),
    facts=UnitKind.CLOSURE,
    dimensions=(CENTRE, CLOSURE_REASON),
    measures=BY_STALKING,
    unknown="unknown",
    **_DOSSIER,
)
ACTIVE = Indicator(
    code="dossiers_active",
    title=_("Dossiers that are open on the last day of the year"),
    counted_once=_("of a Veilig Huis, in every year on whose last day it is open"),
    date_basis=_("31 December, and today in the running year"),
    facts=UnitKind.DOSSIER,
    stock=True,
    stock_of=(OPENED, CLOSED),
    measures=BY_STALKING,
    unknown="unknown",
    **_DOSSIER,
)
PEOPLE = Indicator(
    code="people_in_dossiers",
    title=_("People in dossiers"),
    unit=Unit.PERSON,
    counted_once=_("a person of a centre, once per cell and per total, in however many dossiers"),
    date_basis=_("the calendar day in Brussels on which the person became part of the dossier"),
    facts=UnitKind.PERSON,
    variable=Variable.PEOPLE,
    aggregate=Aggregate.DISTINCT,
    dimensions=(CENTRE, ROLE, SEX, AGE),
    total_label=_("All people"),
    exclusions=NOT_COUNTED,
    **_COMMON,
)
OFFENCES = Indicator(
    code="offences",
    title=_("Offences by form of violence and relation"),
    unit=Unit.OFFENCE,
    counted_once=_("one fact in a dossier, on one day or in one period"),
    date_basis=_("the calendar day on which the fact happened, the first day of a period"),
    facts=UnitKind.OFFENCE,
    variable=Variable.OFFENCES,
    population=NOT_REFUTED,
    dimensions=(FORMS, RELATION, CENTRE, OFFENCE_TYPE, STATUS),
    total_label=_("All facts"),
    exclusions=NOT_COUNTED,
    **_COMMON,
)
CRITERIA = Indicator(
    code="criteria_outcomes",
    title=_("Outcomes of the criteria assessment"),
    unit=Unit.ASSESSMENT,
    counted_once=_("one assessment of the three criteria; a dossier can have several"),
    date_basis=_("the calendar day in Brussels of the assessment"),
    facts=UnitKind.CRITERIA,
    variable=Variable.CRITERIA,
    measures=(
        Measure(
            "met",
            _("All three met"),
            Condition(_("all three criteria are answered yes"), Q(dims__outcome="met")),
        ),
        Measure(
            "unclear",
            _("Unclear"),
            Condition(
                _("none is answered no and at least one unclear"), Q(dims__outcome="unclear")
            ),
        ),
        Measure(
            "not_met",
            _("Not met"),
            Condition(_("at least one is answered no"), Q(dims__outcome="not_met")),
        ),
    ),
    unknown="unclear",
    total_label=_("All assessments"),
    exclusions=NOT_COUNTED,
    **_COMMON,
)
CONVOCATIONS = Indicator(
    code="convocations",
    title=_("Partners convened for a dossier"),
    unit=Unit.CONVOCATION,
    counted_once=_("one organisation convened for one dossier; it does not say who came"),
    date_basis=_("the first day of the convocation"),
    facts=UnitKind.CONVOCATION,
    variable=Variable.CONVOCATIONS,
    dimensions=(CENTRE, PARTNER_SECTOR),
    total_label=_("All convocations"),
    exclusions=NOT_COUNTED,
    **_COMMON,
)
_NOT_YET: dict[str, Any] = {
    **_COMMON,
    "dimensions": (),
    "variable": "",
    "date_basis": _("not decided yet"),
}
ATTENDANCE = Indicator(
    code="conference_attendance",
    title=_("Attendance at case conferences"),
    unit=Unit.CONVOCATION,
    counted_once=_("one partner at one conference"),
    total_label=_("All attendances"),
    missing=Missing("not_registered", _("planned with the registration of case conferences")),
    **_NOT_YET,
)
MEASURES = Indicator(
    code="protection_measures",
    title=_("Protection measures"),
    unit=Unit.MEASURE,
    counted_once=_("one measure for one dossier"),
    total_label=_("All measures"),
    missing=Missing("not_registered", _("planned with the registration of measures")),
    **_NOT_YET,
)


def _percentiles(condition: Condition) -> tuple[Measure, ...]:
    return (
        Measure("median", _("Median, days"), condition, percentile=0.5),
        Measure("p75", _("75th percentile, days"), condition, percentile=0.75),
    )


TO_OPENING = Indicator(
    code="days_to_opening",
    title=_("Days from intake to opening"),
    counted_once=_("of a Veilig Huis, once, in the year it was opened"),
    date_basis=_("the calendar day in Brussels on which the dossier was opened"),
    facts=UnitKind.DOSSIER,
    measures=_percentiles(Condition(_("days from the intake to the opening of the dossier"), Q())),
    part_of=(PartOf(whole=OPENED, exact=True),),
    **_DOSSIER,
)
TO_CLOSING = Indicator(
    code="days_to_closing",
    title=_("Days from opening to closing"),
    counted_once=_("of a Veilig Huis, once, in the year it was closed"),
    date_basis=_("the calendar day in Brussels on which the dossier was closed"),
    facts=UnitKind.CLOSURE,
    measures=_percentiles(Condition(_("days from the opening to the closing of the dossier"), Q())),
    part_of=(PartOf(whole=CLOSED, exact=True),),
    **_DOSSIER,
)
INDICATORS = (
    *(ADVICE, INTAKES, RENEWED, OPENED, ACTIVE, CLOSED, TO_OPENING, TO_CLOSING),
    *(PEOPLE, OFFENCES, CRITERIA, CONVOCATIONS, ATTENDANCE, MEASURES),
)
