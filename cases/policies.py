"""Who may do what. Every object check derives from `visible_to`, so the two cannot disagree."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, User
from accounts.models.user import CENTRE_ROLES
from cases.errors import Refused
from cases.models import Dossier
from lib.calendar import brussels_today


def works_on_dossiers(user: User) -> bool:
    """Staff of a centre, or a partner who may be convened. Others have no dossier rooms."""
    return bool(user.centre_ids()) or user.has_role(Role.PARTNER)


def may_edit(user: User, dossier: Dossier) -> bool:
    """Staff of the dossier's centre may write; a convened partner only reads."""
    return dossier.centre_id in user.centre_ids()


def require_edit(user: User, dossier: Dossier) -> None:
    """Raises PermissionDenied (403): the dossier is visible, but not the user's to change."""
    if not may_edit(user, dossier):
        raise PermissionDenied


def require_open(dossier: Dossier) -> None:
    """Raises Refused: a closed dossier is reopened first."""
    if not dossier.is_open:
        raise Refused({"": _("This dossier is closed. Reopen it first.")})


def sees_centre_notes(user: User, dossier: Dossier) -> bool:
    """Summary, intake and criteria stay within the centre."""
    return may_edit(user, dossier)


def possible_case_directors(centre_id: int) -> QuerySet[User]:
    """The people who work at this centre today."""
    works_here = Membership.objects.on(brussels_today()).filter(
        user=OuterRef("pk"), centre=centre_id, role__in=CENTRE_ROLES
    )
    return User.objects.filter(Exists(works_here), is_active=True)
