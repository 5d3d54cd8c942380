"""A document with what stands below the line, and the percentage, as two columns more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from reporting.exports.document import Amount, Column, Document, Line, Row
from reporting.tables import Figure, Share
from reporting.wording import state_text


@dataclass(frozen=True)
class Below:
    """Below the line of one row, and what comes of it."""

    whole: Figure
    share: Share


def with_ratio(
    document: Document,
    belows: Sequence[Below],
    *,
    title: str,
    lines: Sequence[Line],
    before: int,
) -> Document:
    """The document with two columns in front of its last `before` ones; one `Below` per row."""
    at = len(document.columns) - before
    columns = (
        Column(title, is_amount=True),
        Column(_("Percentage (%)"), is_amount=True, decimals=1),
    )
    return replace(
        document,
        columns=(*document.columns[:at], *columns, *document.columns[at:]),
        rows=tuple(
            Row((*row.values[:at], *_amounts(below), *row.values[at:]), row.is_total)
            for row, below in zip(document.rows, belows, strict=True)
        ),
        explanation=(*lines, *document.explanation),
    )


def _amounts(below: Below) -> tuple[Amount, Amount]:
    whole, share = below.whole, below.share
    return (
        Amount(whole.value, state_text(whole), whole.state),
        Amount(share.value, state_text(share), share.state),
    )
