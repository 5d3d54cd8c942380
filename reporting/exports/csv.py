"""CSV for Excel in Dutch: semicolons, decimal commas and a byte order mark.

With a comma between values, Excel in Belgium puts a whole row in one cell; without the mark it
reads ë as Ã«. The explanation stands below the table, after an empty line.
"""

import csv
import io
from decimal import Decimal

from django.utils.translation import gettext as _

from reporting.exports.document import Document
from reporting.exports.sheet import Value, explanation_rows, sheet_columns, sheet_rows


def write(document: Document) -> bytes:
    """The document as UTF-8 with a byte order mark."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.label for column in sheet_columns(document)])
    writer.writerows([_text(value) for value in row] for row in sheet_rows(document))
    writer.writerow([])
    writer.writerow([_("Explanation")])
    writer.writerows(explanation_rows(document))
    return stream.getvalue().encode("utf-8-sig")


def _text(value: Value) -> str:
    """Numbers without thousands points, which Excel would take for decimals elsewhere."""
    if value is None:
        return ""
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)
