"""Chance that comes out the same for the same seed, on every machine."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Dice:
    """A few quick throws; twenty million rows are made with them."""

    def __init__(self, seed: int) -> None:
        # No secret: the same families must come back for the same seed.
        self._random = Random(seed)  # noqa: S311
        self.throw = self._random.random
        """A number from 0 up to 1."""

    def chance(self, probability: float) -> bool:
        return self.throw() < probability

    def pick(self, options: Sequence[_T]) -> _T:
        return options[int(self.throw() * len(options))]

    def between(self, low: int, high: int) -> int:
        """A whole number, both bounds included; `low` when there is no room."""
        return low + int(self.throw() * max(1, high - low + 1))

    def waiting(self, mean: float) -> int:
        """Days until something happens that may happen any day."""
        return int(self._random.expovariate(1 / mean))


class Weighted(Generic[_T]):
    """Options that are not equally likely."""

    def __init__(self, options: Sequence[tuple[_T, float]]) -> None:
        self._options = [option for option, weight in options if weight > 0]
        self._bounds = list(accumulate(weight for _option, weight in options if weight > 0))

    def __bool__(self) -> bool:
        return bool(self._options)

    @property
    def total(self) -> float:
        return self._bounds[-1] if self._bounds else 0.0

    def pick(self, dice: Dice) -> _T:
        """One of the options, as often as its weight says."""
        point = dice.throw() * self._bounds[-1]
        for option, bound in zip(self._options, self._bounds, strict=True):
            if point < bound:
                return option
        return self._options[-1]
