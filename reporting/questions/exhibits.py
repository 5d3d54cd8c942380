"""A table of an answer with all that a reader must know beside it, ready to be frozen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from reporting.exports.document import Amount, Document
from reporting.exports.frozen import document_from_json, document_to_json
from reporting.tables import State

NOBODY = frozenset({"", "-"})
"""In the place of a publisher."""


@dataclass(frozen=True)
class Source:
    """Where the figures stand; `url` may be empty."""

    key: str
    title: str
    publisher: str
    url: str = ""

    @property
    def name(self) -> str:
        """Who says it; our own arithmetic was published by nobody ("-") and says what it is."""
        return self.title if self.publisher in NOBODY else self.publisher


@dataclass(frozen=True)
class Exhibit:
    """One table. `moment` is when the figures were extracted (ISO), '' when nobody says.

    `indicator` and `version` name the definition; a published figure has no version of ours.
    """

    key: str
    kind: str
    indicator: str
    version: int | None
    unit: str
    moment: str
    remark: str
    sources: tuple[Source, ...]
    document: Document

    @property
    def states(self) -> tuple[tuple[str, str], ...]:
        """Code and words of every state in it, each once, in the order of the rows."""
        amounts = [v for row in self.document.rows for v in row.values if isinstance(v, Amount)]
        return tuple(dict.fromkeys((str(one.code), one.state) for one in amounts))

    @property
    def has_figures(self) -> bool:
        """Whether there is a number in it at all."""
        return any(code == State.COUNTED for code, _words in self.states)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "key": self.key,
            "kind": self.kind,
            "indicator": self.indicator,
            "version": self.version,
            "unit": self.unit,
            "moment": self.moment,
            "remark": self.remark,
            "sources": [asdict(source) for source in self.sources],
            "document": document_to_json(self.document),
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Exhibit":
        """What `to_json` wrote. Raises KeyError or TypeError for anything else."""
        return cls(
            **{
                **given,
                "sources": tuple(Source(**source) for source in given["sources"]),
                "document": document_from_json(given["document"]),
            }
        )
