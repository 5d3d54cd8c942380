"""The ministers a question was put to: entered, changed and taken off together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.errors import Refused
from reporting.models import Addressee, Narrative, Question, SubQuestion


@dataclass(frozen=True)
class Minister:
    """One minister as entered; without an office nobody stands in this place any more."""

    position: int
    office: str
    number: int | None = None
    competence: str = ""


def set_ministers(question: Question, given: Sequence[Minister]) -> None:
    """Make the ministers of a locked question these. Raises Refused at `office_POSITION`."""
    present = {one.position: one for one in question.addressees.all()}
    leaving = [present[one.position] for one in given if not one.office and one.position in present]
    for one in leaving:
        _require_free(one)
    for minister in given:
        if minister.office:
            Addressee.objects.update_or_create(
                question=question,
                position=minister.position,
                defaults={
                    "office": minister.office,
                    "number": minister.number,
                    "competence": minister.competence,
                },
            )
    for one in leaving:
        one.delete()


def _require_free(one: Addressee) -> None:
    """Words and parts keep their minister. An emptied text stays, with who wrote it."""
    has_words = Narrative.objects.filter(addressee=one).exists()
    if has_words or SubQuestion.objects.filter(addressee=one).exists():
        text = _("%(office)s has a text or a part of this question, so it stays.")
        raise Refused({f"office_{one.position}": text % {"office": one.office}})
