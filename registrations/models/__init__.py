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
    "Intake",
    "IntakeForm",
    "IntakePerson",
    "Referral",
    "ReferralLink",
    "ReferralOffenceType",
    "ReferralState",
]
