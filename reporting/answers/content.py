"""What an answer holds once and for all. Everything a reader sees is in here, in words."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from reporting.exports.frozen import canonical, fingerprint
from reporting.questions.exhibits import Exhibit

FORMAT = 1
"""The shape of the JSON. A new shape gets a new number and keeps the old one readable."""


@dataclass(frozen=True)
class Minister:
    """To whom the question was put, and its number there."""

    office: str
    number: int | None
    competence: str


@dataclass(frozen=True)
class Statement:
    """The words of one minister on one part."""

    office: str
    text: str


@dataclass(frozen=True)
class PartContent:
    """One part with its words and tables. `states` are code and words, for the overview."""

    number: int
    asked: str
    breakdown: str
    topic: str
    competence: str
    states: tuple[tuple[str, str], ...]
    statements: tuple[Statement, ...]
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True)
class AnswerContent:
    """A whole answer. `approved_at` is the moment of freezing, in UTC."""

    subject: str
    remark: str
    asker: str
    asked_on: dt.date
    ministers: tuple[Minister, ...]
    keywords: tuple[str, ...]
    edition: int
    profile: str
    small_cells: str
    approver_name: str
    approver_role: str
    approved_at: dt.datetime
    parts: tuple[PartContent, ...]

    @property
    def exhibits(self) -> Iterator[Exhibit]:
        """Every table, in order."""
        for part in self.parts:
            yield from part.exhibits

    @property
    def numbers(self) -> str:
        """841, 900: the numbers the ministers gave it."""
        return ", ".join(str(one.number) for one in self.ministers if one.number)

    def to_text(self) -> str:
        """The canonical JSON that is stored and hashed."""
        return canonical({"format": FORMAT, **_answer_to_json(self)})

    @classmethod
    def from_text(cls, text: str) -> "AnswerContent":
        """What `to_text` wrote. Raises ValueError for a shape this code does not know."""
        given = json.loads(text)
        if given.pop("format", None) != FORMAT:
            raise ValueError("this answer was frozen in a shape that is not known")
        return _answer_from_json(given)


def figures_fingerprint(exhibits: Iterator[Exhibit]) -> str:
    """SHA-256 of the tables alone: whether what was seen is what is frozen."""
    return fingerprint(canonical([exhibit.to_json() for exhibit in exhibits]))


def _answer_to_json(content: AnswerContent) -> dict[str, Any]:
    return {
        "subject": content.subject,
        "remark": content.remark,
        "asker": content.asker,
        "asked_on": content.asked_on.isoformat(),
        "ministers": [asdict(minister) for minister in content.ministers],
        "keywords": list(content.keywords),
        "edition": content.edition,
        "profile": content.profile,
        "small_cells": content.small_cells,
        "approver_name": content.approver_name,
        "approver_role": content.approver_role,
        "approved_at": content.approved_at.isoformat(),
        "parts": [_part_to_json(part) for part in content.parts],
    }


def _part_to_json(part: PartContent) -> dict[str, Any]:
    return {
        "number": part.number,
        "asked": part.asked,
        "breakdown": part.breakdown,
        "topic": part.topic,
        "competence": part.competence,
        "states": [list(state) for state in part.states],
        "statements": [asdict(statement) for statement in part.statements],
        "exhibits": [exhibit.to_json() for exhibit in part.exhibits],
    }


def _answer_from_json(given: Mapping[str, Any]) -> AnswerContent:
    return AnswerContent(
        **{
            **given,
            "asked_on": dt.date.fromisoformat(given["asked_on"]),
            "ministers": tuple(Minister(**one) for one in given["ministers"]),
            "keywords": tuple(given["keywords"]),
            "approved_at": dt.datetime.fromisoformat(given["approved_at"]),
            "parts": tuple(_part_from_json(one) for one in given["parts"]),
        }
    )


def _part_from_json(given: Mapping[str, Any]) -> PartContent:
    return PartContent(
        **{
            **given,
            "states": tuple((code, words) for code, words in given["states"]),
            "statements": tuple(Statement(**one) for one in given["statements"]),
            "exhibits": tuple(Exhibit.from_json(one) for one in given["exhibits"]),
        }
    )
