"""PDF: tagged and made to PDF/UA-1. The layout is answer.typ; texts go to it as data."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lib.spreadsheets import without_unfit
from reporting.answers.content import AnswerContent
from reporting.answers.outline import (
    Grid,
    Heading,
    Paragraph,
    Piece,
    outline,
    title_of_answer,
)
from reporting.answers.screen import Table
from reporting.exports.typesetting import TableTags, typeset
from reporting.exports.widths import widths_of

LAYOUT = Path(__file__).with_name("answer.typ")


def write(content: AnswerContent, fingerprint: str) -> bytes:
    """The answer as PDF/UA-1, landscape A4."""
    pieces = outline(content, fingerprint)
    tags = [_tags(piece.table) for piece in pieces if isinstance(piece, Grid)]
    return typeset(LAYOUT, _data(content, fingerprint, pieces), tags)


def _tags(table: Table) -> TableTags:
    numbers = [heading.is_number for heading in table.headings]
    return TableTags.of(without_unfit(table.caption), numbers)


def _data(content: AnswerContent, fingerprint: str, pieces: tuple[Piece, ...]) -> dict[str, Any]:
    at = content.approved_at
    return {
        "title": without_unfit(title_of_answer(content)),
        "author": without_unfit(content.approver_name),
        # The moment of freezing and not that of printing: the same answer gives the same file.
        "at": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "stamp": f"SHA-256 {fingerprint}",
        "page": _("Page"),
        "of": _("of"),
        "pieces": [_piece(piece) for piece in pieces],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, Heading):
        return {"kind": "heading", "level": piece.level, "text": piece.text}
    if isinstance(piece, Paragraph):
        return {"kind": "paragraph", "text": piece.text}
    if isinstance(piece, Grid):
        return _table(piece.table)
    return {"kind": "lines", "lines": [{"label": o.label, "text": o.text} for o in piece.lines]}


def _table(table: Table) -> dict[str, Any]:
    labels = [without_unfit(one.label) for one in table.headings]
    is_number = [one.is_number for one in table.headings]
    rows = [[without_unfit(box.text) for box in row.boxes] for row in table.rows]
    return {
        "kind": "table",
        "headings": [
            {"label": label, "number": is_amount}
            for label, is_amount in zip(labels, is_number, strict=True)
        ],
        "widths": widths_of(labels, rows, is_number).to_data(),
        "rows": [
            {"total": row.is_total, "cells": cells}
            for row, cells in zip(table.rows, rows, strict=True)
        ],
    }
