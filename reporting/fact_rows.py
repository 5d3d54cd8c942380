"""The rows behind the yearly stalking table: one per counted dossier, naming nobody.

No persons and no dossier numbers: the centre, the day, the answers, and what the row counts as
by the indicator's own conditions, so that the rows add up to the figures.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from cases.models import StalkingAnswer
from lib.calendar import brussels_day
from lib.dutch import write_moment, write_number
from lib.replica import from_replica
from reporting.exports.document import Line
from reporting.exports.stream import Holds, RowColumn, RowValue
from reporting.indicators import DOSSIERS_STALKING
from reporting.indicators.indicator import Exclusion, Measure
from reporting.models import DossierFact
from reporting.policies import countable_centres
from reporting.querysets import FactQuerySet

KIND = "facts_stalking"
_FIELDS = (
    *("pk", "centre_id", "received_on", "year", "stalking", "stalking_offence"),
    *("outcome", "imported", "known_from"),
)


@dataclass(frozen=True)
class Batch:
    """Rows in the order of their id; the next batch comes after `last_id`."""

    rows: Sequence[Sequence[RowValue]]
    last_id: int


@dataclass(frozen=True)
class FactRows:
    """Which rows are asked for, as known at one moment: the same rows however often they are read.

    `centres` are those of which the reader counts the dossiers; PostgreSQL says so again.
    """

    centres: Sequence[Centre]
    from_year: int
    to_year: int
    known_on: dt.datetime

    @classmethod
    def from_json(cls, asked: dict[str, Any], *, by: User) -> "FactRows":
        """What `to_json` kept, with the centres this user may count over today."""
        centres = countable_centres(by).filter(code__in=asked["centres"]).order_by("name")
        known_on = dt.datetime.fromisoformat(asked["known_on"])
        return cls(tuple(centres), asked["from"], asked["to"], known_on)

    def to_json(self) -> dict[str, Any]:
        """For the export and the ledger: codes, years and a moment."""
        return {
            "indicator": DOSSIERS_STALKING.code,
            "version": DOSSIERS_STALKING.version,
            "from": self.from_year,
            "to": self.to_year,
            "centres": sorted(centre.code for centre in self.centres),
            "known_on": self.known_on.isoformat(),
        }

    @property
    def file_stem(self) -> str:
        return f"{_('rows')}-stalking-{self.from_year}-{self.to_year}"

    def columns(self) -> tuple[RowColumn, ...]:
        return (
            RowColumn(_("Centre")),
            RowColumn(_("Received on"), Holds.DATE),
            RowColumn(_("Year"), Holds.NUMBER),
            RowColumn(_("Stalking answer")),
            RowColumn(_("Stalking offence")),
            RowColumn(_("Counts as")),
            RowColumn(_("Imported")),
            RowColumn(_("Known since"), Holds.DATE),
        )

    def total(self) -> int:
        """How many rows there are."""
        return from_replica(lambda: self._facts().count()).value

    def after(self, last_id: int, *, size: int) -> Batch:
        """The next rows, at most `size`; none when all were read.

        Read through a server-side cursor, in a short transaction of its own: a long one would
        hold back vacuum, and be cut off on a replica.
        """
        facts = self._facts().filter(pk__gt=last_id).order_by("pk").annotate(outcome=_outcome())

        def read() -> list[tuple[Any, ...]]:
            with transaction.atomic():
                return list(facts.values_list(*_FIELDS)[:size].iterator(chunk_size=size))

        found = from_replica(read).value
        return Batch(list(self._shown(found)), found[-1][0] if found else last_id)

    def explanation(self, rows: int) -> Iterator[Line]:
        """What the rows are, without which they do not leave."""
        title = DOSSIERS_STALKING.title
        yield Line(_("Figure"), _("%(figure)s: the rows behind it") % {"figure": title})
        yield Line(_("Period"), f"{self.from_year}–{self.to_year}")
        yield Line(_("Centres"), ", ".join(centre.name for centre in self.centres))
        yield Line(_("As known on"), write_moment(self.known_on))
        yield Line(_("Number of rows"), write_number(rows))
        yield Line(_("Each row"), _("One dossier. The file names no persons and no dossiers."))
        yield Line(
            _("Counts as"),
            _(
                "Together the rows make the figure; a row that does not count says why. Rows from "
                "before the centre opened or before registration started are in this file and not "
                "in the table."
            ),
        )
        for defined in DOSSIERS_STALKING.definition():
            yield Line(defined.label, defined.text)

    def _facts(self) -> FactQuerySet:
        facts: FactQuerySet = DossierFact.objects.known_on(self.known_on)
        years = (self.from_year, self.to_year)
        return facts.filter(centre_id__in=[c.pk for c in self.centres], year__range=years)

    def _shown(self, found: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[RowValue]]:
        centres = {centre.pk: centre.name for centre in self.centres}
        answers = {code: str(label) for code, label in StalkingAnswer.choices}
        outcomes = dict(_outcomes())
        flags = {True: _("yes"), False: _("no")}
        for _pk, centre, day, year, answer, offence, outcome, imported, known_from in found:
            yield (
                *(centres[centre], day, year, answers[answer], flags[offence]),
                *(outcomes[outcome], flags[imported], brussels_day(known_from)),
            )


def _outcomes() -> Iterator[tuple[str, str]]:
    """What a row may count as, in words; an exclusion says that it does not count."""
    for measure in DOSSIERS_STALKING.measures:
        yield measure.code, str(measure.label)
    for exclusion in DOSSIERS_STALKING.exclusions:
        reason = str(exclusion.label).lower()
        yield exclusion.code, _("does not count: %(reason)s") % {"reason": reason}


def _outcome() -> Case:
    """What a fact counts as: the first condition of the indicator that holds."""
    rules: tuple[Exclusion | Measure, ...] = (
        *DOSSIERS_STALKING.exclusions,
        *DOSSIERS_STALKING.measures,
    )
    whens = (When(rule.condition.query, then=Value(rule.code)) for rule in rules)
    return Case(*whens, default=Value(""))
