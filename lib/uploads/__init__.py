"""Tables that somebody sends us: CSV, XLSX and ODS, read with hard limits.

Own readers and not a library: a workbook is a zip of XML, and a small file can claim a million
columns, unfold to terabytes or calculate its numbers. Everything is read as a stream and stops
at the first limit, so that no file costs much memory or time.
"""

from lib.uploads.reading import read_table
from lib.uploads.refusal import Refusal, UploadRefusedError
from lib.uploads.table import Cell, CellProblem, Table

__all__ = ["Cell", "CellProblem", "Refusal", "Table", "UploadRefusedError", "read_table"]
