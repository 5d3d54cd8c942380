"""How many queries a page needs, transaction control left out.

Inside a test the request's transaction is a savepoint, and the acting user is told to the
transaction of the test once more when the request ends; neither is a query of the page.
"""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def queries_of(client: Client, url: str, query: dict[str, Any] | None = None) -> list[str]:
    """The statements one GET of this page runs."""
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url, query or {})
    assert page.status_code == 200
    return work_in(captured)


def work_in(captured: CaptureQueriesContext) -> list[str]:
    """The statements that were captured during one request."""
    statements = [query["sql"] for query in captured.captured_queries]
    told = [sql for sql in statements if "set_config" in sql]
    work = [sql for sql in statements if "set_config" not in sql and not sql.startswith(_CONTROL)]
    return [*told[:1], *work]
