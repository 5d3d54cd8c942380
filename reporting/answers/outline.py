"""A frozen answer as one line of pieces, from which page, PDF, ODT and DOCX are all drawn.

The words of the answer come from what was frozen; only headings like "Competence" are ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lib.dutch import write_date, write_moment
from lib.spreadsheets import without_unfit
from reporting.answers.content import AnswerContent, PartContent
from reporting.answers.screen import Table, table_of
from reporting.exports.document import Line


@dataclass(frozen=True)
class Heading:
    """Level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Grid:
    """A real table with a caption and a row of headings."""

    table: Table


@dataclass(frozen=True)
class Definitions:
    """Label and text, line by line. `table` is the caption when they explain a table."""

    lines: tuple[Line, ...]
    table: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must see also where the rest is folded."""
        return tuple(line.text for line in self.lines if line.is_note)


Piece = Heading | Paragraph | Grid | Definitions


def title_of_answer(content: AnswerContent) -> str:
    """ "Antwoord op vraag 841: Stalking - Aanpak"."""
    if not content.numbers:
        return _("Answer: %(subject)s") % {"subject": content.subject}
    values = {"numbers": content.numbers, "subject": content.subject}
    return _("Answer to question %(numbers)s: %(subject)s") % values


def file_stem(content: AnswerContent) -> str:
    """vraag-841-editie-1: numbers only, so no name can be in it."""
    number = next((str(one.number) for one in content.ministers if one.number), "zonder-nummer")
    return f"vraag-{number}-editie-{content.edition}"


def outline(content: AnswerContent, fingerprint: str) -> tuple[Piece, ...]:
    """The whole answer, in reading order."""
    return tuple(_clean(piece) for piece in _pieces(content, fingerprint))


def stamp(content: AnswerContent, fingerprint: str) -> tuple[Line, ...]:
    """Who approved what and when, and how to see that nothing changed."""
    lines = [
        Line(_("Edition"), str(content.edition)),
        Line(_("Profile"), _profile(content.profile)),
        Line(
            _("Approved by"),
            f"{content.approver_name} ({content.approver_role}), "
            f"{write_moment(content.approved_at)}",
        ),
        Line(_("Fingerprint (SHA-256)"), fingerprint),
    ]
    if content.small_cells:
        lines.insert(2, Line(_("Small numbers"), content.small_cells))
    return tuple(lines)


def _pieces(content: AnswerContent, fingerprint: str) -> Iterator[Piece]:
    yield Heading(1, title_of_answer(content))
    if content.remark:
        yield Paragraph(content.remark)
    yield Definitions(
        (
            Line(_("Asked by"), f"{content.asker}, {write_date(content.asked_on)}"),
            Line(
                _("Put to"),
                "; ".join(
                    f"{one.office} ({one.number})" if one.number else one.office
                    for one in content.ministers
                ),
            ),
            Line(_("Keywords"), ", ".join(content.keywords) or _("none")),
        )
    )
    for part in content.parts:
        yield from _part(part)
    yield Heading(2, _("About this answer"))
    yield Definitions(stamp(content, fingerprint))


def _part(part: PartContent) -> Iterator[Piece]:
    yield Heading(2, f"{part.number}. {part.asked}")
    lines = [
        Line(_("State"), "; ".join(words for _code, words in part.states)),
        Line(_("Competence"), part.competence),
    ]
    if part.breakdown:
        lines.append(Line(_("Breakdown asked"), part.breakdown))
    yield Definitions(tuple(lines))
    for statement in part.statements:
        yield Heading(3, statement.office)
        for text in statement.text.split("\n"):
            if text.strip():
                yield Paragraph(text)
    for exhibit in part.exhibits:
        table = table_of(exhibit, key=f"t{exhibit.key.replace('.', '-')}")
        yield Heading(3, table.caption)
        yield Grid(table)
        if table.remark:
            yield Paragraph(table.remark)
        yield Definitions(table.explanation, table.caption)


def _profile(code: str) -> str:
    from reporting.disclosure import PROFILES

    return str(PROFILES[code].label)


def _clean(piece: Piece) -> Piece:
    """Without what no file format can hold."""
    if isinstance(piece, Heading):
        return Heading(piece.level, without_unfit(piece.text))
    if isinstance(piece, Paragraph):
        return Paragraph(without_unfit(piece.text))
    if isinstance(piece, Definitions):
        lines = (Line(without_unfit(one.label), without_unfit(one.text)) for one in piece.lines)
        return Definitions(tuple(lines), without_unfit(piece.table))
    return piece
