"""Who may come into Cijfers. What you may not see does not exist: 404."""

from django.http import Http404, HttpRequest

from accounts.models import User
from reporting.policies import may_see_figures


def figures_user(request: HttpRequest) -> User:
    """The signed-in user who may see figures. Raises Http404 for anybody else."""
    user = request.user
    if not isinstance(user, User) or not may_see_figures(user):
        raise Http404
    return user
