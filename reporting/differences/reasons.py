"""The reasons for which a figure changes, in the order in which they are applied."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.dutch import write_signed


class Reason(StrEnum):
    """Why a number is another one at the later moment."""

    DEFINITION = "definition"
    CENTRE_JOINED = "centre_joined"
    LATE = "late"
    CORRECTED = "corrected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    REAL = "real"
    UNEXPLAINED = "unexplained"

    @property
    def label(self) -> str:
        """As printed beside its amount."""
        return str(_LABELS[self])

    @property
    def explanation(self) -> str:
        """As printed in the legend."""
        return str(_EXPLANATIONS[self])


_LABELS: dict[Reason, Promise] = {
    Reason.DEFINITION: _("definition changed"),
    Reason.CENTRE_JOINED: _("centre joined"),
    Reason.LATE: _("entered late"),
    Reason.CORRECTED: _("corrected or completed"),
    Reason.MERGED: _("merged"),
    Reason.WITHDRAWN: _("withdrawn"),
    Reason.REAL: _("real change"),
    Reason.UNEXPLAINED: _("not explained"),
}
_EXPLANATIONS: dict[Reason, Promise] = {
    Reason.DEFINITION: _("The rule is another one; the same facts count otherwise by it."),
    Reason.CENTRE_JOINED: _(
        "Of a centre, or of a year of a centre, that was not counted at the first moment."
    ),
    Reason.LATE: _("It happened before the first moment and was entered after it."),
    Reason.CORRECTED: _("It was registered already, and was corrected or completed since."),
    Reason.MERGED: _("It was registered twice, and is counted once since."),
    Reason.WITHDRAWN: _("It was withdrawn, or it is no longer registered here."),
    Reason.REAL: _("It happened after the first moment."),
    Reason.UNEXPLAINED: _("What the other reasons do not explain. Tell the administrator."),
}

STEPS = (
    *(Reason.CENTRE_JOINED, Reason.LATE, Reason.CORRECTED),
    *(Reason.MERGED, Reason.WITHDRAWN, Reason.REAL),
)
"""The reasons for which a unit moves. The state after step n has had the first n of them."""


@dataclass(frozen=True)
class Part:
    """How much one reason adds to a figure, or takes from it."""

    reason: Reason
    amount: int

    def __str__(self) -> str:
        return f"{write_signed(self.amount)} {self.reason.label}"


def parts_of(amounts: Mapping[Reason, int]) -> tuple[Part, ...]:
    """The parts that are not 0, in the order of the reasons."""
    return tuple(Part(reason, amounts[reason]) for reason in Reason if amounts.get(reason))


def explained(
    before: int, after: int, moved: Mapping[Reason, int], *, by_one_rule: int | None
) -> tuple[Part, ...]:
    """The parts of the difference, with what nothing explains. `by_one_rule` is the first number
    by the later definition; None where that says nothing."""
    amounts = Counter(moved)
    if by_one_rule is not None:
        amounts[Reason.DEFINITION] = by_one_rule - before
    amounts[Reason.UNEXPLAINED] = after - before - sum(amounts.values())
    return parts_of(amounts)


def parts_text(parts: Iterable[Part]) -> str:
    """ "+3 laat ingevoerd; −1 samengevoegd"."""
    return "; ".join(map(str, parts))
