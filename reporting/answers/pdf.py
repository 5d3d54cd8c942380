"""PDF: tagged and made to PDF/UA-1. The layout is answer.typ; texts go to it as data."""

import json
import logging
from pathlib import Path
from typing import Any

import typst
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

logger = logging.getLogger(__name__)
LAYOUT = Path(__file__).with_name("answer.typ")


def write(content: AnswerContent, fingerprint: str) -> bytes:
    """The answer as PDF/UA-1, landscape A4.

    A letter that no font at hand can draw is refused by that standard. The file is then made
    without its seal, still tagged: better than no file.
    """
    data = json.dumps(_data(content, fingerprint), sort_keys=True)
    try:
        return _compiled(data, accessible=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        logger.warning("a PDF was made without PDF/UA-1: a letter has no shape in the fonts")
        return _compiled(data, accessible=False)


def _compiled(data: str, *, accessible: bool) -> bytes:
    return typst.compile(
        LAYOUT.read_bytes(),
        format="pdf",
        pdf_standards="ua-1" if accessible else None,
        sys_inputs={"data": data},
    )


def _data(content: AnswerContent, fingerprint: str) -> dict[str, Any]:
    at = content.approved_at
    return {
        "title": without_unfit(title_of_answer(content)),
        "author": without_unfit(content.approver_name),
        # The moment of freezing and not that of printing: the same answer gives the same file.
        "at": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "stamp": f"SHA-256 {fingerprint}",
        "page": _("Page"),
        "of": _("of"),
        "pieces": [_piece(piece) for piece in outline(content, fingerprint)],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, Heading):
        return {"kind": "heading", "level": piece.level, "text": piece.text}
    if isinstance(piece, Paragraph):
        return {"kind": "paragraph", "text": piece.text}
    if isinstance(piece, Grid):
        table = piece.table
        return {
            "kind": "table",
            "headings": [
                {"label": without_unfit(one.label), "number": one.is_number}
                for one in table.headings
            ],
            "rows": [
                {"total": row.is_total, "cells": [without_unfit(box.text) for box in row.boxes]}
                for row in table.rows
            ],
        }
    return {"kind": "lines", "lines": [{"label": o.label, "text": o.text} for o in piece.lines]}
