"""The cases of fifteen months before `now`: what, where, when, due when, closed when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.demo.hot_spots import Spot, plant
from data.demo.lattice import Lattice
from data.demo.matters import CHANNELS, MATTERS
from data.demo.places import Kerbs, kerb_weights, kerbside
from data.demo.plane import Bools, Floats, Ints, lon_lat, metres
from data.demo.times import (
    DAYS,
    Minutes,
    add_working_hours,
    as_utc,
    beijing_minutes,
    delays,
    report_times,
)

# Our choice, so that every answer of the map can be seen: cases on a crossing (ties), without a
# coordinate, outside the district, and cases nobody ever closed.
_AT_CROSSING = 0.006
_NO_PLACE = 0.003
_OUTSIDE = 0.002
_STUCK, _STUCK_LATELY, _LATELY_DAYS = 0.01, 0.10, 20
_FAR_OUT = 1.4


@dataclass(frozen=True)
class _Draft:
    """Cases before they are written down: category, Beijing minutes, place and address."""

    matter: Ints
    wall: Minutes
    lon: Floats
    lat: Floats
    address: pa.Array


def cases(
    lattice: Lattice,
    kerb: Kerbs,
    households: pd.DataFrame,
    weight: Floats,
    spots: list[Spot],
    count: int,
    now: datetime,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return `count` cases ordered by code and time of report.

    Columns code, channel, category, summary, address, lon, lat (EPSG:4490, NaN where it was
    not given), reported_at, due_at, closed_at (UTC, NaT while open).
    """
    wall_now = beijing_minutes(now)
    planted = [_of_spot(lattice, kerb, spot, wall_now, rng) for spot in spots]
    usual = count - sum(len(draft.matter) for draft in planted)
    drafts = [_usual(lattice, kerb, households, weight, usual, wall_now, rng), *planted]
    matter, wall, lon, lat = (
        np.concatenate([getattr(draft, name) for draft in drafts])
        for name in ("matter", "wall", "lon", "lat")
    )
    address = pa.concat_arrays([draft.address for draft in drafts])
    order = np.argsort(wall, kind="stable")
    matter, wall = matter[order], wall[order]
    return pd.DataFrame(
        {
            "code": pd.array(_codes(wall), dtype="str"),
            "channel": _channels(matter, rng),
            "category": _words([m.name for m in MATTERS], matter),
            "summary": _summaries(matter, rng),
            "address": pd.array(address.take(pa.array(order)), dtype="str"),
            "lon": lon[order],
            "lat": lat[order],
        }
        | _times(matter, wall, wall_now, rng)
    )


def _usual(
    lattice: Lattice,
    kerb: Kerbs,
    households: pd.DataFrame,
    weight: Floats,
    count: int,
    wall_now: np.datetime64,
    rng: np.random.Generator,
) -> _Draft:
    """Return the cases outside the hot spots: on streets, or at homes for requests."""
    share = np.array([m.share for m in MATTERS])
    matter = np.sort(rng.choice(len(MATTERS), size=count, p=share / share.sum()))
    wall = np.empty(count, dtype="datetime64[m]")
    for number, one in enumerate(MATTERS):
        is_one = matter == number
        wall[is_one] = report_times(int(is_one.sum()), one.months, wall_now, DAYS, rng)
    piece = rng.choice(len(kerb.line), size=count, p=kerb_weights(kerb, weight, rng))
    at_crossing = rng.random(count) < _AT_CROSSING
    lon, lat = kerbside(lattice, kerb, piece, at_crossing, rng)
    home = rng.integers(0, len(households), count)
    is_request = np.array([m.is_request for m in MATTERS])[matter]
    lon = np.where(is_request, households["lon"].to_numpy()[home], lon)
    lat = np.where(is_request, households["lat"].to_numpy()[home], lat)
    lon, lat = _misplaced(lon, lat, rng)
    homes = pa.array(households["address"].array[home].to_numpy(dtype=object), pa.string())
    streets = _street_addresses(kerb, piece, at_crossing)
    return _Draft(matter, wall, lon, lat, pc.if_else(pa.array(is_request), homes, streets))


def _of_spot(
    lattice: Lattice, kerb: Kerbs, spot: Spot, wall_now: np.datetime64, rng: np.random.Generator
) -> _Draft:
    lon, lat, piece = plant(lattice, kerb, spot, rng)
    number = next(n for n, m in enumerate(MATTERS) if m.name == spot.cause.category)
    months = MATTERS[number].months
    wall = report_times(len(piece), months, wall_now, spot.cause.days, rng)
    address = _street_addresses(kerb, piece, np.zeros(len(piece), dtype=bool))
    return _Draft(np.full(len(piece), number), wall, lon, lat, address)


def _misplaced(lon: Floats, lat: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the places with a few lost and a few moved out of the district."""
    drawn = rng.random(len(lon))
    east, north = metres(lon, lat)
    away = np.hypot(east, north)
    reach = away.max(initial=1.0)
    out = lon_lat(*(side / np.maximum(away, 1.0) * reach * _FAR_OUT for side in (east, north)))
    is_lost, is_out = drawn < _NO_PLACE, drawn > 1 - _OUTSIDE
    lon = np.where(is_lost, np.nan, np.where(is_out, out[0], lon))
    return lon, np.where(is_lost, np.nan, np.where(is_out, out[1], lat))


def _street_addresses(kerb: Kerbs, piece: Ints, at_crossing: Bools) -> pa.Array:
    names = np.array(kerb.names, dtype=object)
    line, cross = names[kerb.line], names[kerb.cross]
    near = pa.array(line + "近" + cross)
    crossing = pa.array(line + "与" + cross + "路口")
    chosen = pa.array(piece)
    return pc.if_else(pa.array(at_crossing), crossing.take(chosen), near.take(chosen))


def _codes(wall: Minutes) -> pa.Array:
    """Return A, the day of report and a number from 1 within that day: A20240131-0007."""
    day = wall.astype("datetime64[D]")
    first = np.searchsorted(day, day)
    number = pa.array(np.arange(len(day)) - first + 1).cast(pa.string())
    days, which = np.unique(day, return_inverse=True)
    written = pa.array([f"A{str(one).replace('-', '')}-" for one in days], pa.string())
    padded = pc.utf8_lpad(number, width=4, padding="0")
    return pc.binary_join_element_wise(written.take(pa.array(which)), padded, "")


def _words(words: list[str], chosen: Ints) -> pd.api.extensions.ExtensionArray:
    taken: pd.api.extensions.ExtensionArray = pd.array(
        pa.array(words, pa.string()).take(pa.array(chosen)), dtype="str"
    )
    return taken


def _channels(matter: Ints, rng: np.random.Generator) -> pd.api.extensions.ExtensionArray:
    upto = np.cumsum([m.channels for m in MATTERS], axis=1)
    drawn = (rng.random(len(matter))[:, None] >= upto[matter, :-1]).sum(axis=1)
    return _words(list(CHANNELS), drawn)


def _summaries(matter: Ints, rng: np.random.Generator) -> pd.api.extensions.ExtensionArray:
    texts = [text for m in MATTERS for text in m.texts]
    count = np.array([len(m.texts) for m in MATTERS])
    first = np.cumsum(count) - count
    return _words(texts, first[matter] + rng.integers(0, count[matter]))


def _times(
    matter: Ints, wall: Minutes, wall_now: np.datetime64, rng: np.random.Generator
) -> dict[str, pd.Series]:
    """Return reported_at, due_at and closed_at in UTC; what would close after now is open."""
    limit = np.array([m.limit_hours for m in MATTERS])[matter]
    typical = np.array([m.typical_hours for m in MATTERS], dtype=float)[matter]
    spread = np.array([m.spread for m in MATTERS])[matter]
    closed = wall + delays(typical, spread, rng)
    age_days = (wall_now - wall).astype(np.int64) / (24 * 60)
    stuck = _STUCK + _STUCK_LATELY * np.exp(-age_days / _LATELY_DAYS)
    is_open = (closed > wall_now) | (rng.random(len(wall)) < stuck)
    closed = np.where(is_open, np.datetime64("NaT", "m"), closed)
    columns = {
        "reported_at": wall,
        "due_at": add_working_hours(wall, limit),
        "closed_at": closed,
    }
    return {name: pd.Series(as_utc(times)).dt.tz_localize("UTC") for name, times in columns.items()}
