"""What a block of an answer asks for, read from its JSON; anything unknown is refused."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from reporting.models.published import ObservationStatus
from reporting.models.question import BlockKind
from reporting.question_841 import SOURCE
from reporting.tables import State


class SpecError(ValueError):
    """A block that asks for something that does not exist."""


@dataclass(frozen=True)
class _Spec:
    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Raises SpecError for fields that are missing, unknown or of the wrong kind."""
        try:
            return cls(**given)
        except (TypeError, ValueError) as error:
            raise SpecError(str(error)) from error

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for the database."""
        return asdict(self)


@dataclass(frozen=True)
class CountedSpec(_Spec):
    """A count of our own: an indicator over years, by row and year unless said otherwise.

    `rows` is a dimension of the indicator; empty takes its first one. `share_of` is the column
    (`FigureColumn`) of which the figure is printed as a percentage too; empty for none.
    """

    indicator: str
    from_year: int
    to_year: int
    by: str = "centre,year"
    rows: str = ""
    share_of: str = ""


@dataclass(frozen=True)
class PublishedSpec(_Spec):
    """Published or delivered figures: an indicator, with one breakdown, of some sources.

    `breakdown` None takes every row, '' the rows without a breakdown. Empty `sources` and
    `statuses` mean all of them. `details` says per status what was planned or expected.
    `share_of` is the published figure of which these are printed as a percentage too.
    """

    indicator: str
    breakdown: str | None = None
    sources: tuple[str, ...] | list[str] = (SOURCE,)
    statuses: tuple[str, ...] | list[str] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    share_of: str = ""

    def __post_init__(self) -> None:
        if unknown := set(self.statuses) - set(ObservationStatus.values):
            raise SpecError(f"no such states: {sorted(unknown)}")


@dataclass(frozen=True)
class StateSpec(_Spec):
    """No figure, and why: `asked_for` in words, the state, and what is planned or expected."""

    asked_for: str
    state: str
    detail: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.state not in REASONS:
            raise SpecError(f"no such state: {self.state}")


REASONS = tuple(
    state for state in State if state not in {State.COUNTED, State.HIDDEN, State.NOT_APPLICABLE}
)
"""The states in which there is no figure to show at all."""

SPECS: dict[str, type[CountedSpec | PublishedSpec | StateSpec]] = {
    BlockKind.COUNTED: CountedSpec,
    BlockKind.PUBLISHED: PublishedSpec,
    BlockKind.STATE: StateSpec,
}
