"""LightGBM's text of a model, without what only its training and its readers need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import lightgbm

NOT_TO_PREDICT = {
    *("tree_sizes", "split_gain", "internal_value", "internal_weight", "internal_count"),
    *("leaf_weight", "leaf_count", "feature_importances"),
}


def slim_text(booster: lightgbm.Booster) -> str:
    """Every tree of ``booster``, leaves to seven digits; a quarter as large when compressed.

    The same model gives the same text: no parameter and no time goes in.
    """
    lines = booster.model_to_string(num_iteration=-1).splitlines()
    kept = [_short(line) for line in lines if line.partition("=")[0] not in NOT_TO_PREDICT]
    text = "\n".join(kept) + "\n"
    begin, end = text.find("\nparameters:"), text.find("end of parameters")
    return text[:begin] + text[end + len("end of parameters") :] if 0 <= begin < end else text


def _short(line: str) -> str:
    name, _, values = line.partition("=")
    if name != "leaf_value":
        return line
    return f"{name}={' '.join(f'{float(value):.7g}' for value in values.split())}"
