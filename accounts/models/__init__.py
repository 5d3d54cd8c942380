from accounts.models.centre import Centre, CentreArea, DatePrecision
from accounts.models.membership import Membership, Role
from accounts.models.organisation import Organisation, Partnership, PartnershipSuspension
from accounts.models.user import User

__all__ = [
    "Centre",
    "CentreArea",
    "DatePrecision",
    "Membership",
    "Organisation",
    "Partnership",
    "PartnershipSuspension",
    "Role",
    "User",
]
