"""What many tests of figures share."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture
def a_fixed_day() -> Iterator[None]:
    """The year of the figures is under way. The database keeps its own time."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=True):
        yield
