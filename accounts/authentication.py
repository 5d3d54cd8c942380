"""How machines sign in, and the default answer: no."""

from typing import TYPE_CHECKING

from rest_framework.authentication import TokenAuthentication
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request

from lib.acting import act_from_here

if TYPE_CHECKING:
    # rest_framework.views loads this module while it is itself still loading.
    from rest_framework.views import APIView


class DenyByDefault(BasePermission):
    """A view that names no permission is closed."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return False


class SignedIn(IsAuthenticated):
    """Any signed-in user; what she sees is decided by `visible_to`."""


class ActingTokenAuthentication(TokenAuthentication):
    """A token is checked inside the request's transaction, so the database is told here."""

    def authenticate_credentials(self, key: str):  # type: ignore[no-untyped-def]
        user, token = super().authenticate_credentials(key)
        act_from_here(user.pk)
        return user, token
