"""The fault file: which faults, how often, when, on which devices."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Faults:
    """All faults of a run."""

    seed: int = 0
    specs: tuple[object, ...] = field(default=())
