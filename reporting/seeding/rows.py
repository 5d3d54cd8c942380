"""Table rows as lines for COPY, with their keys handed out here."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Model

from cases.models import (
    Convocation,
    CriteriaAssessment,
    Dossier,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
    Person,
)
from registrations.models import (
    AdviceRequest,
    HelplineContact,
    Intake,
    IntakeForm,
    IntakePerson,
    Referral,
    ReferralOffenceType,
)

MODELS: tuple[type[Model], ...] = (
    *(Person, Dossier, Involvement, Offence, OffenceForm, OffenceParty),
    *(CriteriaAssessment, Convocation, Intake, IntakeForm, IntakePerson),
    *(Referral, ReferralOffenceType, AdviceRequest, HelplineContact),
)
Value = str | int | None


def columns(model: type[Model]) -> tuple[str, ...]:
    """The columns in the order of the model, the key first: the order of `Rows.add`."""
    fields = model._meta.concrete_fields
    # A generated column is written by PostgreSQL itself.
    return tuple(str(field.column) for field in fields if not field.generated)


class Rows:
    """Lines per table, and the next key of each.

    Values are written as they are: no tabs, line breaks or backslashes may be in them. All
    text comes from the vocabulary, and a test holds it to that.
    """

    def __init__(self, last_keys: Mapping[type[Model], int]) -> None:
        self._last = dict(last_keys)
        self._lines: dict[type[Model], list[str]] = defaultdict(list)

    def add(self, model: type[Model], *values: Value) -> int:
        """One row; gives its key."""
        self._last[model] = key = self._last[model] + 1
        cells = [r"\N" if value is None else str(value) for value in values]
        self._lines[model].append(f"{key}\t" + "\t".join(cells) + "\n")
        return key

    def take(self) -> dict[type[Model], str]:
        """The lines so far, which are then forgotten here."""
        taken = {model: "".join(lines) for model, lines in self._lines.items()}
        self._lines.clear()
        return taken

    def last_keys(self) -> dict[type[Model], int]:
        return dict(self._last)
