"""Domain errors. Views turn them into messages at the field."""

from collections.abc import Mapping
from dataclasses import dataclass


class DomainError(Exception):
    """Something the rules of the field do not allow."""


@dataclass
class Refused(DomainError):
    """A rule says no. `fields` maps a field name to a message; '' is the whole form."""

    fields: Mapping[str, str]

    def __str__(self) -> str:
        return " ".join(self.fields.values())


class StaleVersion(DomainError):
    """Somebody else saved first. Nothing was written; show both texts."""


class KeyReused(DomainError):
    """An idempotency key came back with another body."""


class StillRunning(DomainError):
    """The first request with this idempotency key has not finished."""
