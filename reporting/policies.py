"""Who may see figures. Figures hold no person, so they are wider than dossiers."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Centre, Role, User
from reporting.deliveries.catalogue import (
    DeliveredIndicator,
    Deliverer,
    catalogue,
    deliverers,
)


def may_see_figures(user: User | AnonymousUser) -> bool:
    """Everybody who works at a centre, and analysts. Partners and administrators do not."""
    if not isinstance(user, User):
        return False
    return bool(user.centre_ids()) or user.has_role(Role.ANALYST)


def may_export_figures(user: User | AnonymousUser) -> bool:
    """Coordinators and analysts hand figures to others."""
    return isinstance(user, User) and user.has_role(Role.COORDINATOR, Role.ANALYST)


def may_sign_off_deliveries(user: User | AnonymousUser) -> bool:
    """Coordinators and analysts see every delivery, enter them for partners and sign them off.

    PostgreSQL says the same in the policies of the deliveries.
    """
    return isinstance(user, User) and user.has_role(Role.COORDINATOR, Role.ANALYST)


def delivers_itself(user: User | AnonymousUser) -> tuple[Deliverer, ...]:
    """The deliverers whose tables a partner hands in for his own organisation.

    PostgreSQL says the same in reporting_acting_deliverers().
    """
    own = {one.code for one in user.organisations()} if isinstance(user, User) else set()
    return tuple(one for one in deliverers() if one.organisation in own)


def deliverers_for(user: User | AnonymousUser) -> tuple[Deliverer, ...]:
    """The deliverers whose tables this user sees and hands in, himself or on their behalf."""
    return deliverers() if may_sign_off_deliveries(user) else delivers_itself(user)


def indicators_for(user: User | AnonymousUser) -> dict[str, DeliveredIndicator]:
    """What this user hands in, by code."""
    own = deliverers_for(user)
    return {code: one for code, one in catalogue().items() if one.deliverer in own}


def may_deliver_figures(user: User | AnonymousUser) -> bool:
    """Who signs deliveries off, and partners of an organisation that delivers."""
    return bool(deliverers_for(user))


def may_change_delivery(user: User, organisation_id: int | None) -> bool:
    """Who signs off, and for what an organisation handed in itself: its partners."""
    return may_sign_off_deliveries(user) or organisation_id in user.organisation_ids()


def countable_centres(user: User) -> QuerySet[Centre]:
    """The centres this user counts over: all for coordinator and analyst, else her own.

    PostgreSQL says the same in reporting_acting_centres().
    """
    if user.has_role(Role.COORDINATOR, Role.ANALYST):
        return Centre.objects.all()
    return Centre.objects.filter(pk__in=user.centre_ids())


def may_answer_questions(user: User | AnonymousUser) -> bool:
    """Coordinators and analysts. PostgreSQL says the same in reporting_answers_questions()."""
    return isinstance(user, User) and user.has_role(Role.COORDINATOR, Role.ANALYST)


def may_approve_answers(user: User | AnonymousUser) -> bool:
    """Coordinators; never the one who changed the answer last (reporting/services/answers.py)."""
    return isinstance(user, User) and user.has_role(Role.COORDINATOR)
