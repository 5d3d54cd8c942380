"""One table as somebody outside the house gets it."""

from dataclasses import replace

from reporting.disclosure import protect
from reporting.disclosure.profiles import PARLIAMENT
from reporting.tables import FigureTable


def for_sharing(table: FigureTable, *, threshold: int) -> FigureTable:
    """Small numbers hidden, and with them what would give them back."""
    (hidden,) = protect([table], profile=replace(PARLIAMENT, threshold=threshold))
    return hidden
