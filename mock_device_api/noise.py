"""Random numbers as a pure function of (key, index): the same at any time, in any order.

There is no generator with a state to carry: two years back costs what yesterday costs.
"""

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@lru_cache(maxsize=1 << 16)
def key(*parts: str | int) -> int:
    """A 64-bit key of a stream, from the names that identify it."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def bits(stream: int, index: Ints) -> npt.NDArray[np.uint64]:
    """64 random bits for each index (splitmix64 as a counter-based generator)."""
    x = index.astype(np.uint64)
    x *= _GOLDEN
    x += np.uint64(stream)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


def uniform(stream: int, index: Ints) -> Floats:
    """Uniform in [0, 1), one for each index."""
    return (bits(stream, index) >> np.uint64(11)).astype(np.float64) * 2.0**-53


_LOW = np.uint64((1 << 21) - 1)


def normal(stream: int, index: Ints) -> Floats:
    """Nearly normal (the sum of three uniforms of 21 bits), mean 0, deviation 1, within ±3."""
    x = bits(stream, index)
    total = (x & _LOW) + ((x >> np.uint64(21)) & _LOW) + ((x >> np.uint64(42)) & _LOW)
    spread: Floats = (total.astype(np.float64) * 2.0**-21 - 1.5) * 2.0
    return spread


def smooth(stream: int, ts: Ints, period: int) -> Floats:
    """Slow noise: a new normal value each `period` seconds, eased from one to the next."""
    if not len(ts):
        return np.empty(0)
    knot = ts // period
    first = int(knot.min())
    knots = normal(stream, np.arange(first, int(knot.max()) + 2, dtype=np.int64))
    knot = knot - first
    share = (ts - (knot + first) * period) / period
    share = share * share * (3.0 - 2.0 * share)
    before = knots[knot]
    eased: Floats = before + (knots[knot + 1] - before) * share
    return eased


def unit(*parts: str | int) -> float:
    """One uniform number in [0, 1) for a name."""
    return (key(*parts) >> 11) * 2.0**-53


def pick(low: float, high: float, *parts: str | int) -> float:
    """One uniform number in [low, high) for a name."""
    return low + (high - low) * unit(*parts)
