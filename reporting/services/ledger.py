"""The export ledger: a line for every file that came into being."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.log import actor_of
from accounts.models import User
from accounts.policies import may_oversee
from audit.log import Actor, Subject, record
from reporting.events import LEDGER_READ
from reporting.models import ExportEntry

PAGE_SIZE = 50


class Purpose(models.TextChoices):
    """What an export of figures is for. A choice, because it travels in an address."""

    OWN_WORK = "own_work", _("own work in the Veilig Huis")
    STEERING = "steering", _("steering group or partners")
    PARLIAMENT = "parliament", _("parliamentary question")
    REPORT = "report", _("annual report")
    RESEARCH = "research", _("research")
    OPERATION = "operation", _("management of the server")


PURPOSES_TO_CHOOSE = [choice for choice in Purpose.choices if choice[0] != Purpose.OPERATION]


@dataclass(frozen=True)
class Leaving:
    """What leaves and why: `kind` names what it is, `what` holds the question, in codes."""

    kind: str
    what: dict[str, Any]
    file_format: str
    profile: str
    reason: str


@dataclass(frozen=True)
class Fingerprint:
    """What a file is recognised by."""

    rows: int
    size: int
    sha256: str


def fingerprint_of(body: bytes, *, rows: int) -> Fingerprint:
    """The fingerprint of a whole file."""
    return Fingerprint(rows, len(body), hashlib.sha256(body).hexdigest())


def enter(*, actor: Actor, watermark: str, leaving: Leaving, file: Fingerprint) -> None:
    """Write one line, in the transaction in which the file comes into being.

    `watermark` is the export number that is printed in the file
    (reporting.exports.watermark.new_watermark).
    """
    entry = ExportEntry(
        watermark=watermark,
        actor_id=actor.user_id,
        actor_name=actor.name,
        role=actor.role,
        kind=leaving.kind,
        what=leaving.what,
        reason=leaving.reason,
        profile=leaving.profile,
        file_format=leaving.file_format,
        rows=file.rows,
        size=file.size,
        sha256=file.sha256,
    )
    entry.save(force_insert=True)


def read_ledger(*, by: User, first: int = 0) -> Sequence[ExportEntry]:
    """A page of the ledger, newest first, from line `first`; one line more tells that there is
    a next page. Raises PermissionDenied for anybody but a privacy officer."""
    if not may_oversee(by):
        raise PermissionDenied
    record(LEDGER_READ, actor=actor_of(by), subject=Subject("exportentry"))
    lines = ExportEntry.objects.order_by("-at", "watermark")
    return list(lines[first : first + PAGE_SIZE + 1])
