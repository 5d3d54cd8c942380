"""The states of published figures and of counted cells are one vocabulary."""

from reporting.models.published import ObservationStatus
from reporting.tables import State


def state_of(status: str) -> State:
    """The state of a cell for the status of a published figure; delivered is a number.

    Raises ValueError for a status that is not in the vocabulary.
    """
    return State.COUNTED if status == ObservationStatus.DELIVERED else State(status)
