"""CSV on the Web: a CSV per table, a list of states, and metadata that says what every column is.

A value and its state stand in two columns. An empty value is null and never zero; its state
refers to states.csv. Numbers have a dot as decimal sign and no thousands sign.
"""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lib.spreadsheets import neutralise
from reporting.answers.content import AnswerContent
from reporting.answers.outline import file_stem, title_of_answer
from reporting.answers.package import package
from reporting.exports.document import Amount, Document
from reporting.exports.frozen import canonical
from reporting.questions.exhibits import Exhibit
from reporting.tables import State

METADATA = "csv-metadata.json"
STATES = "states.csv"


def write(content: AnswerContent, fingerprint: str) -> bytes:
    """A zip with the CSV files and `csv-metadata.json`."""
    return package(
        (
            (METADATA, canonical(metadata(content, fingerprint))),
            *((csv_name(exhibit), table_csv(exhibit.document)) for exhibit in content.exhibits),
            (STATES, _states_csv()),
        )
    )


def csv_name(exhibit: Exhibit) -> str:
    """deel-1-2.csv"""
    return f"deel-{exhibit.key.replace('.', '-')}.csv"


def table_csv(document: Document) -> str:
    """One table: comma, CRLF, a name per column as in the metadata."""
    rows: list[list[str]] = [[name for name, _about in _columns(document)]]
    for row in document.rows:
        line: list[str] = ["true" if row.is_total else "false"]
        for value in row.values:
            line += _amount(value) if isinstance(value, Amount) else [neutralise(value)]
        rows.append(line)
    return _csv(rows)


def metadata(content: AnswerContent, fingerprint: str) -> dict[str, Any]:
    """The table group, in the vocabulary of the W3C recommendation "Metadata Vocabulary"."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "@type": "TableGroup",
        "@id": f"#{file_stem(content)}",
        "dc:title": title_of_answer(content),
        "dc:identifier": f"sha256:{fingerprint}",
        "dc:issued": content.approved_at.date().isoformat(),
        "dc:language": "nl-BE",
        "dialect": {
            "delimiter": ",",
            "encoding": "utf-8",
            "header": True,
            "lineTerminators": ["\r\n"],
        },
        "tables": [*(_table(one) for one in content.exhibits), _states_table()],
    }


def _table(exhibit: Exhibit) -> dict[str, Any]:
    document = exhibit.document
    columns = list(_columns(document))
    described = {
        "url": csv_name(exhibit),
        "dc:title": document.title,
        "dc:description": "\n".join(f"{one.label}: {one.text}" for one in document.explanation),
        "schema:unitText": exhibit.unit,
        "dc:source": [source.url or source.title for source in exhibit.sources],
        "dc:created": exhibit.moment,
    }
    states = [name for name, _about in columns if name.endswith("_state")]
    return {
        **{key: value for key, value in described.items() if value},
        "tableSchema": {
            "columns": [{"name": name, **about} for name, about in columns],
            "foreignKeys": [
                {
                    "columnReference": name,
                    "reference": {"resource": STATES, "columnReference": "code"},
                }
                for name in states
            ],
        },
    }


def _columns(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names that stay the same whatever the headings say, with titles and datatypes."""
    yield "is_total", {"titles": _("Total"), "datatype": "boolean", "required": True}
    for number, column in enumerate(document.columns, start=1):
        name = f"c{number}"
        if not column.is_amount:
            yield name, {"titles": column.label, "datatype": "string"}
            continue
        kind = "decimal" if column.decimals else "integer"
        yield name, {"titles": column.label, "datatype": kind, "null": ""}
        title = _("State of %(column)s") % {"column": column.label.lower()}
        yield f"{name}_state", {"titles": title, "datatype": "string", "required": True}
        note = _("State of %(column)s in words") % {"column": column.label.lower()}
        yield f"{name}_words", {"titles": note, "datatype": "string"}


def _amount(amount: Amount) -> list[str]:
    number = amount.value
    text = (
        ""
        if number is None
        else format(number, "f")
        if isinstance(number, Decimal)
        else str(number)
    )
    return [text, str(amount.code), neutralise(amount.state)]


def _states_table() -> dict[str, Any]:
    return {
        "url": STATES,
        "dc:title": _("States"),
        "tableSchema": {
            "columns": [
                {"name": "code", "titles": _("Code"), "datatype": "string", "required": True},
                {"name": "label", "titles": _("State"), "datatype": "string"},
                {"name": "explanation", "titles": _("Explanation"), "datatype": "string"},
            ],
            "primaryKey": "code",
        },
    }


def _states_csv() -> str:
    rows = [[str(state), state.label, state.explanation] for state in State]
    return _csv([["code", "label", "explanation"], *rows])


def _csv(rows: list[list[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()
