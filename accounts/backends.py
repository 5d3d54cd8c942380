"""Who a session belongs to."""

from django.contrib.auth.backends import ModelBackend
from django.db import connection

from accounts.models import User

_COLUMNS = [field.attname for field in User._meta.concrete_fields]
# By hand, as the session itself: every request asks both.
_USER = f"SELECT {', '.join(_COLUMNS)} FROM accounts_user WHERE id = %s"  # noqa: S608 - no input


class Accounts(ModelBackend):
    """Django's own: name and password. Rights come from memberships, not from here."""

    def get_user(self, user_id: int) -> User | None:
        """The account behind a session, or None when it is gone or closed."""
        with connection.cursor() as cursor:
            cursor.execute(_USER, [user_id])
            row = cursor.fetchone()
        user = User.from_db(connection.alias, _COLUMNS, row) if row else None
        return user if user is not None and self.user_can_authenticate(user) else None
