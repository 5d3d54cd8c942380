"""Who may use the API of dossiers at all."""

from django.http import Http404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import Role


class WorksOnDossiers(IsAuthenticated):
    """Staff of a centre and partners. For everybody else there is nothing here: 404."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if not (request.user.centre_ids() or request.user.has_role(Role.PARTNER)):
            raise Http404
        return True
