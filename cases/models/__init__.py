from cases.models.convocation import Convocation
from cases.models.criteria import CriteriaAssessment, CriterionAnswer
from cases.models.dossier import CountingExclusion, Dossier, StalkingAnswer
from cases.models.draft import Draft
from cases.models.idempotency import IdempotencyRecord
from cases.models.offence import Offence, OffenceForm, OffenceParty, OffenceStatus, Part
from cases.models.person import Involvement, InvolvementRole, Person, Sex

__all__ = [
    "Convocation",
    "CountingExclusion",
    "CriteriaAssessment",
    "CriterionAnswer",
    "Dossier",
    "Draft",
    "IdempotencyRecord",
    "Involvement",
    "InvolvementRole",
    "Offence",
    "OffenceForm",
    "OffenceParty",
    "OffenceStatus",
    "Part",
    "Person",
    "Sex",
    "StalkingAnswer",
]
