"""The number in a delivered cell. What can be read in two ways is not guessed."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from lib.uploads import Cell, CellProblem

_PLAIN = re.compile(r"-?[0-9]{1,12}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,12}[.,][0-9]{1,6}", re.ASCII)
_GROUPED = re.compile(r"-?[0-9]{1,3}([., '\u00a0\u202f][0-9]{3})+", re.ASCII)


class NotANumberError(ValueError):
    """What to do instead, in words."""


def read_number(cell: Cell, *, whole: bool | None) -> Decimal:
    """The number of a cell. `whole` is None when it does not matter.

    Raises NotANumberError.
    """
    text = cell.text.strip()
    if cell.problem:
        raise NotANumberError(_of_problem(cell.problem))
    if not cell.is_number and _GROUPED.fullmatch(text):
        digits = re.sub(r"[^0-9-]", "", text)
        raise NotANumberError(
            _("“%(text)s” can be read in two ways. Write %(digits)s, or a comma and two decimals.")
            % {"text": text, "digits": digits}
            if not whole
            else _("Write the number without points, commas or spaces: %(digits)s.")
            % {"digits": digits}
        )
    if not (_PLAIN.fullmatch(text) or _DECIMAL.fullmatch(text)):
        raise NotANumberError(
            _(
                "“%(text)s” is no number. Write digits only, or leave the cell empty and say in "
                "the column toestand why there is no figure."
            )
            % {"text": text[:40]}
        )
    return _in_range(Decimal(text.replace(",", ".")), whole=whole)


def _in_range(number: Decimal, *, whole: bool | None) -> Decimal:
    if number < 0 and whole is not None:
        raise NotANumberError(_("A figure is never below zero. Correct the number."))
    if whole and number != number.to_integral_value():
        raise NotANumberError(_("This is a count: write a whole number, without decimals."))
    return number


def _of_problem(problem: CellProblem) -> str:
    return {
        CellProblem.FORMULA: _(
            "This cell calculates (a formula). Copy the column and paste it as values only."
        ),
        CellProblem.ERROR: _("This cell holds an error of the spreadsheet. Type the number."),
        CellProblem.PERCENT: _(
            "This cell is formatted as a percentage. Format it as a number: 1,97 and not 0,0197."
        ),
    }[problem]
