"""What a row may point at: centres and codes, read once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import Centre
from codelists.models import ClosureReason, FormOfViolence, OffenceType, Relation
from lib.calendar import brussels_today

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Code:
    """A code and the days on which it may be used, both included."""

    pk: int
    valid_from: dt.date
    valid_until: dt.date

    def is_valid_on(self, day: dt.date) -> bool:
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True)
class Directory:
    """Everything a row is checked against. 50,000 rows must not ask the database each time.

    The validity of codes repeats `CodeListQuerySet.valid_on`; a test compares the two.
    """

    today: dt.date
    centres: Mapping[str, Centre]
    closure_reasons: Mapping[str, Code]
    forms: Mapping[str, Code]
    offence_types: Mapping[str, Code]
    relations: Mapping[str, Code]


def read_directory() -> Directory:
    """Centres and code lists as they are now."""
    return Directory(
        today=brussels_today(),
        centres={centre.code: centre for centre in Centre.objects.all()},
        closure_reasons=_codes(ClosureReason),
        forms=_codes(FormOfViolence),
        offence_types={entry.code: _under_its_law(entry) for entry in OffenceType.objects.all()},
        relations=_codes(Relation),
    )


def _codes(model: Any) -> dict[str, Code]:
    return {entry.code: _code(entry) for entry in model.objects.all()}


def _code(entry: Any) -> Code:
    return Code(entry.pk, entry.valid_from or dt.date.min, entry.valid_until or dt.date.max)


def _under_its_law(entry: OffenceType) -> Code:
    """A qualification ends or begins with the Criminal Code it belongs to."""
    code, change = _code(entry), settings.NEW_CRIMINAL_CODE_APPLIES_ON
    if entry.legal_code == OffenceType.LegalCode.OLD:
        return Code(code.pk, code.valid_from, min(code.valid_until, change - _ONE_DAY))
    if entry.legal_code == OffenceType.LegalCode.NEW:
        return Code(code.pk, max(code.valid_from, change), code.valid_until)
    return code
