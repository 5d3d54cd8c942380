"""Django's PostgreSQL backend that tells every transaction who acts."""

import select

from django.db.backends.postgresql import base

from lib.acting import tell_database


class DatabaseWrapper(base.DatabaseWrapper):
    """Leaving autocommit is the one door to a transaction, so the actor is set there."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:
            tell_database(self)

    def is_usable(self) -> bool:
        """Whether the server is still there, without asking it at the start of every request.

        A server that went away said so: something waits to be read on a connection that is at
        rest. Django's own `SELECT 1` costs as much as reading the session.
        """
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0)
