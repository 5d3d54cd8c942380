"""What the indicators over unit facts share: dimensions, conditions, exclusions, sources."""

import datetime as dt

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from codelists.models import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    ClosureReason,
    ContactChannel,
    FormOfViolence,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
    IntakeOutcome,
    OffenceType,
    Programme,
    ReferralEndReason,
    Relation,
    ReporterSector,
)
from registrations.models.referral import ReferralState
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import of_choices, of_list
from reporting.indicators.indicator import Exclusion, Measure

VALID_FROM = dt.date(2026, 11, 25)
REVIEW = dt.date(2027, 3, 1)
CHECKED = _("drawn up for the question workbench, not yet reviewed")
OWN_SOURCE = _("the registration of the Veilige Huizen (this application)")
HELPLINE_SOURCE = _("the registration of helpline 1712 (this application)")

FORMS = of_list("forms", _("form of violence"), FormOfViolence, multiple=True)
RELATION = of_list("relation", _("relation"), Relation)
RELATIONS = of_list("relations", _("relation"), Relation, multiple=True)
OFFENCE_TYPE = of_list("offence_type", _("legal qualification"), OffenceType)
OFFENCE_TYPES = of_list("offence_types", _("legal qualification"), OffenceType, multiple=True)
SECTOR = of_list("sector", _("sector"), ReporterSector)
# As in the file of organisations; their names are the same in every language.
PARTNER_SECTOR = of_choices(
    "sector",
    _("sector"),
    {
        "police": _("police"),
        "prosecution": _("public prosecutor"),
        "justice_house": _("house of justice"),
        "ajh": "Agentschap Justitie en Handhaving",
        "caw": "CAW",
        "vk": "VK",
        "ocj": "OCJ",
        "opgroeien": "Agentschap Opgroeien",
        "cgg": "CGG",
        "ocmw": _("OCMW or local government"),
        "helpline": _("helpline 1712"),
    },
)
INTAKE_OUTCOME = of_list("outcome", _("outcome"), IntakeOutcome, none=_("not decided yet"))
CLOSURE_REASON = of_list("reason", _("reason"), ClosureReason)
END_REASON = of_list("reason", _("reason"), ReferralEndReason, none=_("none: completed"))
REFERRAL_STATE = of_choices("state", _("state"), dict(ReferralState.choices))
PROGRAMME = of_list("programme", _("programme"), Programme)
CHANNEL = of_list("channel", _("channel"), ContactChannel)
ADVICE_THEME = of_list("theme", _("theme"), AdviceTheme)
ADVICE_GIVEN = of_list("advice", _("advice given"), AdviceGiven)
ADVICE_OUTCOME = of_list("outcome", _("outcome"), AdviceOutcome)
CALLER_CLASS = of_list("caller_class", _("class of the caller"), CallerClass)
HELPLINE_THEME = of_list("theme", _("theme"), HelplineTheme)
HELPLINE_CONTEXT = of_list("context", _("context"), HelplineContext)
CALLER_SEX = of_choices(
    "caller_sex", _("sex of the caller"), {"female": _("woman"), "male": _("man")}
)
CALLER_AGE = of_choices(
    "caller_age",
    _("age of the caller"),
    {"under_12": _("younger than 12"), "from_12": _("12 to 17"), "adult": _("adult")},
)
ANONYMOUS = of_choices(
    "anonymous", _("the caller stays anonymous"), {"yes": _("yes"), "no": _("no")}
)
MAIN_FORM = of_list("form", _("main form of violence"), FormOfViolence)
HELPLINE_REFERRAL = of_list("referred_to", _("referred to"), HelplineReferral)
ROLE = of_choices(
    "role",
    _("role"),
    {
        "victim": _("victim"),
        "offender": _("offender"),
        "child": _("child"),
        "other": _("other person involved"),
    },
)
SEX = of_choices("sex", _("sex"), {"f": _("woman"), "m": _("man"), "x": _("other")})
AGE = of_choices(
    "age",
    _("age"),
    {
        "under_12": _("younger than 12"),
        "from_12": _("12 to 17"),
        "from_18": _("18 to 24"),
        "from_25": _("25 to 64"),
        "from_65": _("65 and older"),
    },
)
STATUS = of_choices(
    "status", _("status"), {"suspected": _("suspected"), "confirmed": _("confirmed")}
)

ADULT = Condition(_("18 or older"), Q(dims__age__in=["from_18", "from_25", "from_65"]))
WOMAN = Condition(_("a woman"), Q(dims__sex="f"))
MAN = Condition(_("a man"), Q(dims__sex="m"))
VICTIM = Condition(_("registered as victim"), Q(dims__role="victim"))
OFFENDER = Condition(_("registered as offender"), Q(dims__role="offender"))
STALKING = Condition(_("for stalking"), Q(dims__stalking="yes"))
NOT_REFUTED = Condition(_("not refuted"), ~Q(dims__status="refuted"))
INTIMATE = ("partner", "ex_partner", "dating_partner")
BY_PARTNER = Condition(
    _("by a partner, ex-partner or partner who lives elsewhere, in an offence not refuted"),
    Q(dims__relations__contains=["partner"])
    | Q(dims__relations__contains=["ex_partner"])
    | Q(dims__relations__contains=["dating_partner"]),
)
OF_PARTNERS = Condition(
    _("between partners, ex-partners or partners who live apart"),
    Q(dims__relation__in=INTIMATE),
)


def with_form(words: Promise, *codes: str) -> Condition:
    """That one of these forms of violence holds."""
    query = Q(dims__forms__contains=[codes[0]])
    for code in codes[1:]:
        query |= Q(dims__forms__contains=[code])
    return Condition(words, query)


def with_offence(words: Promise, *codes: str) -> Condition:
    """That one of these legal qualifications holds."""
    query = Q(dims__offence_types__contains=[codes[0]])
    for code in codes[1:]:
        query |= Q(dims__offence_types__contains=[code])
    return Condition(words, query)


def answered(
    code: str, yes: tuple[str, Promise], unknown: Promise, no: tuple[str, Promise]
) -> tuple[Measure, ...]:
    """Yes, unknown and no of one answer, as columns in which every unit has one place."""
    return (
        Measure(yes[0], yes[1], Condition(_("answered yes"), Q(**{f"dims__{code}": "yes"}))),
        Measure(
            "unknown",
            unknown,
            Condition(
                _("answered unknown, or not answered"),
                Q(**{f"dims__{code}": "unknown"}) | Q(**{f"dims__{code}__isnull": True}),
            ),
        ),
        Measure(no[0], no[1], Condition(_("answered no"), Q(**{f"dims__{code}": "no"}))),
    )


BY_STALKING = answered(
    "stalking", ("stalking", _("Stalking")), _("Unknown"), ("no", _("No stalking"))
)

NOT_COUNTED = (
    Exclusion(
        "withdrawn", _("Withdrawn"), Condition(_("what was withdrawn"), Q(exclusion="withdrawn"))
    ),
    Exclusion("duplicate", _("Duplicate"), Condition(_("duplicates"), Q(exclusion="duplicate"))),
    Exclusion(
        "training", _("Training"), Condition(_("training dossiers"), Q(exclusion="training"))
    ),
)
