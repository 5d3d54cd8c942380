"""The request behind the sign-in wall, for the type checker."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of a signed-in user: SignInRequired let nobody else through."""

    user: User
