"""Where a request comes from, known to every audit event written while it runs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """request_id ties the events of one request together; address is the network address."""

    request_id: uuid.UUID
    address: str


_current: ContextVar[RequestContext | None] = ContextVar("audit_request", default=None)


def current_request() -> RequestContext | None:
    """The request this code runs in, or None for a command or a task."""
    return _current.get()


@contextmanager
def request_context(address: str) -> Iterator[RequestContext]:
    """Mark the work inside as one request from this network address."""
    context = RequestContext(uuid.uuid4(), address)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
