"""The trained models that ship: packed text of LightGBM, made by `ml.anomalies.training`."""

from __future__ import annotations

import lzma
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ml.anomalies.hours import HourModel
from ml.anomalies.runs_model import RunModel
from ml.slim import slim_text

if TYPE_CHECKING:
    import lightgbm

FOLDER = Path(__file__).with_name("weights")


def read(name: str, folder: Path = FOLDER) -> lightgbm.Booster:
    import lightgbm

    text = lzma.decompress((folder / f"{name}.txt.xz").read_bytes()).decode()
    return lightgbm.Booster(model_str=text)


def write(name: str, booster: lightgbm.Booster, folder: Path = FOLDER) -> None:
    """The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = lzma.compress(slim_text(booster).encode(), preset=9)
    (folder / f"{name}.txt.xz").write_bytes(packed)


@lru_cache(maxsize=8)
def hour_model(*names: str) -> HourModel:
    """The model whose voices have these names."""
    return HourModel(tuple(read(f"hours_{name}") for name in names))


@lru_cache(maxsize=4)
def run_model(mode: str) -> RunModel:
    return RunModel(read(f"runs_touch_{mode}"), read(f"runs_cover_{mode}"))
