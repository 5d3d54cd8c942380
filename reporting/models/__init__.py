from reporting.models.answer import Answer, ProfileCode
from reporting.models.delivery import Delivery, DeliveryFile, DeliveryState
from reporting.models.export import (
    ExportChunk,
    ExportEntry,
    ExportJob,
    ExportProblem,
    ExportState,
)
from reporting.models.fact import DossierFact
from reporting.models.population import Population
from reporting.models.published import (
    ObservationFlag,
    ObservationStatus,
    PublishedLoad,
    PublishedObservation,
    PublishedSource,
    SourceKind,
)
from reporting.models.question import (
    Addressee,
    Block,
    BlockKind,
    Commitment,
    CommitmentState,
    Narrative,
    Question,
    SubQuestion,
)
from reporting.models.registration import CoverageEvent, RegistrationStart, Variable
from reporting.models.release import ReleasedFigures
from reporting.models.saved_question import SavedQuestion
from reporting.models.settled import SettledUnits, Settlement
from reporting.models.signature import YearSignature
from reporting.models.unit import UnitFact, UnitKind
from reporting.models.withdrawal import Withdrawal

__all__ = [
    "Addressee",
    "Answer",
    "Block",
    "BlockKind",
    "Commitment",
    "CommitmentState",
    "CoverageEvent",
    "Delivery",
    "DeliveryFile",
    "DeliveryState",
    "DossierFact",
    "ExportChunk",
    "ExportEntry",
    "ExportJob",
    "ExportProblem",
    "ExportState",
    "Narrative",
    "ObservationFlag",
    "ObservationStatus",
    "Population",
    "ProfileCode",
    "PublishedLoad",
    "PublishedObservation",
    "PublishedSource",
    "Question",
    "RegistrationStart",
    "ReleasedFigures",
    "SavedQuestion",
    "SettledUnits",
    "Settlement",
    "SourceKind",
    "SubQuestion",
    "UnitFact",
    "UnitKind",
    "Variable",
    "Withdrawal",
    "YearSignature",
]
