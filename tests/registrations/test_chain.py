"""The order of a referral's steps, without a database."""

import datetime as dt
from typing import Any

import pytest

from codelists.models import ReferralEndReason
from registrations.chain import Chain, course, problems
from registrations.models import ReferralState

TODAY = dt.date(2025, 4, 30)
BOTH = ReferralEndReason(label="Verhuisd", moment="both")
BEFORE = ReferralEndReason(label="Geen plaats", moment="declined")


def on(day: int) -> dt.date:
    return dt.date(2025, 4, day)


def chain(**days: Any) -> Chain:
    return Chain(referred_on=on(1), **days)


@pytest.mark.parametrize(
    "good",
    [
        chain(),
        chain(intake_on=on(1)),
        chain(waiting_since=on(2), started_on=on(2)),
        chain(intake_on=on(2), waiting_since=on(3), started_on=on(4), completed_on=on(30)),
        chain(started_on=on(4), stopped_on=on(4), end_reason=BOTH),
        chain(intake_on=on(4), declined_on=on(4), end_reason=BEFORE),
    ],
)
def test_a_chain_in_order_has_no_problems(good: Chain) -> None:
    assert problems(good, today=TODAY) == {}


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        (Chain(referred_on=dt.date(2025, 5, 1)), {"referred_on"}),
        (chain(started_on=dt.date(2025, 5, 1)), {"started_on"}),
        (chain(intake_on=dt.date(2025, 3, 31)), {"intake_on"}),
        # Compared with the last step before it, whichever that is.
        (chain(intake_on=on(5), started_on=on(4)), {"started_on"}),
        (chain(waiting_since=on(5), started_on=on(4)), {"started_on"}),
        (
            chain(intake_on=on(9), waiting_since=on(5), started_on=on(7)),
            {"waiting_since", "started_on"},
        ),
        (chain(completed_on=on(5)), {"completed_on"}),
        (chain(stopped_on=on(5), end_reason=BOTH), {"stopped_on"}),
        (chain(started_on=on(2), declined_on=on(5), end_reason=BOTH), {"declined_on"}),
        (
            chain(started_on=on(2), completed_on=on(5), stopped_on=on(6), end_reason=BOTH),
            {"stopped_on"},
        ),
        (chain(started_on=on(2), stopped_on=on(5)), {"end_reason"}),
        (chain(declined_on=on(5)), {"end_reason"}),
        (chain(end_reason=BOTH), {"end_reason"}),
        (chain(started_on=on(2), stopped_on=on(5), end_reason=BEFORE), {"end_reason"}),
    ],
)
def test_a_wrong_order_is_told_at_its_field(wrong: Chain, fields: set[str]) -> None:
    assert set(problems(wrong, today=TODAY)) == fields


def test_the_message_says_which_step_comes_first() -> None:
    found = problems(chain(intake_on=on(5), started_on=on(4)), today=TODAY)
    assert "Intake gebeurd, 05.04.2025" in found["started_on"]


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        (chain(), ["intake", "waiting", "started", "declined"]),
        (chain(intake_on=on(2)), ["waiting", "started", "declined"]),
        (chain(waiting_since=on(2)), ["started", "declined"]),
        (chain(started_on=on(2)), ["completed", "stopped"]),
        (chain(started_on=on(2), completed_on=on(2)), []),
        (chain(declined_on=on(2), end_reason=BOTH), []),
    ],
)
def test_what_may_come_next(given: Chain, steps: list[str]) -> None:
    assert [str(step) for step in given.next_steps] == steps


def test_the_course_leaves_out_what_was_passed_by() -> None:
    drawn = [(step.label, step.state) for step in course(chain(started_on=on(2)))]
    assert drawn == [("Verwezen", "done"), ("Gestart", "current"), ("Afgerond", "todo")]
    ended = course(chain(intake_on=on(2), declined_on=on(3), end_reason=BOTH))
    assert [step.state for step in ended] == ["done", "done", "done"]
    assert ended[-1].when == "03.04.2025"
    assert chain(intake_on=on(2)).state == ReferralState.INTAKE
