"""A rule that counts and reads: the query and the words are one object."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Condition:
    """What holds for a fact or not: `query` counts it, `words` print it.

    Conditions combine with `|` and `&`, so that a composed rule cannot be printed otherwise
    than it is counted.
    """

    words: str | Promise
    query: Q

    def __or__(self, other: "Condition") -> "Condition":
        words = format_lazy("{}, {} {}", self.words, _("or"), other.words)
        return Condition(words, self.query | other.query)

    def __and__(self, other: "Condition") -> "Condition":
        words = format_lazy("{} {} {}", self.words, _("and"), other.words)
        return Condition(words, self.query & other.query)

    def __str__(self) -> str:
        return str(self.words)
