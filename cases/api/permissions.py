"""Who may use the API of dossiers at all."""

from django.http import Http404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from cases.policies import works_on_dossiers


class WorksOnDossiers(IsAuthenticated):
    """Staff of a centre and partners. For everybody else there is nothing here: 404."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        user = request.user
        if not isinstance(user, User) or not works_on_dossiers(user):
            raise Http404
        return True
