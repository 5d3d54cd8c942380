from reporting.models.fact import DossierFact
from reporting.models.published import (
    ObservationFlag,
    ObservationStatus,
    PublishedLoad,
    PublishedObservation,
    PublishedSource,
)
from reporting.models.registration import RegistrationStart
from reporting.models.unit import UnitFact, UnitKind

__all__ = [
    "DossierFact",
    "ObservationFlag",
    "ObservationStatus",
    "PublishedLoad",
    "PublishedObservation",
    "PublishedSource",
    "RegistrationStart",
    "UnitFact",
    "UnitKind",
]
