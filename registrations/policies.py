"""Who may do what with what comes in, and when."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.organisation import FIGURES_SECTOR
from cases.errors import Refused
from registrations.models import HelplineContact, Intake
from registrations.models.counted import CountedContact
from registrations.models.helpline import HELPLINE_CODE


def require_staff(user: User, centre_id: int) -> None:
    """Raises PermissionDenied for who does not work at this centre today."""
    if centre_id not in user.centre_ids():
        raise PermissionDenied


def require_place(user: User, model: type[CountedContact], place_id: int) -> None:
    """Raises PermissionDenied for who does not register such contacts at this place today."""
    if place_id not in model.place_ids(user):
        raise PermissionDenied


def answers_1712(user: User) -> bool:
    """Whether this user works for the helpline today."""
    return bool(HelplineContact.place_ids(user))


def may_be_convened(user: User) -> bool:
    """Partners of a centre. The helpline and who only delivers figures take part in none."""
    return any(
        organisation.code != HELPLINE_CODE and organisation.sector != FIGURES_SECTOR
        for organisation in user.organisations()
    )


def require_undecided(intake: Intake) -> None:
    """Raises Refused: what was decided is history and stays as it was."""
    if intake.outcome_id is not None:
        raise Refused({"": _("This intake has been decided already and cannot change any more.")})
