"""What tells an event from a stretch of hours that merely look odd: features of candidates."""

from __future__ import annotations

import numpy as np

from ml.anomalies.features import Features
from ml.anomalies.features_basis import Bases, flat
from ml.anomalies.features_grid import HOURS, Grid, rolling_mean
from ml.anomalies.features_shape import SHIFTS
from ml.anomalies.hours_own import HourOpinion, Subject
from ml.anomalies.runs import THRESHOLDS, Candidates
from ml.panel import Floats, Ints

FIRST_OPINION = slice(38, 43)  # columns of what the shipped model alone says
LENGTHS = (1, 2, 3, 5, 8, 12, 24, 48, 96, 168, 336)
MEANS = (
    "near_z", "weekly_z", "yearly_z", "near_r", "weekly_r", "yearly_r", "other_r", "near_ratio",
    "weekly_ratio", "yearly_ratio", "other_ratio", "run_usual", "calm_usual", "vary5", "vary11",
    "vary23", "move_near12_share", "move_near24_share", "move_year12_share", "roll_share",
    "move_near24_gain", "roll_gain", "move_near24_by", "alone24_0", "alone24_4", "alone24_15",
    "alone6_0", "alone6_4", "alone6_15", "rank_level", "rank_lowest", "rank_range",
    "rank_level_near", "rank_lowest_near", "day_level", "day_lowest", "day_range", "noise",
    "swing_to_mean", "place", "near_z_abs25", "near_z_abs169", "weekly_z_abs49",
    "weekly_z_abs169", "ratio_spread7", "ratio_spread25", "prior_r", "prior_shape",
    "prior_ratio", "alone24_prior", "alone6_prior", "off", "yearly_r_abs169", "step_in",
)  # fmt: skip
EXTREMES = ("near_z", "weekly_z", "near_ratio", "yearly_r", "near_r", "alone_z", "alone6_4")


def run_features(subject: Subject, opinion: HourOpinion, found: Candidates) -> Features:
    """(candidates, features) float32."""
    grid, bases, hours = subject.grid, subject.bases, subject.hours
    place = {name: column for column, name in enumerate(subject.names)}
    with np.errstate(all="ignore"):
        columns = [
            *_form(grid, found),
            *_probability(opinion.own, found),
            *_first_opinion(opinion, found),
            *_inside(hours, place, found),
            *_beside(grid, bases, hours, place, found),
            *_scan(hours, hours, place, found),
            *_scan(hours, subject.prior_hours, place, found),
            *_moved(grid, bases, found),
        ]
    return np.stack(columns, axis=1).astype(np.float32)


def _form(grid: Grid, found: Candidates) -> list[Floats]:
    start, end = found.start, found.end
    length = (end - start).astype(np.float64)
    off = np.repeat(grid.off, HOURS).astype(np.float64)
    return [
        length,
        (start % HOURS).astype(np.float64),
        (end % HOURS).astype(np.float64),
        np.asarray(grid.weekday[start // HOURS], dtype=np.float64),
        off[np.maximum(start - 1, 0)],
        off[np.minimum(end, len(off) - 1)],
        found.level,
    ]


def _probability(p: Floats, found: Candidates) -> list[Floats]:
    start, end = found.start, found.end
    total, lowest, highest = _reduced(p[:, None], found)
    mean = total[:, 0]
    out = [mean, lowest[:, 0], highest[:, 0], mean - _mean_between(p, start - 24, start)]
    for reach in (1, 3, 8, 24, 168):
        out.append(_mean_between(p, start - reach, start))
        out.append(_mean_between(p, end, end + reach))
    shifts = [days * HOURS for days in (-7, -2, -1, 1, 2, 7)]
    out.extend(_mean_between(p, start + shift, end + shift) for shift in shifts)
    known = np.sort(p[np.isfinite(p)])
    count = max(len(known), 1)
    out.append(1 - np.searchsorted(known, mean) / count)
    out.append(1 - np.searchsorted(known, highest[:, 0]) / count)
    for threshold in (THRESHOLDS[2], THRESHOLDS[4], THRESHOLDS[7]):
        above = np.where(np.isfinite(p), (p > threshold).astype(np.float64), np.nan)
        busy = rolling_mean(above, 45 * HOURS, 45 * HOURS)
        out.append(np.full(len(found), np.nanmean(above)))
        out.append(busy[(start + end) // 2])
        out.append(_reduced(above[:, None], found)[0][:, 0])
    return out


def _first_opinion(opinion: HourOpinion, found: Candidates) -> list[Floats]:
    """The shipped model's own p, also against the stretches of this length a year before."""
    p = opinion.shipped
    mean, _, high = (each[:, 0] for each in _reduced(p[:, None], found))
    beside = _mean_between(p, found.start - 24, found.start)
    return [mean, high, beside, _rarity(p, opinion.prior, found), _rarity(p, p, found)]


def _inside(hours: Features, place: dict[str, int], found: Candidates) -> list[Floats]:
    means = _reduced(hours[:, [place[name] for name in MEANS]], found)[0]
    _, low, high = _reduced(hours[:, [place[name] for name in EXTREMES]], found)
    edge_in = hours[found.start][:, [place["step_in"], place["step_in_r"]]]
    edge_out = hours[found.end - 1][:, [place["step_out"], place["step_out_r"]]]
    deviation = []
    for name in ("near_ratio", "near_r", "yearly_r", "near_z"):
        x = hours[:, place[name]].astype(np.float64)
        mean, square = (_reduced(each[:, None], found)[0][:, 0] for each in (x, x**2))
        deviation.append(np.sqrt(np.maximum(square - mean**2, 0)))
        sign = _reduced(np.sign(x)[:, None], found)[0][:, 0]
        deviation.append(np.abs(sign))
    return [*means.T, *low.T, *high.T, *edge_in.T, *edge_out.T, *deviation]


def _beside(
    grid: Grid, bases: Bases, hours: Features, place: dict[str, int], found: Candidates
) -> list[Floats]:
    start, end = found.start, found.end
    out: list[Floats] = []
    for name in ("near_r", "near_ratio", "near_z", "yearly_r"):
        x = hours[:, place[name]].astype(np.float64)
        mine = _mean_between(x, start, end)
        for reach in (3, 24):
            left = _mean_between(x, start - reach, start)
            right = _mean_between(x, end, end + reach)
            out += [left, right, mine - (left + right) / 2]
        if name in ("near_r", "near_z"):
            size = np.abs(x)
            out += [_mean_between(size, start - 168, start), _mean_between(size, end, end + 168)]
        shifts = [days * HOURS for days in (-7, -1, 1, 7)]
        out.extend(_mean_between(x, start + shift, end + shift) for shift in shifts)
    y, base = grid.flat / flat(bases.swing), flat(bases.near) / flat(bases.swing)
    spreads = []
    both = np.isfinite(y) & np.isfinite(base)
    for each in (y, base, y - base):
        x = np.where(both, each, np.nan)
        mean, square = (_reduced(one[:, None], found)[0][:, 0] for one in (x, x**2))
        spreads.append(np.sqrt(np.maximum(square - mean**2, 0)))
    out += spreads
    out.append(np.log((spreads[0] + 0.01) / (spreads[1] + 0.01)))
    out.append((spreads[0] ** 2 + spreads[1] ** 2 - spreads[2] ** 2) / 2
               / (spreads[0] * spreads[1] + 1e-4))  # fmt: skip
    return out


def _scan(
    hours: Features, among: Features | None, place: dict[str, int], found: Candidates
) -> list[Floats]:
    """How rare the mean surprise is among all stretches of this length, here or a year before."""
    out: list[Floats] = []
    for name in ("near_z", "weekly_z", "yearly_r"):
        x = np.clip(hours[:, place[name]].astype(np.float64), -15, 15)
        null = None
        if among is not None:
            null = np.clip(among[:, place[name]].astype(np.float64), -15, 15)
        out.append(_rarity(x, null, found))
        out.append(_rarity(np.abs(x), None if null is None else np.abs(null), found))
    return out


def _rarity(x: Floats, among: Floats | None, found: Candidates) -> Floats:
    """log10 of the share of stretches in ``among`` whose mean is as far from 0; NaN without."""
    rare = np.full(len(found), np.nan)
    if among is None:
        return rare
    length = found.end - found.start
    nearest = np.abs(np.log(length[:, None] / np.array(LENGTHS)[None, :])).argmin(axis=1)
    mine = np.abs(_mean_between(x, found.start, found.end))
    for k, width in enumerate(LENGTHS):
        here = nearest == k
        if not here.any():
            continue
        means = np.abs(rolling_mean(among, 0, width - 1))
        known = np.sort(means[np.isfinite(means)])
        above = len(known) - np.searchsorted(known, mine[here])
        rare[here] = np.log10((above / width + 0.1) / max(len(known) / width, 1))
    return rare


def _moved(grid: Grid, bases: Bases, found: Candidates) -> list[Floats]:
    """Does the stretch as a whole fit better when the usual profile is moved?"""
    swing = flat(bases.swing)
    y = grid.flat / swing
    out: list[Floats] = []
    for base in (flat(bases.near) / swing, flat(bases.weekly) / swing):
        errors = np.stack(
            [np.minimum(np.abs(y - np.roll(base, shift)), 3.0) for shift in SHIFTS], axis=1
        )
        mean = _reduced(errors, found)[0]
        filled = np.where(np.isfinite(mean), mean, np.inf)
        best = filled.argmin(axis=1)
        still, least = mean[:, len(SHIFTS) // 2], filled.min(axis=1)
        out += [still, still - least, (still - least) / (still + 0.02)]
        out.append((best - len(SHIFTS) // 2).astype(np.float64))
    return out


def _reduced(x: Floats | Features, found: Candidates) -> tuple[Floats, Floats, Floats]:
    """(candidates, columns) mean, least and greatest within each candidate, NaN left out."""
    length = found.end - found.start
    offset = np.concatenate([[0], np.cumsum(length)[:-1]])
    cells = np.arange(int(length.sum())) - np.repeat(offset - found.start, length)
    taken = x[cells]
    known = np.isfinite(taken)
    count = np.add.reduceat(known, offset, axis=0, dtype=np.int64)
    total = np.add.reduceat(np.where(known, taken, 0.0), offset, axis=0)
    low = np.minimum.reduceat(np.where(known, taken, np.inf), offset, axis=0)
    high = np.maximum.reduceat(np.where(known, taken, -np.inf), offset, axis=0)
    seen = count > 0
    return (
        np.where(seen, total / np.maximum(count, 1), np.nan),
        np.where(seen, low, np.nan),
        np.where(seen, high, np.nan),
    )


def _mean_between(x: Floats, start: Ints, end: Ints) -> Floats:
    """Mean of x over [start, end) of each, cut to the series; NaN where nothing is known."""
    n = len(x)
    known = np.isfinite(x)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, x, 0.0))])
    count = np.concatenate([[0], np.cumsum(known)])
    low, high = np.clip(start, 0, n), np.clip(end, 0, n)
    high = np.maximum(low, high)
    seen = count[high] - count[low]
    return np.where(seen > 0, (total[high] - total[low]) / np.maximum(seen, 1), np.nan)
