"""How wide the columns of a printed table are.

Left to itself the typesetter gives columns of numbers all they ask for, and the words of a name or
a note stand under each other in what is left, letter by letter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LINE = 166
"""Letters on a line of a landscape A4: 26.5 cm, of half an em at 9 points."""
MOST = (40, 30, 24)
"""Letters beyond which a text is wrapped rather than its column made wider; the next where all
columns together would want more than a line."""
MOST_OF_NUMBERS = 12
"""The same for a column of numbers: its heading and its states are what is wrapped there."""


@dataclass(frozen=True)
class Widths:
    """The width of each column in letters; beyond a line they are shares of it."""

    letters: tuple[int, ...]

    @property
    def fits(self) -> bool:
        """Whether the columns stand beside each other at their own width."""
        return sum(self.letters) <= LINE

    def to_data(self) -> dict[str, Any]:
        """For the layouts, which make columns of it."""
        return {"letters": self.letters, "fits": self.fits}


def widths_of(
    headings: Sequence[str], rows: Sequence[Sequence[str]], is_number: Sequence[bool]
) -> Widths:
    """As wide as the texts of a column up to a limit, and never narrower than a word of it."""
    columns = list(zip(headings, *rows, strict=True))
    widths = Widths(())
    for most in MOST:
        limits = (MOST_OF_NUMBERS if number else most for number in is_number)
        widths = Widths(tuple(map(_letters, columns, limits)))
        if widths.fits:
            break
    return widths


def _letters(texts: Sequence[str], most: int) -> int:
    """Three letters of air on top: between columns, and for bold print."""
    longest = max(len(text) for text in texts)
    return 3 + max(min(longest, most), *_words(texts))


def _words(texts: Sequence[str]) -> Iterator[int]:
    yield 1
    for text in texts:
        yield from (len(word) for word in text.replace("-", "- ").split())
