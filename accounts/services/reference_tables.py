"""How the rows of a reference file find their rows in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from lib.dutch import write_date

Key = tuple[Any, ...]
Ids = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Table:
    """How the rows of one file become rows of one table.

    `key` names the attributes that say which row it is. `references` are foreign keys, each
    with the columns of the other table whose text the file gives. A row that hangs on
    `parent` is an administrator's as soon as the parent is. A difference in a `silent`
    attribute is not worth a line.
    """

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parent: str = ""
    silent: frozenset[str] = frozenset()
    period: tuple[str, str] = ("starts_on", "ends_on")

    def related(self, name: str) -> type[models.Model]:
        """The model behind a foreign key."""
        model = self.model._meta.get_field(name).related_model
        assert isinstance(model, type)  # noqa: S101 - a foreign key always has a model
        return model

    def ids(self) -> dict[str, dict[str, int]]:
        """For every reference: the text by which a file names a row, and the id of that row."""
        return {
            name: {
                " ".join(texts): pk
                for pk, *texts in self.related(name)._default_manager.values_list("pk", *columns)
            }
            for name, columns in self.references.items()
        }

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """Which row these values of a file are about."""
        return tuple(values[name] for name in self.key)

    def stored(self, ids: Ids) -> dict[Key, list[models.Model]]:
        """Rows by key; an administrator may have given one key several periods."""
        texts = {name: {pk: text for text, pk in by_text.items()} for name, by_text in ids.items()}
        found: dict[Key, list[models.Model]] = {}
        for instance in self.model._default_manager.order_by("pk"):
            key = tuple(
                texts[name][getattr(instance, f"{name}_id")]
                if name in texts
                else getattr(instance, name)
                for name in self.key
            )
            found.setdefault(key, []).append(instance)
        return found


def resolve(values: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
    """The values of a row with the ids of what they refer to."""
    return {
        (f"{name}_id" if name in ids else name): ids[name][value] if name in ids else value
        for name, value in values.items()
    }


def in_words(key: Key) -> str:
    """A row in a message."""
    return " ".join(written(part) for part in key)


def written(value: Any) -> str:
    """A value in a message."""
    return write_date(value) if hasattr(value, "isoformat") else str(value)
