"""The chain of a referral and its order: one set of rules for the centre and for the provider.

referred → intake → waiting list → started → completed or stopped; or, without a start, declined.
Intake and waiting list may be passed by. The database holds the same order as constraints.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from codelists.models import ReferralEndReason
from design.timeline import Step
from lib.dutch import write_date
from registrations.models import DAY_OF, Referral, ReferralState

ENDS = (ReferralState.COMPLETED, ReferralState.STOPPED, ReferralState.DECLINED)
WITH_REASON = (ReferralState.STOPPED, ReferralState.DECLINED)
STATE_OF = {"referred_on": ReferralState.REFERRED, **{day: state for state, day in DAY_OF.items()}}
DAYS = tuple(STATE_OF)
"""The columns in the order of the chain."""


@dataclass(frozen=True)
class Chain:
    """The days of one referral. `end_reason` goes with a stop or a refusal."""

    referred_on: dt.date
    intake_on: dt.date | None = None
    waiting_since: dt.date | None = None
    started_on: dt.date | None = None
    completed_on: dt.date | None = None
    stopped_on: dt.date | None = None
    declined_on: dt.date | None = None
    end_reason: ReferralEndReason | None = None

    @classmethod
    def of(cls, row: Referral) -> "Chain":
        """The chain of a stored referral."""
        return cls(end_reason=row.end_reason, **{name: getattr(row, name) for name in DAYS})

    def days(self) -> dict[str, dt.date | None]:
        """Every day by its column."""
        return {name: getattr(self, name) for name in DAYS}

    @property
    def state(self) -> ReferralState:
        """The last step that was made; PostgreSQL computes the same in `Referral.state`."""
        return [state for name, state in STATE_OF.items() if getattr(self, name)][-1]

    @property
    def last_day(self) -> dt.date:
        """Since when the chain is in its state."""
        day: dt.date = getattr(self, _column(self.state))
        return day

    @property
    def next_steps(self) -> tuple[ReferralState, ...]:
        """What may come now; nothing after an end."""
        if self.state in ENDS:
            return ()
        if self.state == ReferralState.STARTED:
            return (ReferralState.COMPLETED, ReferralState.STOPPED)
        open_steps = (ReferralState.INTAKE, ReferralState.WAITING, ReferralState.STARTED)
        later = open_steps[(ReferralState.REFERRED, *open_steps).index(self.state) :]
        return (*later, ReferralState.DECLINED)


def problems(chain: Chain, *, today: dt.date) -> dict[str, str]:
    """Every broken rule as a message at its field."""
    return {**_ends(chain), **_reason(chain), **_order(chain, today)}


def course(chain: Chain) -> list[Step]:
    """The chain as a line of dots: what was done, and what may still come."""
    done = [(state, day) for name, state in STATE_OF.items() if (day := getattr(chain, name))]
    steps = [
        Step(
            label=step_label(state),
            state="current" if state == chain.state and state not in ENDS else "done",
            when=write_date(day),
        )
        for state, day in done
    ]
    to_come = [
        state for state in (*chain.next_steps, *_usual_end(chain)) if state not in WITH_REASON
    ]
    return [*steps, *(Step(label=step_label(state), state="todo") for state in to_come)]


def step_label(state: ReferralState) -> str:
    """A step as it starts a line: Verwezen, Intake gebeurd …"""
    return str(capfirst(state.label))


def initial_of(chain: Chain) -> Mapping[str, Any]:
    """What a form shows of it."""
    return {**chain.days(), "end_reason": chain.end_reason.pk if chain.end_reason else ""}


def _column(state: ReferralState) -> str:
    return DAY_OF.get(state, "referred_on")


def _usual_end(chain: Chain) -> tuple[ReferralState, ...]:
    """Before the start the usual end is shown as well: that is where it leads."""
    before_start = ReferralState.STARTED in chain.next_steps
    return (ReferralState.COMPLETED,) if before_start else ()


def _order(chain: Chain, today: dt.date) -> dict[str, str]:
    """No day in the future, and none before the step that precedes it."""
    found: dict[str, str] = {}
    latest, before = chain.referred_on, ReferralState.REFERRED
    for name, state in STATE_OF.items():
        day = getattr(chain, name)
        if day is None:
            continue
        if day > today:
            found[name] = _("The date lies in the future.")
        elif day < latest:
            words = {"step": step_label(before), "day": write_date(latest)}
            found[name] = _("This day lies before an earlier step: %(step)s, %(day)s.") % words
        else:
            latest, before = day, state
    return found


def _ends(chain: Chain) -> dict[str, str]:
    found: dict[str, str] = {}
    if chain.completed_on and chain.stopped_on:
        found["stopped_on"] = _("Completed or stopped: one of both.")
    for name in ("completed_on", "stopped_on"):
        if getattr(chain, name) and not chain.started_on:
            found[name] = _(
                "First say when the programme started. Did it never start? Use not started."
            )
    if chain.declined_on and chain.started_on:
        found["declined_on"] = _("The programme has started. Say when it stopped instead.")
    return found


def _reason(chain: Chain) -> dict[str, str]:
    moment = {
        name: getattr(chain, f"{name}_on")
        for name in (ReferralState.DECLINED, ReferralState.STOPPED)
    }
    ended = next((name for name, day in moment.items() if day), None)
    if ended is None:
        unneeded = _("A reason only goes with stopped or not started.")
        return {"end_reason": unneeded} if chain.end_reason else {}
    if chain.end_reason is None:
        return {"end_reason": _("Choose why.")}
    if chain.end_reason.moment not in {ended, ReferralEndReason.Moment.BOTH}:
        words = {"reason": chain.end_reason.label, "step": ended.label}
        return {"end_reason": _("‘%(reason)s’ does not go with ‘%(step)s’.") % words}
    return {}
