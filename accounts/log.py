"""Users as actors in the log."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from audit.log import Actor


def actor_of(user: User | AnonymousUser, centre_id: int | None = None) -> Actor:
    """The user with the role in which she works at this centre."""
    if not isinstance(user, User):
        return Actor(user_id=None, name="", role="anonymous")
    return Actor(user_id=user.pk, name=user.username, role=user.role_at(centre_id))
