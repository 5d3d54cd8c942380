"""The empty table of an indicator, to be filled in and sent back: CSV, XLSX and ODS.

Three sheets: the table with every row that is expected, the code lists, and how to fill it in.
A CSV has one sheet; there the explanation stands under the table in rows that begin with #.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from django.utils.translation import gettext as _

from lib.dutch import write_date
from lib.uploads.table import SHEET
from reporting.deliveries.catalogue import DeliveredIndicator
from reporting.deliveries.columns import Column, Columns
from reporting.deliveries.raw import REMARK
from reporting.models.published import ObservationFlag, ObservationStatus

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Template:
    """An indicator and the period that is asked."""

    indicator: DeliveredIndicator
    period_start: dt.date
    period_end: dt.date

    @property
    def file_stem(self) -> str:
        return f"sjabloon-{self.indicator.code.replace('_', '-')}-{self.period_start.year}"

    def headings(self) -> list[str]:
        columns = Columns(self.indicator)
        return [columns.heading(name) for name in columns.names]

    def rows(self) -> list[list[str]]:
        """Every place and combination of categories, totals included, without figures."""
        indicator = self.indicator
        days = [write_date(self.period_start), write_date(self.period_end)]
        rest = [indicator.unit, "", "", "", ""]
        return [
            [*days, place, *categories, *rest]
            for place in indicator.places
            for categories in indicator.categories
        ]

    def lists(self) -> list[list[str]]:
        """Column and code, one per row."""
        states = [[Column.STATE.value, str(label)] for label in ObservationStatus.labels]
        flags = [[Column.FLAGS.value, code, str(label)] for code, label in ObservationFlag.choices]
        places = [[Column.PLACE.value, place] for place in self.indicator.places]
        codes = [[one.label, code] for one in self.indicator.dimensions for code in one.values]
        return [*places, *codes, *states, *flags]

    def explanation(self) -> list[list[str]]:
        indicator = self.indicator
        return [
            [_("Indicator"), indicator.title],
            [_("Delivered by"), indicator.deliverer.name],
            [_("Counting unit"), indicator.unit],
            [
                _("Period"),
                f"{write_date(self.period_start)} – {write_date(self.period_end)}",
            ],
            *([label, text] for label, text in _help(indicator)),
        ]


def _help(indicator: DeliveredIndicator) -> list[tuple[str, str]]:
    number = (
        _("A whole number, without points or spaces.")
        if indicator.whole
        else _("A number with a comma before the decimals.")
    )
    return [
        (Column.VALUE, number + " " + _("0 only when it was counted and there were none.")),
        (Column.STATE, _("Only when there is no number: why not. Never leave both empty.")),
        (
            Column.FLAGS,
            _("Letters from the code lists with ; between them, only when they apply."),
        ),
        (Column.NOTE, _("What a reader must know, for example why a number changed much.")),
        (
            _("Totals"),
            _("The rows Totaal are checked against their parts. They may be left out."),
        ),
        (_("Formulas"), _("Paste values. Cells that calculate are refused.")),
    ]


def as_csv(template: Template) -> bytes:
    """For Excel in Dutch: semicolons and a byte order mark."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerows([template.headings(), *template.rows()])
    writer.writerows([[f"{REMARK} {row[0]}", *row[1:]] for row in template.explanation()])
    writer.writerows([[f"{REMARK} {row[0]}", *row[1:]] for row in template.lists()])
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(template: Template) -> bytes:
    """With the states and the categories to choose from in their cells."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(SHEET)
        rows = template.rows()
        sheet.set_column(0, len(template.headings()) - 1, 20)
        sheet.write_row(0, 0, template.headings(), bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [text or None for text in row])
        sheet.freeze_panes(1, 0)
        place = template.headings().index(Column.STATE)
        states = {"validate": "list", "source": [str(label) for label in ObservationStatus.labels]}
        sheet.data_validation(1, place, max(len(rows), 1), place, states)
        for title, content in _explained(template):
            extra = book.add_worksheet(title)
            extra.set_column(0, 2, 40)
            for number, texts in enumerate(content):
                extra.write_row(number, 0, texts)
    return stream.getvalue()


def _explained(template: Template) -> tuple[tuple[str, Rows], ...]:
    return ((_("Code lists"), template.lists()), (_("Explanation"), template.explanation()))


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)


def as_ods(template: Template) -> bytes:
    """OpenDocument with text cells only; numbers that are typed become numbers."""
    sheets = (
        (SHEET, [template.headings(), *template.rows()]),
        *_explained(template),
    )
    body = "".join(_sheet(name, rows) for name, rows in sheets)
    content = (
        f'{_HEAD}<office:document-content {_NAMES} office:version="1.3"><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _ODS, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return stream.getvalue()


def _sheet(name: str, rows: Rows) -> str:
    lines = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows
    )
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    paragraph = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="string">{paragraph}</table:table-cell>'


@dataclass(frozen=True)
class TemplateFormat:
    """How a template can be had."""

    code: str
    content_type: str
    write: Callable[[Template], bytes]


TEMPLATE_FORMATS = {
    one.code: one
    for one in (
        TemplateFormat(
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx
        ),
        TemplateFormat("csv", "text/csv; charset=utf-8", as_csv),
        TemplateFormat("ods", _ODS, as_ods),
    )
}
