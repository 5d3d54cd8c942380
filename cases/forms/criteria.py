"""The three criteria for a casusoverleg, each explained where it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.choices import capitalised
from cases.forms.dossier import MAX_TEXT, in_a_row
from cases.forms.once import OnceForm
from cases.models import CriterionAnswer
from cases.models.criteria import CRITERIA
from design.fields import DutchDateField, SafeTextField


def _answer(question: Any, explained: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question,
        help_text=explained,
        choices=capitalised(CriterionAnswer.choices),
        widget=in_a_row(),
        error_messages={"required": _("Choose yes, no or unclear.")},
    )


def _motivation() -> SafeTextField:
    return SafeTextField(
        label=_("Why?"),
        max_length=MAX_TEXT,
        rows=3,
        error_messages={"required": _("Say in a few words why.")},
    )


class CriteriaForm(OnceForm):
    """Source of the wording: answer 7 to parliamentary question 841 of 19 June 2023."""

    assessed_on = DutchDateField(label=_("Assessed on"), future=False)
    repetition = _answer(
        _("Is there a raised risk that the violence happens again?"),
        _("Think of earlier facts, threats, a separation, breaches of agreements or orders."),
    )
    repetition_motivation = _motivation()
    integrity = _answer(
        _("Is the physical or psychological integrity of a family member threatened?"),
        _("One family member is enough, a child as well. Injury is not needed: fear counts too."),
    )
    integrity_motivation = _motivation()
    coordination = _answer(
        _("Is a coordinated trajectory needed to break the cycle?"),
        _("Yes when several services must act together and one service alone does not suffice."),
    )
    coordination_motivation = _motivation()

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each question with its motivation, in order."""
        return [(self[name], self[f"{name}_motivation"]) for name in CRITERIA]
