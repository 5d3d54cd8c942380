"""The formats in which a document can be had. Each writer returns the whole file as bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from reporting.exports.document import Document


@dataclass(frozen=True)
class FileFormat:
    """`module` has a function `write`. It is imported on first use: the libraries for
    spreadsheets and PDF would otherwise cost every web process some fifty megabytes."""

    code: str
    label: str
    content_type: str
    module: str

    def write(self, document: Document) -> bytes:
        write: Callable[[Document], bytes] = import_module(self.module).write
        return write(document)


FORMATS = {
    one.code: one
    for one in (
        FileFormat(
            "xlsx",
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "reporting.exports.xlsx",
        ),
        FileFormat("csv", "CSV", "text/csv; charset=utf-8", "reporting.exports.csv"),
        FileFormat(
            "ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet", "reporting.exports.ods"
        ),
        FileFormat("pdf", "PDF", "application/pdf", "reporting.exports.pdf"),
    )
}
