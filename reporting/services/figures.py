"""Asking for figures: who may, over which centres, and a line in the log each time."""

import datetime as dt
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import Centre, User
from audit.events import EventType
from audit.log import OPERATOR, Actor, Subject, record
from lib.replica import from_replica
from reporting.asking import Ask
from reporting.disclosure import PROFILES
from reporting.disclosure.profiles import INTERNAL, PARLIAMENT
from reporting.events import FIGURES_EXPORTED, FIGURES_READ
from reporting.exports import Document, FileFormat, Maker, document_of
from reporting.exports.document import BOTH, places_of
from reporting.exports.json import as_json
from reporting.exports.watermark import new_watermark
from reporting.indicators import DOSSIERS_STALKING
from reporting.policies import countable_centres, may_export_figures, may_see_figures
from reporting.protected import count_as, extent_of
from reporting.releases import keep_file
from reporting.services.ledger import Leaving, Purpose, enter, fingerprint_of
from reporting.signatures import say_what_is_signed
from reporting.tables import FigureTable


@dataclass(frozen=True)
class Selection:
    """What is asked: the rows, the years, the breakdown, and as known when (None is now).

    `among` are all centres the asker counts over; the small-cell rule looks at all of them.
    """

    centres: Sequence[Centre]
    among: Sequence[Centre]
    from_year: int
    to_year: int
    per: str = BOTH
    known_on: dt.datetime | None = None

    @property
    def chosen(self) -> Sequence[Centre]:
        """The centres that were picked; none when all of them were asked for."""
        return () if len(self.centres) == len(self.among) else self.centres

    @property
    def in_words(self) -> str:
        """For the log: no names of people can be in it."""
        codes = ",".join(sorted(centre.code for centre in self.centres))
        known_on = f" known on {self.known_on:%Y-%m-%dT%H:%M:%SZ}" if self.known_on else ""
        return f"{self.from_year}-{self.to_year} per {self.per} {codes}{known_on}"

    def ask(self, profile: str) -> Ask:
        """The same as a question to the counts."""
        return Ask(
            indicator=DOSSIERS_STALKING.code,
            from_year=self.from_year,
            to_year=self.to_year,
            centres=tuple(centre.code for centre in self.chosen),
            known_on=self.known_on,
            profile=profile,
        )

    def to_json(self) -> dict[str, Any]:
        """For the ledger: codes, years and a moment."""
        return {
            "indicator": DOSSIERS_STALKING.code,
            "version": DOSSIERS_STALKING.version,
            "from": self.from_year,
            "to": self.to_year,
            "per": self.per,
            "centres": sorted(centre.code for centre in self.centres),
            "known_on": self.known_on.isoformat() if self.known_on else None,
        }


def answer(*, by: User, ask: Ask) -> FigureTable:
    """Count what is asked, over the centres this user counts, as its profile may show it.

    Raises PermissionDenied for who may not see figures, or not hand on those of a profile for
    others; AskError for what cannot be asked; NotYetError for a future year.
    """
    outside = ask.profile != INTERNAL.code
    if not (may_export_figures(by) if outside else may_see_figures(by)):
        raise PermissionDenied
    table = count_for(ask, list(countable_centres(by)))
    record_answer(FIGURES_READ, actor_of(by), ask)
    return table


def record_answer(event: EventType, actor: Actor, ask: Ask) -> None:
    """The line in the log: the question itself, in which no name of a person can be."""
    record(
        event,
        actor=actor,
        subject=Subject("indicator", ask.indicator),
        fields=ask.of().codes,
        reason=ask.to_json()[:500],
    )


@dataclass(frozen=True)
class ExportedFile:
    """A whole file, ready to be sent."""

    name: str
    content_type: str
    body: bytes


@dataclass(frozen=True)
class CountedFile:
    """What was written of a table, counted among these centres, and its export number."""

    table: FigureTable
    among: Sequence[Centre]
    number: str
    body: bytes
    per: str = BOTH


def read_figures(*, by: User, selection: Selection) -> FigureTable:
    """Count for a screen; everything is shown, small numbers too.

    Raises PermissionDenied for who may not see figures and NotYetError for a future year.
    """
    if not may_see_figures(by):
        raise PermissionDenied
    table = _count(selection, INTERNAL.code)
    _record(FIGURES_READ, actor_of(by), selection, table)
    return table


def export_figures(
    *,
    by: User,
    selection: Selection,
    file_format: FileFormat,
    profile: str,
    purpose: Purpose = Purpose.OWN_WORK,
) -> ExportedFile:
    """Count and write a file, as the publication profile of its readers may have it.

    The lines in the log and the ledger are in the transaction of the request, which commits
    before the body leaves.
    Raises PermissionDenied for who may see figures but not hand them on.
    """
    if not may_export_figures(by):
        raise PermissionDenied
    leaving = _leaving(selection, file_format.code, profile, purpose)
    return _export(actor_of(by), by.display_name, selection, file_format, leaving)


def export_as_operator(
    *, selection: Selection, file_format: FileFormat, profile: str
) -> ExportedFile:
    """The same file for the command line of the server."""
    leaving = _leaving(selection, file_format.code, profile, Purpose.OPERATION)
    return _export(OPERATOR, _("the operator"), selection, file_format, leaving)


def json_as_operator(*, selection: Selection, profile: str) -> str:
    """The same table as JSON, for the command line of the server."""
    leaving = _leaving(selection, "json", profile, Purpose.OPERATION)
    table = _count(selection, profile)
    number = new_watermark()
    content = {"export": number, **as_json(table, per=selection.per)}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    file = CountedFile(table, selection.among, number, text.encode(), selection.per)
    _log_file(OPERATOR, selection, file, leaving)
    return text


def document_for(
    table: FigureTable, *, made_by: str, per: str = BOTH, watermark: str = ""
) -> Document:
    """The document of a table, made now; with the number under which it leaves."""
    return document_of(table, per=per, maker=Maker(made_by, timezone.now(), watermark))


def _leaving(selection: Selection, file_format: str, profile: str, purpose: Purpose) -> Leaving:
    return Leaving(DOSSIERS_STALKING.code, selection.to_json(), file_format, profile, purpose.value)


def _export(
    actor: Actor, name: str, selection: Selection, file_format: FileFormat, leaving: Leaving
) -> ExportedFile:
    table = _count(selection, leaving.profile)
    number = new_watermark()
    document = document_for(table, per=selection.per, made_by=name, watermark=number)
    body = file_format.write(document)
    file = CountedFile(table, selection.among, number, body, selection.per)
    _log_file(actor, selection, file, leaving)
    return ExportedFile(f"{document.file_stem}.{file_format.code}", file_format.content_type, body)


def _log_file(actor: Actor, selection: Selection, file: CountedFile, leaving: Leaving) -> None:
    _record(FIGURES_EXPORTED, actor, selection, file.table, leaving)
    let_go(actor, file, leaving)


def let_go(actor: Actor, file: CountedFile, leaving: Leaving) -> None:
    """The log said that it happened; the ledger says what left, so that it can be found back."""
    rows = len(places_of(file.table, file.per))
    fingerprint = fingerprint_of(file.body, rows=rows)
    enter(actor=actor, watermark=file.number, leaving=leaving, file=fingerprint)
    keep_what_left(file.table, leaving.profile, file.among)


def keep_what_left(table: FigureTable, profile: str, among: Sequence[Centre]) -> None:
    """A file for others is an edition: the next one must not give back what it hides."""
    if profile != INTERNAL.code and not table.indicator.missing:
        keep_file(table, PROFILES[profile], extent=extent_of(table, among))


def count_for(ask: Ask, among: Sequence[Centre]) -> FigureTable:
    """The table of a question over (some of) these centres, as its profile may show it."""
    chosen = [centre for centre in among if not ask.centres or centre.code in ask.centres]
    return _as_far_as_known(lambda: count_as(ask, among), chosen)


def _as_far_as_known(count: Callable[[], FigureTable], centres: Collection[Centre]) -> FigureTable:
    """Count where figures are counted: on the replica when there is one. The table then says up
    to when the replica had everything, which may be a moment ago."""
    read = from_replica(count)
    table = replace(read.value, counted_at=read.moment) if read.moment else read.value
    return say_what_is_signed(table, centres)


def _count(selection: Selection, profile: str) -> FigureTable:
    return count_for(selection.ask(profile), selection.among)


def _record(
    event: EventType,
    actor: Actor,
    selection: Selection,
    table: FigureTable,
    leaving: Leaving | None = None,
) -> None:
    what = [selection.in_words, *([leaving.file_format, _reader(leaving)] if leaving else [])]
    record(
        event,
        actor=actor,
        subject=Subject("indicator", DOSSIERS_STALKING.code),
        fields=table.indicator.codes,
        reason=" ".join(word for word in what if word),
    )


def _reader(leaving: Leaving) -> str:
    """For whom a file was, in the log: nothing for the house itself."""
    said = {INTERNAL.code: "", PARLIAMENT.code: "shared"}
    return said.get(leaving.profile, f"shared {leaving.profile}")
