"""Comparing a figure with what was known of it at an earlier moment."""

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.models import User
from lib.replica import from_replica
from reporting.asking import Ask, AskError
from reporting.differences import Comparison, comparison_of, movements_between
from reporting.disclosure.profiles import INTERNAL
from reporting.policies import countable_centres
from reporting.protected import asked_of
from reporting.services.figures import answer


def compare_moments(*, by: User, ask: Ask, then: dt.datetime) -> Comparison:
    """What is asked, as known at `then` and as known at the moment it asks for, with every
    difference explained. Two figures are read, so there are two lines in the log.

    Only within the house: a difference of 1 is one dossier, and no profile hides it.
    Raises PermissionDenied for who may not see figures, AskError for another profile and what
    cannot be asked, NotYetError for a year that had not begun.
    """
    if ask.profile != INTERNAL.code:
        raise AskError(_("Differences between two moments are for internal use only."))
    earlier = replace(ask, known_on=then)
    before, after = answer(by=by, ask=earlier), answer(by=by, ask=ask)
    centres = list(countable_centres(by))
    first, last = asked_of(earlier, centres), asked_of(ask, centres)
    moved = from_replica(lambda: movements_between(first, last, before, after)).value
    return comparison_of(before, after, moved)
