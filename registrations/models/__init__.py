from registrations.models.advice import AdviceRequest
from registrations.models.helpline import CallerAge, CallerSex, HelplineContact
from registrations.models.intake import Intake, IntakeForm, IntakePerson
from registrations.models.referral import (
    DAY_OF,
    Referral,
    ReferralLink,
    ReferralOffenceType,
    ReferralState,
)

__all__ = [
    "DAY_OF",
    "AdviceRequest",
    "CallerAge",
    "CallerSex",
    "HelplineContact",
    "Intake",
    "IntakeForm",
    "IntakePerson",
    "Referral",
    "ReferralLink",
    "ReferralOffenceType",
    "ReferralState",
]
