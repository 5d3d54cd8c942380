"""Why a file as a whole is not read. The words are up to who shows them."""

from enum import StrEnum


class Refusal(StrEnum):
    """One reason; the wrong thing is named in `where` when there is a place to name."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    RENAMED = "renamed"
    OLD_OR_LOCKED = "old_or_locked"
    LOCKED = "locked"
    MACROS = "macros"
    BOMB = "bomb"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    NOT_TEXT = "not_text"
    ENCODING = "encoding"
    BROKEN = "broken"
    SEVERAL_SHEETS = "several_sheets"


class UploadRefusedError(Exception):
    """The file cannot be read; nothing of it was used."""

    def __init__(self, reason: Refusal, where: str = "") -> None:
        super().__init__(f"{reason} {where}".strip())
        self.reason = reason
        self.where = where
