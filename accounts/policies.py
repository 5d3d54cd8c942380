"""Who may enter the administration and the oversight screens. Roles decide, flags never."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User


def may_administer(user: User | AnonymousUser) -> bool:
    """A functional administrator of today whose account is opened for the administration.

    `is_superuser` opens nothing, and neither do Django's own permissions.
    """
    return (
        isinstance(user, User)
        and user.is_active
        and user.is_staff
        and user.has_role(Role.FUNCTIONAL_ADMIN)
    )


def may_change_rights_of(by: User, account: User) -> bool:
    """Nobody gives herself a role or lets herself in: another administrator does that."""
    return may_administer(by) and by.pk != account.pk


def may_oversee(user: User | AnonymousUser) -> bool:
    """A privacy officer of today reads the log."""
    return isinstance(user, User) and user.has_role(Role.PRIVACY_OFFICER)
