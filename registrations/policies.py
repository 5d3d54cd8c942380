"""Who may do what with intakes, and when."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from cases.errors import Refused
from registrations.models import Intake


def require_staff(user: User, centre_id: int) -> None:
    """Raises PermissionDenied for who does not work at this centre today."""
    if centre_id not in user.centre_ids():
        raise PermissionDenied


def require_undecided(intake: Intake) -> None:
    """Raises Refused: what was decided is history and stays as it was."""
    if intake.outcome_id is not None:
        raise Refused({"": _("This intake has been decided already and cannot change any more.")})
