"""Sessions in PostgreSQL, read by hand.

Every request reads its session. The ORM builds that one SELECT anew each time, which costs as
much as the rest of the sign-in check together.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessions):
    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key any more, when it ended or never was."""
        found = _stored(self.session_key or "")
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found))


def _stored(key: str) -> str | None:
    # A cookie holds whatever somebody puts in it; PostgreSQL refuses text with a NUL.
    if not (key.isascii() and key.isalnum()):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_READ, [key, timezone.now()])
        row = cursor.fetchone()
    return row[0] if row else None
