"""In words: why a file was not read, and what to do instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lib.dutch import write_number
from lib.uploads import Refusal, UploadRefusedError
from lib.uploads.table import LARGEST_UPLOAD, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, SHEET

_WORDS: dict[Refusal, Promise] = {
    Refusal.EMPTY: gettext_lazy("The file is empty. Fill in the template and choose it again."),
    Refusal.TOO_LARGE: gettext_lazy("The file is larger than %(megabytes)s MB. Send less at once."),
    Refusal.UNKNOWN_KIND: gettext_lazy(
        "This kind of file cannot be read. Save the table as CSV, XLSX or ODS."
    ),
    Refusal.RENAMED: gettext_lazy(
        "The content is not what the name of the file says (%(where)s). Open it and save it again "
        "as CSV, XLSX or ODS."
    ),
    Refusal.OLD_OR_LOCKED: gettext_lazy(
        "This file has a password, or it is in the old format of Excel. Remove the password and "
        "save it as XLSX."
    ),
    Refusal.LOCKED: gettext_lazy("This file has a password. Remove it and choose the file again."),
    Refusal.MACROS: gettext_lazy("This file holds macros. Save it as XLSX or ODS without macros."),
    Refusal.BOMB: gettext_lazy(
        "This file unfolds to far more than a table of figures. It was not read. Copy the table "
        "to a new file."
    ),
    Refusal.TOO_MANY_ROWS: gettext_lazy(
        "The table has more than %(rows)s rows. Send less at once."
    ),
    Refusal.TOO_MANY_COLUMNS: gettext_lazy(
        "The table has more than %(columns)s columns. Use the columns of the template."
    ),
    Refusal.CELL_TOO_LONG: gettext_lazy(
        "A cell in row %(where)s is longer than %(length)s characters. Shorten it."
    ),
    Refusal.NOT_TEXT: gettext_lazy(
        "This is no text file: it holds NUL bytes. Save the table as CSV, XLSX or ODS."
    ),
    Refusal.ENCODING: gettext_lazy(
        "The letters of this file cannot be read. Save it as “CSV UTF-8”."
    ),
    Refusal.BROKEN: gettext_lazy(
        "This file is damaged or not built as it should be. Open it, save it again and choose it."
    ),
    Refusal.SEVERAL_SHEETS: gettext_lazy(
        "The file has several sheets. Keep one, or call the one with the figures “%(sheet)s”."
    ),
}


def in_words(refused: UploadRefusedError) -> str:
    """The message at the field of the file."""
    return str(_WORDS[refused.reason]) % {
        "where": refused.where or "?",
        "megabytes": LARGEST_UPLOAD // (1024 * 1024),
        "rows": write_number(MOST_ROWS),
        "columns": write_number(MOST_COLUMNS),
        "length": write_number(LONGEST_CELL),
        "sheet": SHEET,
    }
