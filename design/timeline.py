"""The phases of a dossier as a line of dots; draw with `design/timeline.html`."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Step:
    """One phase; `when` is already written text, for example "sinds 12.11.2026"."""

    label: str
    state: Literal["done", "current", "todo"]
    when: str = ""
