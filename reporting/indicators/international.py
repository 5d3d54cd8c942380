"""EIGE's 13 indicators on intimate partner violence and the minimum set of the Istanbul
Convention, where the registration of the Veilige Huizen can serve them, else why not.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from reporting.indicators.centres import OFFENCES, PEOPLE
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import Aggregate, Indicator, Missing, Theme
from reporting.indicators.part import PartOf
from reporting.indicators.unit import Unit
from reporting.indicators.vocabulary import (
    ADULT,
    AGE,
    BY_PARTNER,
    CHECKED,
    FORMS,
    INTIMATE,
    MAN,
    NOT_COUNTED,
    NOT_REFUTED,
    OF_PARTNERS,
    OFFENCE_TYPE,
    OFFENDER,
    OWN_SOURCE,
    RELATION,
    RELATIONS,
    REVIEW,
    SEX,
    VALID_FROM,
    VICTIM,
    WOMAN,
    with_form,
    with_offence,
)
from reporting.models import UnitKind, Variable

_COMMON: dict[str, Any] = {
    "version": 1,
    "valid_from": VALID_FROM,
    "checked": CHECKED,
    "next_review": REVIEW,
}
_EIGE: dict[str, Any] = {
    **_COMMON,
    "theme": Theme.EIGE,
    "law": _("Directive (EU) 2024/1385, art. 44; EIGE indicators on intimate partner violence"),
}
_OURS = {"exclusions": NOT_COUNTED, "source": OWN_SOURCE}
_PEOPLE: dict[str, Any] = {
    **_OURS,
    "unit": Unit.PERSON,
    "counted_once": _(
        "a person of a centre, once per cell and per total, in however many dossiers"
    ),
    "date_basis": _("the calendar day in Brussels on which the person became part of the dossier"),
    "facts": UnitKind.PERSON,
    "variable": Variable.PEOPLE,
    "aggregate": Aggregate.DISTINCT,
    "total_label": _("All people"),
}
_OFFENCES: dict[str, Any] = {
    **_OURS,
    "unit": Unit.OFFENCE,
    "counted_once": _("one fact in a dossier, on one day or in one period"),
    "date_basis": _("the calendar day on which the fact happened, the first day of a period"),
    "facts": UnitKind.OFFENCE,
    "variable": Variable.OFFENCES,
    "total_label": _("All facts"),
}
JUSTICE = Missing("not_competent", _("federal justice registers this"))
PLANNED = Missing("not_registered", _("planned with the registration of measures"))
WOMEN_BY_PARTNER = VICTIM & WOMAN & ADULT & BY_PARTNER

_CONVENTION: dict[str, Any] = {
    **_COMMON,
    "theme": Theme.ISTANBUL,
    "law": _("Istanbul Convention, art. 11, with the explanatory report"),
}
_PERSON = PartOf(whole=PEOPLE)
_BY_WHOM = (CENTRE, SEX, AGE, FORMS, RELATIONS)
VICTIMS = Indicator(
    code="istanbul_victims",
    title=_("Victims by sex, age, form of violence and relation"),
    population=VICTIM,
    dimensions=_BY_WHOM,
    part_of=(PartOf(whole=PEOPLE, dimension="role", rows=("victim",), exact=True), _PERSON),
    **{**_CONVENTION, **_PEOPLE},
)
OFFENDERS = Indicator(
    code="istanbul_offenders",
    title=_("Offenders by sex, age, form of violence and relation"),
    population=OFFENDER,
    dimensions=_BY_WHOM,
    part_of=(PartOf(whole=PEOPLE, dimension="role", rows=("offender",), exact=True), _PERSON),
    **{**_CONVENTION, **_PEOPLE},
)
FACTS = Indicator(
    code="istanbul_offences",
    title=_("Facts by form of violence, relation and qualification"),
    population=NOT_REFUTED,
    dimensions=(FORMS, RELATION, OFFENCE_TYPE, CENTRE),
    part_of=(PartOf(whole=OFFENCES, exact=True),),
    **{**_CONVENTION, **_OFFENCES},
)


def _numbered(number: int, title: Promise) -> Promise:
    return format_lazy("EIGE {}: {}", number, title)


def _victims(
    number: int, title: Promise, more: Condition | None = None, *part_of: PartOf
) -> Indicator:
    population = WOMEN_BY_PARTNER & more if more else WOMEN_BY_PARTNER
    return Indicator(
        code=f"eige_{number:02}",
        title=_numbered(number, title),
        population=population,
        dimensions=(CENTRE, AGE, RELATIONS),
        part_of=part_of,
        **{**_EIGE, **_PEOPLE},
    )


def _in_row(whole: Indicator, dimension: str, row: str) -> PartOf:
    return PartOf(whole=whole, dimension=dimension, rows=(row,))


def _missing(
    code: str, title: Promise, unit: Unit, missing: Missing, common: dict[str, Any]
) -> Indicator:
    values: dict[str, Any] = {
        **common,
        "counted_once": _("as its owner counts it"),
        "date_basis": _("as its owner counts it"),
        "dimensions": (),
        "total_label": _("Total"),
        "variable": "",
        "source": _("not this registration"),
    }
    return Indicator(code=code, title=title, unit=unit, missing=missing, **values)


BY_PARTNERS = _victims(
    1,
    _("women who are victims of intimate partner violence"),
    None,
    PartOf(whole=VICTIMS),
    _in_row(VICTIMS, "sex", "f"),
)
OF_THESE = PartOf(whole=BY_PARTNERS)
EIGE = (
    BY_PARTNERS,
    Indicator(
        code="eige_02",
        title=_numbered(2, _("offences of intimate partner violence")),
        population=OF_PARTNERS & NOT_REFUTED,
        part_of=(
            PartOf(whole=OFFENCES),
            PartOf(whole=OFFENCES, dimension="relation", rows=INTIMATE, exact=True),
        ),
        dimensions=(CENTRE, FORMS, RELATION),
        **{**_EIGE, **_OFFENCES},
    ),
    Indicator(
        code="eige_03",
        title=_numbered(3, _("men who are offenders of intimate partner violence")),
        population=OFFENDER & MAN & ADULT & BY_PARTNER,
        part_of=(PartOf(whole=OFFENDERS), _in_row(OFFENDERS, "sex", "m")),
        dimensions=(CENTRE, AGE, RELATIONS),
        **{**_EIGE, **_PEOPLE},
    ),
    _victims(
        4,
        _("women who are victims of physical violence by a partner"),
        with_form(_("physical violence"), "physical"),
        *(OF_THESE, _in_row(VICTIMS, "forms", "physical")),
    ),
    _victims(
        5,
        _("women who are victims of psychological violence by a partner"),
        with_form(
            _("psychological violence, stalking, coercive control or threat"),
            *("psychological", "stalking", "coercive_control", "threat"),
        ),
        OF_THESE,
    ),
    _victims(
        6,
        _("women who are victims of sexual violence by a partner"),
        with_form(_("sexual violence"), "sexual"),
        *(OF_THESE, _in_row(VICTIMS, "forms", "sexual")),
    ),
    _victims(
        7,
        _("women who are victims of economic violence by a partner"),
        with_form(_("economic violence"), "economic"),
        *(OF_THESE, _in_row(VICTIMS, "forms", "economic")),
    ),
    _victims(
        8,
        _("women who are victims of rape by a partner"),
        with_offence(_("qualified as rape"), "rape", "rape_until_2022"),
        OF_THESE,
    ),
    _victims(
        9,
        _("women who were killed by a partner"),
        with_offence(_("qualified as homicide"), "homicide"),
        OF_THESE,
    ),
    _missing(
        "eige_10",
        _numbered(10, _("protection orders in intimate partner violence")),
        Unit.MEASURE,
        PLANNED,
        _EIGE,
    ),
    _missing(
        "eige_11",
        _numbered(11, _("men prosecuted for intimate partner violence")),
        Unit.CASE,
        JUSTICE,
        _EIGE,
    ),
    _missing(
        "eige_12",
        _numbered(12, _("men sentenced for intimate partner violence")),
        Unit.CONVICTED_PERSON,
        JUSTICE,
        _EIGE,
    ),
    _missing(
        "eige_13",
        _numbered(13, _("men deprived of liberty for intimate partner violence")),
        Unit.CONVICTED_PERSON,
        JUSTICE,
        _EIGE,
    ),
)
ISTANBUL = (
    *(VICTIMS, OFFENDERS, FACTS),
    _missing(
        "istanbul_orders",
        _("Protection orders and breaches of them"),
        Unit.MEASURE,
        PLANNED,
        _CONVENTION,
    ),
    _missing(
        "istanbul_convictions",
        _("Convictions for forms of violence of the Convention"),
        Unit.CONVICTED_PERSON,
        JUSTICE,
        _CONVENTION,
    ),
)
INDICATORS = (*EIGE, *ISTANBUL)
