"""PDF: tagged and made to PDF/UA-1, so that a screen reader reads the table as a table.

The layout is figures.typ.
"""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lib.dutch import write_moment, write_number
from lib.spreadsheets import without_unfit
from reporting.exports.document import Amount, Document
from reporting.exports.reading import for_reading
from reporting.exports.typesetting import TableTags, typeset
from reporting.exports.widths import widths_of

LAYOUT = Path(__file__).with_name("figures.typ")


def write(document: Document) -> bytes:
    """The document as PDF/UA-1, landscape A4, in the layout for people."""
    document = for_reading(document)
    name = ", ".join(filter(None, [document.title, document.subtitle]))
    tags = TableTags.of(_clean(name), [column.is_amount for column in document.columns])
    return typeset(LAYOUT, _data(document), [tags])


def _data(document: Document) -> dict[str, Any]:
    maker = document.maker
    made = {"name": maker.name, "moment": write_moment(maker.at)}
    is_number = [column.is_amount for column in document.columns]
    labels = [_clean(column.label) for column in document.columns]
    rows = [[_cell(value) for value in row.values] for row in document.rows]
    number = _("Export %(number)s") % {"number": maker.watermark} if maker.watermark else ""
    return {
        "title": _clean(document.title),
        "subtitle": _clean(document.subtitle),
        "maker": _clean(document.maker.name),
        "number": number,
        "made": _clean(_("Made by %(name)s on %(moment)s") % made),
        "explanation_title": _("Explanation"),
        "page": _("Page"),
        "of": _("of"),
        "columns": [
            {"label": label, "number": is_amount}
            for label, is_amount in zip(labels, is_number, strict=True)
        ],
        "widths": widths_of(labels, rows, is_number).to_data(),
        "rows": [
            {"total": row.is_total, "cells": cells}
            for row, cells in zip(document.rows, rows, strict=True)
        ],
        "explanation": [
            {"label": _clean(line.label), "text": _clean(line.text)}
            for line in document.explanation
        ],
    }


def _cell(value: str | Amount) -> str:
    """On paper a state stands where the number would: nobody adds up a printed column."""
    if isinstance(value, str):
        return _clean(value)
    return _clean(value.state if value.value is None else write_number(value.value))


def _clean(text: str) -> str:
    return without_unfit(text)
