"""The form of a fact: when, what, between whom, who did it to whom, how sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import CheckboxSelectMultiple, ChoiceField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.forms.choices import Option, RowChoiceField, RowsChoiceField, capitalised
from cases.forms.dossier import MAX_TEXT, in_a_row
from cases.forms.once import VersionedForm
from cases.models import OffenceStatus, Person
from cases.services.offences import OffenceContent
from codelists.models import CodeListEntry, FormOfViolence, OffenceType, Relation
from design.fields import DutchDateField, SafeTextField
from lib.dutch import write_date


@dataclass(frozen=True)
class OffenceChoices:
    """What may be chosen. `people` are pairs of a name as shown and the person."""

    forms: Sequence[FormOfViolence]
    relations: Sequence[Relation]
    offence_types: Sequence[OffenceType]
    people: Sequence[tuple[str, Person]]


class OffenceForm(VersionedForm):
    """Codes that ended are offered too, with their last day: a fact may be old."""

    occurred_from = DutchDateField(
        label=_("When? Date or first day"),
        future=False,
        help_text=_("For example 03.11.2026, 3/11/26, vandaag or gisteren."),
    )
    occurred_until = DutchDateField(
        label=_("Last day"),
        future=False,
        required=False,
        help_text=_("Only for a period, such as weeks of stalking."),
    )
    forms: RowsChoiceField[FormOfViolence] = RowsChoiceField(
        label=_("What kind of violence?"),
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one form of violence.")},
    )
    acted: RowsChoiceField[Person] = RowsChoiceField(
        label=_("Who did it?"), required=False, widget=CheckboxSelectMultiple
    )
    affected: RowsChoiceField[Person] = RowsChoiceField(
        label=_("Who underwent it?"), required=False, widget=CheckboxSelectMultiple
    )
    relation: RowChoiceField[Relation] = RowChoiceField(
        label=_("Relation between them"), required=False
    )
    offence_type: RowChoiceField[OffenceType] = RowChoiceField(
        label=_("Legal qualification"), required=False
    )
    status = ChoiceField(
        label=_("How sure is it?"), choices=capitalised(OffenceStatus.choices), widget=in_a_row()
    )
    description = SafeTextField(
        label=_("What happened?"), required=False, max_length=MAX_TEXT, rows=6
    )

    def __init__(self, *args: Any, choices: OffenceChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["forms"].offer(_entries(_stalking_first(choices.forms)))
        fields["relation"].offer(_entries(choices.relations), empty_label=_("Not known yet"))
        fields["offence_type"].offer(
            (Option(row.pk, _named(row), row, _law(row)) for row in choices.offence_types),
            empty_label=_("No qualification yet"),
        )
        for name in ("acted", "affected"):
            fields[name].offer(Option(person.pk, label, person) for label, person in choices.people)

    def content(self) -> OffenceContent:
        """What was filled in, for the use case."""
        names = OffenceContent.__dataclass_fields__
        return OffenceContent(**{name: self.cleaned_data[name] for name in names})


def initial_of(content: OffenceContent) -> dict[str, Any]:
    """What the form shows for a stored fact."""
    return {
        "occurred_from": content.occurred_from,
        "occurred_until": content.occurred_until,
        "forms": [form.pk for form in content.forms],
        "relation": content.relation.pk if content.relation else "",
        "offence_type": content.offence_type.pk if content.offence_type else "",
        "status": content.status,
        "description": content.description,
        "acted": [person.pk for person in content.acted],
        "affected": [person.pk for person in content.affected],
    }


def _entries(rows: Iterable[CodeListEntry]) -> list[Option[CodeListEntry]]:
    return [Option(row.pk, _dated(row), row) for row in rows]


def _stalking_first(rows: Sequence[FormOfViolence]) -> list[FormOfViolence]:
    return sorted(rows, key=lambda row: not row.counts_as_stalking)


def _dated(row: CodeListEntry) -> str:
    if row.valid_until is None:
        return row.label
    words = {"label": row.label, "day": write_date(row.valid_until)}
    return gettext("%(label)s (until %(day)s)") % words


def _named(row: OffenceType) -> str:
    return f"{row.label} ({row.legal_article})" if row.legal_article else row.label


def _law(row: OffenceType) -> str:
    return str(row.get_legal_code_display())
