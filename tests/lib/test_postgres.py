"""The backend: plans that are kept, and a connection that is gone."""

import pytest
from django.db import close_old_connections, connection, connections


def ask(number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int + 41 AS only_here", [number])
        (answer,) = cursor.fetchone()
        return int(answer)


@pytest.mark.django_db
def test_what_is_asked_again_is_planned_once() -> None:
    assert [ask(number) for number in range(1, 6)] == [42, 43, 44, 45, 46]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%only_here%'"
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_connection_that_was_ended_is_replaced_before_it_is_used() -> None:
    assert ask(1) == 42
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    with connections["owner"].cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    assert not connection.is_usable()
    # Every request starts and ends with this.
    close_old_connections()
    assert ask(1) == 42
