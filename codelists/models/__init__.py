from codelists.models.contacts import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    ContactChannel,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
)
from codelists.models.entry import CodeListEntry
from codelists.models.lists import (
    ClosureReason,
    FormOfViolence,
    IntakeOutcome,
    Municipality,
    OffenceType,
    PoliceZone,
    Relation,
    ReporterRole,
    ReporterSector,
)
from codelists.models.programme import Programme, ReferralEndReason

__all__ = [
    "AdviceGiven",
    "AdviceOutcome",
    "AdviceTheme",
    "CallerClass",
    "ClosureReason",
    "CodeListEntry",
    "ContactChannel",
    "FormOfViolence",
    "HelplineContext",
    "HelplineReferral",
    "HelplineTheme",
    "IntakeOutcome",
    "Municipality",
    "OffenceType",
    "PoliceZone",
    "Programme",
    "ReferralEndReason",
    "Relation",
    "ReporterRole",
    "ReporterSector",
]
