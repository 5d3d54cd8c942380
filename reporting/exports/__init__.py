"""Files of a counted table: CSV, XLSX, ODS and PDF, all from one document."""

from reporting.exports.document import Document, Maker, document_of
from reporting.exports.formats import FORMATS, FileFormat

__all__ = ["FORMATS", "Document", "FileFormat", "Maker", "document_of"]
