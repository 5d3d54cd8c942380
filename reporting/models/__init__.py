from reporting.models.fact import DossierFact
from reporting.models.registration import RegistrationStart

__all__ = ["DossierFact", "RegistrationStart"]
