"""A browser without a screen: one connection that stays open, a session, a CSRF token."""

import http.client
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

TIMEOUT = 60
# Any secret of the right length: what counts is that cookie and header agree.
CSRF = "b" * 32
Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    location: str
    body: bytes


class Browser:
    """Signed in when it gets a session."""

    def __init__(self, port: int, session: str = "") -> None:
        self._port, self._session = port, session
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        cookie = f"csrf={CSRF}" + (f"; session={session}" if session else "")
        self._headers = {
            "Cookie": cookie,
            "X-CSRFToken": CSRF,
            "Accept": "text/html, application/json",
        }

    def anew(self) -> "Browser":
        """The same browser with a new connection, after one broke."""
        return Browser(self._port, self._session)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Fields) -> Answer:
        """Send a form."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields, doseq=True), form)

    def post_json(self, path: str, content: Mapping[str, str]) -> Answer:
        """Send to the API, each time as something new."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        return self._ask("POST", path, json.dumps(content), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        began = time.perf_counter()
        self._connection.request(method, path, body, {**self._headers, **headers})
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        return Answer(response.status, seconds, response.headers.get("Location", ""), content)
