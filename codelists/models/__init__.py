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
    "ClosureReason",
    "CodeListEntry",
    "FormOfViolence",
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
