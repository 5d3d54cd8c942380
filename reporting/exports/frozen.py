"""A document as canonical JSON and back: what was printed can be printed again.

Canonical: keys in order, no white space, UTF-8 as it is. Equal documents give equal bytes, so a
SHA-256 over them is a fingerprint. A whole number is a JSON number; a decimal is a string, which
keeps the decimals it was printed with ("1.50") and never passes through a binary float.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reporting.exports.document import Amount, Column, ColumnRole, Document, Line, Maker, Row
from reporting.tables import State


def canonical(value: Any) -> str:
    """The one JSON text of plain values. Raises TypeError for anything that is not plain."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def fingerprint(text: str) -> str:
    """SHA-256 of the text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_to_json(document: Document) -> dict[str, Any]:
    """The document as plain values. Texts that wait for a language are written out now."""
    return {
        "title": str(document.title),
        "subtitle": str(document.subtitle),
        "columns": [_column_to_json(column) for column in document.columns],
        "rows": [
            {"values": [_value_to_json(value) for value in row.values], "is_total": row.is_total}
            for row in document.rows
        ],
        "explanation": [
            {"label": str(line.label), "text": str(line.text)} for line in document.explanation
        ],
        "file_stem": document.file_stem,
        "maker": _maker_to_json(document.maker),
    }


def document_from_json(given: Mapping[str, Any]) -> Document:
    """The document that `document_to_json` wrote. Raises KeyError, ValueError or TypeError for
    anything else."""
    maker = given["maker"]
    return Document(
        title=given["title"],
        subtitle=given["subtitle"],
        columns=tuple(_column_from_json(column) for column in given["columns"]),
        rows=tuple(
            Row(tuple(_value_from_json(value) for value in row["values"]), row["is_total"])
            for row in given["rows"]
        ),
        explanation=tuple(Line(**line) for line in given["explanation"]),
        file_stem=given["file_stem"],
        maker=Maker(
            maker["name"], dt.datetime.fromisoformat(maker["at"]), maker.get("watermark", "")
        ),
    )


def _column_to_json(column: Column) -> dict[str, Any]:
    role = {"role": str(column.role)} if column.role else {}
    return {
        "label": str(column.label),
        "is_amount": column.is_amount,
        "decimals": column.decimals,
        "is_wide": column.is_wide,
        **role,
    }


def _column_from_json(given: Mapping[str, Any]) -> Column:
    return Column(**{**given, "role": ColumnRole(given.get("role", ""))})


def _maker_to_json(maker: Maker) -> dict[str, str]:
    number = {"watermark": maker.watermark} if maker.watermark else {}
    return {"name": maker.name, "at": maker.at.isoformat(), **number}


def _value_to_json(value: str | Amount) -> Any:
    if isinstance(value, str):
        return value
    number = str(value.value) if isinstance(value.value, Decimal) else value.value
    return {"value": number, "state": value.state, "code": str(value.code)}


def _value_from_json(value: Any) -> str | Amount:
    if isinstance(value, str):
        return value
    number = value["value"]
    return Amount(
        Decimal(number) if isinstance(number, str) else number, value["state"], State(value["code"])
    )
