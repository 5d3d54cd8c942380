"""From the cells of a row to a figure, with every mistake in the row named at once."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lib.calendar import brussels_today
from lib.dutch import DutchDateError, read_date, write_date
from lib.text import first_forbidden, normalise_line
from lib.uploads.table import EMPTY
from reporting.deliveries.catalogue import DeliveredIndicator, Dimension
from reporting.deliveries.columns import Column, Columns
from reporting.deliveries.findings import Finding, Kind
from reporting.deliveries.numbers import NotANumberError, read_number
from reporting.deliveries.observation import ObservationRow
from reporting.deliveries.raw import RawRow
from reporting.models.published import ObservationFlag, ObservationStatus
from reporting.published.labels import TOTALS

LONGEST_NOTE = 1_000


@dataclass(frozen=True)
class Header:
    """What is said once for a whole delivery."""

    indicator: DeliveredIndicator
    source_key: str
    period_start: dt.date
    period_end: dt.date
    source_system: str
    extracted_on: dt.date | None


class LineReader:
    """Reads the rows of one delivery and collects what is wrong with them."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.findings: list[Finding] = []
        self._columns = Columns(header.indicator)
        self._states = {
            form: status.value
            for status in ObservationStatus
            for form in (status.value, str(status.label).casefold())
        }

    def read(self, raw: RawRow) -> ObservationRow | None:
        """The figure of a row; None when its cells cannot be read."""
        before = len(self.findings)
        start, end = self._period(raw)
        categories = [self._category(raw, one) for one in self.header.indicator.dimensions]
        place = self._place(raw)
        self._unit(raw)
        flags, note = self._flags(raw), self._note(raw)
        status, printed = self._figure(raw)
        if len(self.findings) > before:
            return None
        return self._row(raw, start, end, place, categories, status, printed, flags, note)

    def _row(
        self,
        raw: RawRow,
        start: dt.date,
        end: dt.date,
        place: str,
        categories: list[str],
        status: str,
        printed: str,
        flags: tuple[str, ...],
        note: str,
    ) -> ObservationRow:
        header, indicator = self.header, self.header.indicator
        names = [one.code for one in indicator.dimensions]
        (dim1, value1), (dim2, value2) = _two(list(zip(names, categories, strict=True)))
        return ObservationRow(
            position=raw.line - 1,
            indicator=indicator.code,
            unit=indicator.unit,
            organisation=indicator.organisation,
            source_system=header.source_system,
            place_level=indicator.place_level,
            place=place,
            period_start=start,
            period_end=end,
            reference=indicator.reference,
            dim1=dim1,
            value1=value1,
            dim2=dim2,
            value2=value2,
            printed=printed,
            value=Decimal(printed) if printed else None,
            status=status,
            flags=flags,
            extracted_on=header.extracted_on,
            competence=indicator.competence,
            source_key=header.source_key,
            note=note,
        )

    def _report(self, raw: RawRow, column: str, message: str) -> None:
        self.findings.append(Finding(raw.line, self._columns.heading(column), Kind.CELL, message))

    def _text(self, raw: RawRow, column: str) -> str:
        cell = raw[column]
        if cell.problem:
            self._report(raw, column, _("This cell calculates or holds an error. Type the text."))
            return ""
        text = normalise_line(cell.text)
        if found := first_forbidden(text):
            self._report(
                raw,
                column,
                _("Character %(code_point)s is invisible or unreadable. Type the text again.")
                % {"code_point": found.code_point},
            )
            return ""
        return text

    def _period(self, raw: RawRow) -> tuple[dt.date, dt.date]:
        header = self.header
        start = self._day(raw, Column.FROM, header.period_start)
        end = self._day(raw, Column.UNTIL, header.period_end)
        if start > end:
            self._report(raw, Column.UNTIL, _("The period ends before it starts."))
        elif start < header.period_start or end > header.period_end:
            text = _("Outside the period of the delivery (%(start)s – %(end)s).") % {
                "start": write_date(header.period_start),
                "end": write_date(header.period_end),
            }
            self._report(raw, Column.FROM, text)
        elif header.indicator.is_stock and start != end:
            self._report(
                raw, Column.UNTIL, _("This is a number on one day: van and tot are equal.")
            )
        return start, end

    def _day(self, raw: RawRow, column: Column, otherwise: dt.date) -> dt.date:
        text = self._text(raw, column)
        if not text:
            return otherwise
        try:
            return read_date(text, today=brussels_today())
        except DutchDateError:
            self._report(raw, column, _("This is no date. Write it as 31.12.2022."))
            return otherwise

    def _place(self, raw: RawRow) -> str:
        places = self.header.indicator.places
        text = self._text(raw, Column.PLACE)
        if not text and len(places) == 1:
            return places[0]
        return self._listed(raw, Column.PLACE, text, places)

    def _category(self, raw: RawRow, dimension: Dimension) -> str:
        text = self._text(raw, dimension.code)
        if text in TOTALS and dimension.additive:
            return text
        return self._listed(raw, dimension.code, text, dimension.values)

    def _listed(self, raw: RawRow, column: str, text: str, values: tuple[str, ...]) -> str:
        """The value of the code list, whatever its capitals; else the list is shown."""
        known = {normalise_line(value).casefold(): value for value in values}
        found = known.get(text.casefold())
        if found is None and not _has(self.findings, raw, self._columns.heading(column)):
            shown = "; ".join(values)
            message = (
                _("“%(text)s” is not in the code list. Use: %(values)s.")
                % {"text": text[:60], "values": shown}
                if text
                else _("This cell is empty. Use: %(values)s.") % {"values": shown}
            )
            self._report(raw, column, message)
        return found or ""

    def _unit(self, raw: RawRow) -> None:
        unit, text = self.header.indicator.unit, self._text(raw, Column.UNIT)
        if text.casefold() != unit.casefold():
            message = _(
                "The unit of this indicator is “%(unit)s”, not “%(text)s”. Numbers in another "
                "unit are another indicator."
            ) % {"unit": unit, "text": text[:60]}
            self._report(raw, Column.UNIT, message)

    def _flags(self, raw: RawRow) -> tuple[str, ...]:
        text = self._text(raw, Column.FLAGS).replace(",", ";").replace(" ", "")
        flags = tuple(dict.fromkeys(flag for flag in text.split(";") if flag))
        if unknown := [flag for flag in flags if flag not in ObservationFlag.values]:
            message = _("Unknown flags: %(flags)s. Use %(known)s.") % {
                "flags": "; ".join(unknown)[:60],
                "known": "; ".join(ObservationFlag.values),
            }
            self._report(raw, Column.FLAGS, message)
        return flags

    def _note(self, raw: RawRow) -> str:
        note = self._text(raw, Column.NOTE)
        if len(note) > LONGEST_NOTE:
            self._report(raw, Column.NOTE, _("This note is longer than 1.000 characters."))
        return note

    def _figure(self, raw: RawRow) -> tuple[str, str]:
        """The state and the number as printed; one of them speaks, never both."""
        status = self._state(raw)
        if raw[Column.VALUE] == EMPTY:
            if status == ObservationStatus.DELIVERED:
                message = _(
                    "An empty cell is not zero. Write the number (0 when it is zero), or say in "
                    "the column toestand why there is none."
                )
                self._report(raw, Column.VALUE, message)
            return status, ""
        if status not in {"", ObservationStatus.DELIVERED}:
            self._report(raw, Column.VALUE, _("A figure and a reason why there is none."))
        try:
            number = read_number(raw[Column.VALUE], whole=self.header.indicator.whole)
        except NotANumberError as error:
            self._report(raw, Column.VALUE, str(error))
            return status, ""
        return status, _printed(number, whole=self.header.indicator.whole)

    def _state(self, raw: RawRow) -> str:
        text = self._text(raw, Column.STATE)
        if not text:
            return ObservationStatus.DELIVERED.value
        if found := self._states.get(text.casefold()):
            return found
        shown = "; ".join(str(status.label) for status in ObservationStatus)
        self._report(raw, Column.STATE, _("Use one of: %(values)s.") % {"values": shown})
        return ""


def _printed(number: Decimal, *, whole: bool) -> str:
    return str(int(number)) if whole else f"{number:f}"


def _two(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], tuple[str, str]]:
    first, second, *_rest = [*pairs, ("", ""), ("", "")]
    return first, second


def _has(findings: list[Finding], raw: RawRow, heading: str) -> bool:
    return any((one.line, one.column) == (raw.line, heading) for one in findings)
