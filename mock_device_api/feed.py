"""A change feed: entries in order of updated_at, made block by block, never held whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mock_device_api.noise import Ints

Payload = dict[str, object]
Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Block:
    """The entries of one stretch of updated_at, sorted; `rows` are JSON objects as text."""

    updated_at: Ints
    rows: list[str]


class Feed(Protocol):
    """Entries by blocks; a block covers [begins(n), begins(n + 1)) of updated_at."""

    first: int

    def number(self, updated_at: int) -> int:
        """The block in which an instant lies."""
        ...

    def begins(self, number: int) -> int:
        """The first updated_at of a block."""
        ...

    def block(self, number: int) -> Block:
        """The entries of a block."""
        ...


@dataclass(frozen=True)
class Entry:
    """One change of one record; `key` orders entries that share an updated_at."""

    updated_at: int
    key: Key
    payload: Payload


class Blocks:
    """A feed of equal stretches of time, each made by a function when it is asked for."""

    def __init__(self, first: int, width: int, make: Callable[[int, int], Block]) -> None:
        self.first = first
        self._width = width
        self._make = make

    def number(self, updated_at: int) -> int:
        """The block in which an instant lies."""
        return updated_at // self._width

    def begins(self, number: int) -> int:
        """The first updated_at of a block."""
        return number * self._width

    def block(self, number: int) -> Block:
        """The entries of a block."""
        return self._make(number * self._width, (number + 1) * self._width)


class Whole:
    """A feed short enough to be one block."""

    def __init__(self, entries: list[Entry], render: Callable[[Payload], str]) -> None:
        ordered = sorted(entries, key=lambda entry: (entry.updated_at, entry.key))
        self._block = Block(
            np.array([entry.updated_at for entry in ordered], dtype=np.int64),
            [render(entry.payload) for entry in ordered],
        )
        self.first = ordered[0].updated_at if ordered else 0

    def number(self, updated_at: int) -> int:
        """Always block 0."""
        del updated_at
        return 0

    def begins(self, number: int) -> int:
        """Block 0 begins before all, block 1 never."""
        return -(1 << 62) if number <= 0 else 1 << 62

    def block(self, number: int) -> Block:
        """All entries."""
        del number
        return self._block
