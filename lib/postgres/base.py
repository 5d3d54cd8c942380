"""Django's PostgreSQL backend that tells every transaction who acts."""

from django.db.backends.postgresql import base

from lib.acting import tell_database


class DatabaseWrapper(base.DatabaseWrapper):
    """Leaving autocommit is the one door to a transaction, so the actor is set there."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:
            tell_database(self)
