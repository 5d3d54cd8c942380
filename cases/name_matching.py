"""Finding a person whose name is spelt in another way: Verhaegen, Verhaeghen, Verhagen.

Flemish names sound alike and are written in many ways, and the reporter spells by ear. One
table of spellings serves both ways: it folds a name to how it sounds, to compare two names, and
it turns what was typed into a pattern for PostgreSQL, to find candidates. No extension and no
extra column: under row-level security only the people of one centre are scanned.
"""

import datetime as dt
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from lib.dutch import DutchDateError, read_date
from lib.text import search_key

SPELLINGS: dict[str, tuple[str, ...]] = {
    "x": ("ckx", "cks", "cx", "ks", "x"),
    "s": ("sch", "s", "z"),
    "k": ("ck", "c", "k", "q"),
    "g": ("ch", "gh", "g"),
    "f": ("ph", "f", "v"),
    "t": ("dt", "th", "t"),
    "a": ("ae", "a"),
    "u": ("ue", "u"),
    "i": ("ij", "ie", "ei", "ey", "i", "y"),
}
"""A sound and the ways to write it. The first spelling that fits at a place is taken."""

MAX_WORDS = 6
MAX_WORD_LENGTH = 40
LOOSE_LENGTH = 3
"""So many first sounds must agree before a name is compared at all."""

_SOUND_OF = {spelling: sound for sound, ways in SPELLINGS.items() for spelling in ways}
_SPELLING = re.compile("|".join(sorted(_SOUND_OF, key=len, reverse=True)))
_REPEATED = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W\d_]+")
_DATE = re.compile(r"(?<!\S)\D?(\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4})(?!\S)", re.ASCII)


@dataclass(frozen=True)
class Sought:
    """What somebody typed into a search box: words of a name, a date of birth, or both."""

    words: tuple[str, ...]
    born_on: dt.date | None

    @property
    def is_enough(self) -> bool:
        """A date, or two sounds of a name: a single one would fit half of Flanders."""
        return self.born_on is not None or any(len(sound(word)) > 1 for word in self.words)


def read_sought(text: str, *, today: dt.date) -> Sought:
    """Split a search text into the words of a name and a date of birth."""
    name, born_on = _split_date(text, today)
    words = _WORD.findall(search_key(name))[:MAX_WORDS]
    return Sought(tuple(word[:MAX_WORD_LENGTH] for word in words), born_on)


def proposed_name(text: str, *, today: dt.date) -> tuple[str, str, dt.date | None]:
    """Given name, family name and date of birth for a new person, to be corrected by hand.

    The first word is the given name. What was typed in lower case gets capitals, as Flemish
    family names have: de backer, De Backer.
    """
    name, born_on = _split_date(text, today)
    words = name.split()
    if name == name.lower():
        words = [word[:1].upper() + word[1:] for word in words]
    return " ".join(words[:1]), " ".join(words[1:]), born_on


def sound(word: str) -> str:
    """How a word of a search key sounds: verhaeghen and verhagen give the same."""
    return _REPEATED.sub(r"\1", _SPELLING.sub(lambda found: _SOUND_OF[found.group()], word))


def patterns(words: tuple[str, ...], *, loose: bool = False) -> tuple[str, ...]:
    """A PostgreSQL pattern per word: a word of the name starts with what sounds like it.

    `loose` asks for the first sounds only, so that a slip of the pen further on is found too.
    """
    return tuple(_pattern(word, LOOSE_LENGTH if loose else None) for word in words)


def likeness(sought: Sought, key: str) -> float:
    """From 0 to 1: how much a search key looks like the words sought, in any order."""
    if not sought.words:
        return 0.0
    names = [sound(word) for word in _WORD.findall(key)] or [""]
    best = [max(_alike(sound(word), name) for name in names) for word in sought.words]
    return sum(best) / len(best)


def _split_date(text: str, today: dt.date) -> tuple[str, dt.date | None]:
    found = _DATE.search(text)
    if found is None:
        return text.strip(), None
    try:
        born_on = read_date(found.group(1), today=today, latest=today)
    except DutchDateError:
        return text.strip(), None
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return " ".join(rest.split()), born_on if born_on <= today else None


@lru_cache(maxsize=512)
def _pattern(word: str, length: int | None) -> str:
    sounds = sound(word)[:length]
    return r"\m" + "".join(_any_spelling(one) for one in sounds)


def _any_spelling(one: str) -> str:
    """Only letters come in here, so nothing needs escaping. Doubled letters count as one."""
    return f"(?:{'|'.join(SPELLINGS.get(one, (one,)))})+"


def _alike(typed: str, name: str) -> float:
    if typed == name:
        return 1.0
    if name.startswith(typed):
        return 0.95
    return SequenceMatcher(None, typed, name).ratio()
