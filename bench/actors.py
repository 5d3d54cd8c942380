"""Who asks: synthetic colleagues, with a session as if they had signed in."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import Centre, Membership, Role, User
from lib.maintenance import as_owner

EVERYWHERE = "bench.coordinator"


@dataclass(frozen=True)
class Actor:
    user_id: int
    centre_id: int
    session: str


def caseworkers(number: int) -> list[Actor]:
    """Colleagues spread over the centres, one after another."""
    with as_owner():
        places = Membership.objects.filter(role=Role.CASEWORKER).select_related("user")
        chosen = list(places.order_by("user__username"))
        return [_actor(chosen[(7 * i) % len(chosen)]) for i in range(number)]


def caseworker_of(centre_code: str) -> Actor:
    """A colleague of one centre."""
    with as_owner():
        places = Membership.objects.filter(role=Role.CASEWORKER, centre__code=centre_code)
        return _actor(places.select_related("user").order_by("user__username")[0])


def coordinator_everywhere() -> Actor:
    """Coordinator of all centres at once, so that one list holds every dossier."""
    with as_owner():
        user, _made = User.objects.get_or_create(
            username=EVERYWHERE, defaults={"password": "!synthetic"}
        )
        for centre in Centre.objects.all():
            Membership.objects.get_or_create(
                user=user,
                centre=centre,
                role=Role.COORDINATOR,
                defaults={"starts_on": centre.opened_on},
            )
        return _actor(Membership.objects.filter(user=user).select_related("user")[0])


def _actor(membership: Membership) -> Actor:
    store = SessionStore()
    store[SESSION_KEY] = str(membership.user_id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = membership.user.get_session_auth_hash()
    store.create()
    return Actor(membership.user_id, membership.centre_id or 0, store.session_key or "")
