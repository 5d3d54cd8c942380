"""Since when a dossier is known: nobody waits for months in a test."""

from django.db import connection

from tests.database import as_owner


def known_since(dossier_id: int, moment: str) -> None:
    """As if the dossier was entered at that moment."""
    with as_owner(), connection.cursor() as cursor:
        for table, key in (
            ("reporting_dossierfact", "dossier_id"),
            ("reporting_unitfact", "kind = 'dossier' AND subject_id"),
        ):
            cursor.execute(
                f"UPDATE {table} SET known_from = %s WHERE {key} = %s", [moment, dossier_id]
            )
