"""The households: addresses in the buildings, and nothing about who lives there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.demo.buildings import Buildings
from data.demo.plane import Bools, Floats, Ints, lon_lat

# What a household may ask the service for; it ticks them itself.
SERVICE_NEEDS = (
    "上门办事",
    "用水用电报修",
    "电梯加装咨询",
    "适老化改造",
    "法律援助咨询",
    "垃圾分类咨询",
    "宽带迁移咨询",
    "社区食堂送餐",
)
# Our choice: one home in fourteen stands empty, one in three left a number, one in sixteen asks.
_EMPTY = 0.07
_CONSENT = 0.34
_ONE_NEED, _TWO_NEEDS = 0.05, 0.012
_STAIRS_HOLD = 12


@dataclass(frozen=True)
class Dwellings:
    """For each household its building, its number in the building, and its place."""

    building: Ints
    number: Ints
    lon: Floats
    lat: Floats


def settle(buildings: Buildings, count: int, rng: np.random.Generator) -> Dwellings:
    """Return `count` dwellings, spread over the buildings by what each holds."""
    upto = np.concatenate([[0.0], np.cumsum(buildings.homes)])
    each = np.diff(np.floor(upto / upto[-1] * count + rng.random() * 0.999).astype(np.int64))
    each[int(np.argmax(each))] += count - each.sum()
    building = np.repeat(np.arange(len(each)), each)
    number = np.arange(count) - np.repeat(np.cumsum(each) - each, each)
    a, c = rng.uniform(-0.85, 0.85, (2, count))
    along, across = buildings.along[building], buildings.across[building]
    lon, lat = lon_lat(
        buildings.east_m[building] + a * along[:, 0] + c * across[:, 0],
        buildings.north_m[building] + a * along[:, 1] + c * across[:, 1],
    )
    return Dwellings(building, number, lon, lat)


def households(
    dwellings: Dwellings, buildings: Buildings, block_address: list[str], rng: np.random.Generator
) -> pd.DataFrame:
    """Return one row per household, ordered by code.

    Columns code, address, lon, lat (EPSG:4490), is_occupied, contact (only with consent),
    has_contact_consent, service_needs (list of text or None).
    """
    count = len(dwellings.building)
    is_occupied = rng.random(count) >= _EMPTY
    has_consent = is_occupied & (rng.random(count) < _CONSENT)
    return pd.DataFrame(
        {
            "code": _text(_numbered("H", np.arange(1, count + 1), 7)),
            "address": _text(_addresses(dwellings, buildings, block_address)),
            "lon": dwellings.lon,
            "lat": dwellings.lat,
            "is_occupied": is_occupied,
            "contact": _text(_contacts(has_consent)),
            "has_contact_consent": has_consent,
            "service_needs": _needs(is_occupied, rng),
        }
    )


def _text(strings: pa.Array) -> pd.Series:
    return pd.Series(pd.array(strings, dtype="str"))


def _numbered(prefix: str, numbers: Ints, digits: int) -> pa.Array:
    padded = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=digits, padding="0")
    return pc.binary_join_element_wise(prefix, padded, "")


def _addresses(dwellings: Dwellings, buildings: Buildings, block_address: list[str]) -> pa.Array:
    """Return block address, building number within the block, and door: ...3栋502室."""
    first = np.searchsorted(buildings.block, buildings.block)
    house = (np.arange(len(first)) - first + 1).astype(np.int64)
    whole = pc.binary_join_element_wise(
        pa.array(block_address).take(pa.array(buildings.block)),
        pa.array(house).cast(pa.string()),
        "栋",
        "",
    )
    stairs, door = np.divmod(dwellings.number, _STAIRS_HOLD)
    room = (door // 2 + 1) * 100 + door % 2 + 1
    return pc.binary_join_element_wise(
        whole.take(pa.array(dwellings.building)),
        pa.array(stairs + 1).cast(pa.string()),
        "单元",
        pa.array(room).cast(pa.string()),
        "室",
        "",
    )


def _contacts(has_consent: Bools) -> pa.Array:
    """Return numbers of an area code that does not exist (000), null without consent."""
    running = np.cumsum(has_consent)
    numbers = pc.binary_join_element_wise(
        _numbered("000-", running // 10_000, 4), _numbered("", running % 10_000, 4), "-"
    )
    return pc.if_else(pa.array(has_consent), numbers, pa.scalar(None, pa.string()))


def _needs(is_occupied: Bools, rng: np.random.Generator) -> np.ndarray:
    """Return for each household None or the list of what it ticked."""
    several = len(SERVICE_NEEDS)
    pairs = [[one, two] for n, one in enumerate(SERVICE_NEEDS) for two in SERVICE_NEEDS[n + 1 :]]
    choices = np.empty(1 + several + len(pairs), dtype=object)
    choices[1:] = [[need] for need in SERVICE_NEEDS] + pairs
    drawn = rng.random(len(is_occupied))
    one = rng.integers(1, several + 1, len(drawn))
    two = rng.integers(several + 1, len(choices), len(drawn))
    chosen = np.where(drawn < _ONE_NEED, one, np.where(drawn < _ONE_NEED + _TWO_NEEDS, two, 0))
    return choices[np.where(is_occupied, chosen, 0)]
