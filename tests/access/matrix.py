"""How a URL answers each person, and the machinery that asks.

A row says for one URL name and one method who gets in, who is told 403 and who finds nothing
(404, the default for everybody who is not named). A URL without a row is a failure.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.world import Scope, World

EVERYONE = (
    "case_director",
    "colleague",
    "coordinator",
    "former_colleague",
    "convened_partner",
    "other_partner",
    "helpline_partner",
    "figures_partner",
    "other_centre",
    "analyst",
    "functional_admin",
    "privacy_officer",
    "anonymous",
)
SIGNED_IN = frozenset(EVERYONE) - {"anonymous"}
ANTWERP = frozenset({"case_director", "colleague", "coordinator"})
STAFF = ANTWERP | {"other_centre"}
PARTNERS = frozenset({"convened_partner", "other_partner", "helpline_partner", "figures_partner"})
NOBODY: frozenset[str] = frozenset()

SEES = {
    Scope.SHARED: ANTWERP | {"convened_partner"},
    Scope.CENTRE: ANTWERP,
    Scope.HELPLINE: frozenset({"helpline_partner", "functional_admin"}),
    Scope.ADVICE: ANTWERP | {"functional_admin"},
    Scope.OTHER_ADVICE: frozenset({"other_centre", "functional_admin"}),
    Scope.OTHER: frozenset({"other_centre"}),
    Scope.DRAFT: frozenset({"case_director"}),
    Scope.EXPORT: frozenset({"coordinator"}),
    Scope.DELIVERY: frozenset({"coordinator", "analyst", "figures_partner"}),
}

Arguments = Callable[[World], Mapping[str, object]]


def no_arguments(_world: World) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Row:
    """One URL. `get`, `post` and so on name who gets in; None means the method is refused (405).

    `forbidden` sees the thing but may not do this to it (403).
    `open` needs no sign-in. `anything_for` may get any answer but a 5xx: the admin's own pages,
    whose details tests/accounts holds. `path` stands for a URL that cannot be reversed.
    """

    name: str
    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    patch: frozenset[str] | None = None
    put: frozenset[str] | None = None
    delete: frozenset[str] | None = None
    forbidden: frozenset[str] = NOBODY
    arguments: Arguments = no_arguments
    open: bool = False
    anything_for: frozenset[str] = NOBODY
    path: str = ""
    query: Callable[[World], str] = lambda _world: ""
    body: Callable[[World], Mapping[str, Any]] = field(default=no_arguments)

    def allowed(self, method: str) -> frozenset[str] | None:
        allowed: frozenset[str] | None = getattr(self, method)
        return allowed

    @property
    def is_api(self) -> bool:
        return self.name.startswith("v1:")

    @property
    def methods(self) -> tuple[str, ...]:
        """Browsers send two methods, machines five."""
        return API_METHODS if self.is_api else METHODS


METHODS = ("get", "post")
API_METHODS = ("get", "post", "patch", "put", "delete")


def url_names() -> set[str]:
    """Every named URL of the site, with its namespaces; an unnamed URL is reported as ?pattern."""
    return set(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name or f"?{entry.pattern}"))


def urls_without_row(names: Iterable[str], rows: Iterable[Row]) -> set[str]:
    """The URLs that nobody thought about."""
    return set(names) - {row.name for row in rows}


def leaks(response: HttpResponse, person: str) -> set[str]:
    """Sentinels in status, headers or body that this person may not see."""
    headers = "\n".join(f"{key}: {value}" for key, value in response.items())
    text = f"{response.reason_phrase}\n{headers}\n".lower().encode() + body_of(response).lower()
    return {
        scope.value for scope in Scope if person not in SEES[scope] and scope.value.encode() in text
    }


def body_of(response: HttpResponse) -> bytes:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return bytes(response.content)


def ask(client: Client, row: Row, method: str, world: World) -> HttpResponse:
    """Send one request of the matrix."""
    path = (row.path or reverse(row.name, kwargs=dict(row.arguments(world)))) + row.query(world)
    if row.is_api:
        return client.generic(  # type: ignore[return-value]
            method.upper(), path, b"{}" if method != "get" else b"", content_type="application/json"
        )
    if method == "get":
        return client.get(path)  # type: ignore[return-value]
    if method == "post":
        return client.post(path, dict(row.body(world)))  # type: ignore[return-value]
    return client.generic(method.upper(), path)  # type: ignore[return-value]


def verdict(row: Row, method: str, person: str, response: HttpResponse) -> str:
    """'' when the answer is the expected one, else what is wrong with it."""
    expected = expectation(row, method, person)
    status = response.status_code
    if expected(status, response):
        return ""
    return f"{method.upper()} {row.name} as {person}: {status}, expected {expected.__doc__}"


Expectation = Callable[[int, HttpResponse], bool]


def expectation(row: Row, method: str, person: str) -> Expectation:
    """What this person should get."""
    allowed = row.allowed(method)
    if person in row.anything_for:
        return _anything
    if person == "anonymous" and not row.open:
        return _unauthorised if row.is_api else _sent_to_sign_in
    if allowed is None:
        return _method_refused
    if person in allowed:
        return _let_in
    if person in row.forbidden:
        return _forbidden
    return _not_found


def _sent_to_sign_in(status: int, response: HttpResponse) -> bool:
    """a redirect to the sign-in page, or 405"""
    if status == 405:
        return True
    return (
        status == 302 and re.match(r"/(aanmelden|beheer/login)/", response["Location"]) is not None
    )


def _unauthorised(status: int, response: HttpResponse) -> bool:
    """401 or 403"""
    return status in {401, 403}


def _method_refused(status: int, response: HttpResponse) -> bool:
    """405, or 404 where the thing is hidden"""
    return status in {403, 404, 405}


def _let_in(status: int, response: HttpResponse) -> bool:
    """an answer, or a complaint about what was typed"""
    return status < 500 and status not in {401, 403, 404, 405}


def _forbidden(status: int, response: HttpResponse) -> bool:
    """403"""
    return status == 403


def _anything(status: int, response: HttpResponse) -> bool:
    """no 5xx"""
    return status < 500


def _not_found(status: int, response: HttpResponse) -> bool:
    """404"""
    return status == 404
