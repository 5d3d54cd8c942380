"""What a search found, small enough to be carried from a preview to its approval.

A search depends on nothing but its tables, so for the very same ones it need not be done again.
Whatever was counted otherwise, or released in between, is in the tables: then nothing is found
here and it is searched for.
"""

import base64
import hashlib
from collections.abc import Sequence

from reporting.disclosure.table import Name, Names, Table

Found = dict[str, str]
"""By the fingerprint of the tables which of their cells are hidden."""


def fingerprint(tables: Sequence[Table], threshold: int) -> str:
    """Of everything that a search looks at."""
    told = hashlib.sha256(str(threshold).encode())
    for one in tables:
        cells = [(key, value, one.names[key]) for key, value in one.values.items()]
        marked = [sorted(map(repr, keys)) for keys in (one.also, one.whole, one.apart)]
        told.update(repr((cells, marked, sorted(map(repr, one.unprinted.items())))).encode())
    return told.hexdigest()


def packed(names: Sequence[Name], hidden: Names) -> str:
    """A bit for each cell."""
    bits = sum(1 << at for at, name in enumerate(names) if name in hidden)
    return base64.b85encode(bits.to_bytes(len(names) // 8 + 1)).decode()


def unpacked(names: Sequence[Name], text: str) -> Names:
    bits = int.from_bytes(base64.b85decode(text))
    return frozenset(name for at, name in enumerate(names) if bits >> at & 1)
