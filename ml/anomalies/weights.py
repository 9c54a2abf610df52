"""The trained models that ship: packed text of LightGBM, made by `ml.anomalies.training`."""

from __future__ import annotations

import lzma
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ml.anomalies.hours import HourModel
from ml.anomalies.runs_model import RunModel

if TYPE_CHECKING:
    import lightgbm

FOLDER = Path(__file__).with_name("weights")
# LightGBM writes these for people who look into a model
REPORTS = {
    *("tree_sizes", "split_gain", "internal_value", "internal_weight", "internal_count"),
    *("leaf_weight", "leaf_count", "feature_importances"),
}


def read(name: str, folder: Path = FOLDER) -> lightgbm.Booster:
    import lightgbm

    text = lzma.decompress((folder / f"{name}.txt.xz").read_bytes()).decode()
    return lightgbm.Booster(model_str=text)


def write(name: str, booster: lightgbm.Booster, folder: Path = FOLDER) -> None:
    """What is needed to predict, leaves to six digits; the same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    text = booster.model_to_string(num_iteration=-1).split("\nparameters:")[0]
    lines = (line.partition("=") for line in text.splitlines())
    kept = [key + equals + _short(key, said) for key, equals, said in lines if key not in REPORTS]
    text = "\n".join([*kept, "", "parameters:", "end of parameters", ""])
    (folder / f"{name}.txt.xz").write_bytes(lzma.compress(text.encode(), preset=9))


def _short(key: str, said: str) -> str:
    if key != "leaf_value":
        return said
    return " ".join(f"{float(value):.6g}" for value in said.split())


@lru_cache(maxsize=16)
def hour_model(mode: str) -> HourModel:
    return HourModel((read(f"hours_{mode}"),))


@lru_cache(maxsize=4)
def run_model(mode: str) -> RunModel:
    return RunModel(read(f"runs_touch_{mode}"), read(f"runs_cover_{mode}"))
