"""The trained models that ship: packed text of LightGBM, made by `ml.anomalies.training`."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ml.anomalies.hours import HourModel
from ml.anomalies.runs_model import RunModel

if TYPE_CHECKING:
    import lightgbm

FOLDER = Path(__file__).with_name("weights")


def read(name: str, folder: Path = FOLDER) -> lightgbm.Booster:
    import lightgbm

    text = gzip.decompress((folder / f"{name}.txt.gz").read_bytes()).decode()
    return lightgbm.Booster(model_str=text)


def write(name: str, booster: lightgbm.Booster, folder: Path = FOLDER) -> None:
    """The same model gives the same bytes: no time stamp goes in."""
    folder.mkdir(parents=True, exist_ok=True)
    text = booster.model_to_string(num_iteration=-1)
    text = text.split("\nparameters:")[0] + "\nparameters:\nend of parameters\n"
    (folder / f"{name}.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


@lru_cache(maxsize=8)
def hour_model(mode: str) -> HourModel:
    return HourModel((read(f"hours_{mode}"),))


@lru_cache(maxsize=4)
def run_model(mode: str) -> RunModel:
    return RunModel(read(f"runs_touch_{mode}"), read(f"runs_cover_{mode}"))
