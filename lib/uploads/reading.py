"""From bytes to a table: what the file is, is decided by what is in it."""

from lib.uploads import delimited, ods, xlsx
from lib.uploads.archive import Archive
from lib.uploads.refusal import Refusal, UploadRefusedError
from lib.uploads.table import LARGEST_UPLOAD, Table

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENDINGS = {"csv": "csv", "txt": "csv", "tsv": "csv", "xlsx": "xlsx", "ods": "ods"}
_WITH_MACROS = frozenset({"xlsm", "xltm", "xlsb", "xlam"})


def read_table(content: bytes, name: str) -> Table:
    """The table in a file; `name` is what its owner called it, and may not say otherwise.

    Raises UploadRefusedError. Takes at most some tens of megabytes and a few seconds.
    """
    ending = name.rpartition(".")[2].lower()
    if ending in _WITH_MACROS:
        raise UploadRefusedError(Refusal.MACROS)
    if not content.strip():
        raise UploadRefusedError(Refusal.EMPTY)
    if len(content) > LARGEST_UPLOAD:
        raise UploadRefusedError(Refusal.TOO_LARGE)
    if content.startswith(_OLD_OFFICE):
        raise UploadRefusedError(Refusal.OLD_OR_LOCKED)
    if ending not in _ENDINGS:
        raise UploadRefusedError(Refusal.UNKNOWN_KIND)
    table = _read(content, _ENDINGS[ending])
    if not table.rows:
        raise UploadRefusedError(Refusal.EMPTY)
    return table


def _read(content: bytes, expected: str) -> Table:
    if not content.startswith(b"PK"):
        if expected != "csv":
            raise UploadRefusedError(Refusal.RENAMED, expected)
        return delimited.read(content)
    archive = Archive(content)
    kind = _workbook_kind(archive)
    if kind != expected:
        raise UploadRefusedError(Refusal.RENAMED if kind else Refusal.UNKNOWN_KIND, expected)
    return xlsx.read(archive) if kind == "xlsx" else ods.read(archive)


def _workbook_kind(archive: Archive) -> str:
    if archive.start_of("mimetype", len(ods.MIME)) == ods.MIME and ods.CONTENT in archive.names:
        return "ods"
    return "xlsx" if xlsx.WORKBOOK in archive.names else ""
