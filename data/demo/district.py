"""The one door: a whole demonstration district from its sizes, a seed and a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.demo import casefile, cells, codes, homes, hot_spots, people, places, scenery, streets
from data.demo.buildings import Buildings, raise_buildings
from data.demo.division import Division, divide
from data.demo.land import Land, lay_land
from data.demo.lattice import Lattice, lay_lattice
from data.demo.plane import Floats
from data.demo.sizes import Sizes
from data.demo.times import BEIJING
from data.errors import DataError

# The usual size of a grid, within the 300 to 500 households of the rule; only shares matter.
_HOMES_PER_GRID = 364
# So that a grid of fields does not grow without end.
_EMPTY_LAND_HOMES_PER_HA = 1.5


@dataclass(frozen=True)
class District:
    """A fictional district; frames with the columns of the tables, points not yet placed.

    Attributes
    ----------
    org_units
        code, name, level, parent_code.
    grids
        code, name, kind, parent_code, geometry (EPSG:4490); the general grids are an exact
        partition of `outline`, each dedicated grid lies inside a general one.
    base_features
        layer (road, water, green, building), name, rank (1-3), geometry (EPSG:4490).
    workers, leaves, postings
        code, name, phone, capacity, valid_to; worker_code, since, until; worker_code, grid_code,
        duty, since, until, order_no.  Dates are half open.
    households
        code, address, lon, lat, is_occupied, contact, has_contact_consent, service_needs.
    cases
        code, channel, category, summary, address, lon, lat, reported_at, due_at, closed_at.
    hot_spots
        What a hot-spot test should find: category, lon, lat, radius_m, since, until, planted,
        observed, expected, rate_ratio.
    outline
        The district as one polygon (EPSG:4490).
    """

    org_units: pd.DataFrame
    grids: gpd.GeoDataFrame
    base_features: gpd.GeoDataFrame
    workers: pd.DataFrame
    leaves: pd.DataFrame
    postings: pd.DataFrame
    households: pd.DataFrame
    cases: pd.DataFrame
    hot_spots: pd.DataFrame
    outline: shapely.Geometry


@dataclass(frozen=True)
class _Town:
    """What is built, and how it is divided."""

    lattice: Lattice
    land: Land
    buildings: Buildings
    block_homes: Floats
    division: Division
    units: codes.Units
    phase: float


def make_district(
    *,
    households: int = 40_000,
    grids: int = 110,
    cases: int = 4_000,
    seed: int = 2011,
    now: datetime,
) -> District:
    """Return a demonstration district: the same for the same sizes, seed and time.

    Parameters
    ----------
    households, grids, cases
        How many of each, exactly; `grids` counts the dedicated ones too.
    seed
        Which town; the number of cases does not change the map.
    now
        The aware time at which the district is looked at: its cases are of fifteen months.

    Raises
    ------
    DataError
        When a number lies outside its limits, or `now` has no zone.

    Notes
    -----
    Evidently fictional: county code 990101 (no province has the number 99), telephone numbers
    of an area code that does not exist (000), workers named by number, and a place in forested
    hills where no such town stands.
    """
    if now.tzinfo is None:
        raise DataError(
            "The demonstration district cannot be made for {now}, a time without a zone: "
            "give a time with its zone.",
            now=now.isoformat(),
        )
    sizes = Sizes(households, grids, cases)
    if seed < 0:
        raise DataError(
            "The seed {seed} of a demonstration district is below zero: take any number from 0 on.",
            seed=seed,
        )
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(8)]
    return _peopled(_town(sizes, streams), sizes, now, streams)


def _peopled(
    town: _Town, sizes: Sizes, now: datetime, streams: list[np.random.Generator]
) -> District:
    """Return the district of a town: its units, workers, households and cases."""
    today = now.astimezone(BEIJING).date()
    grid_frame = cells.grids(town.lattice, town.land, town.division, town.units, sizes)
    general = grid_frame.loc[grid_frame["kind"] == "general", "geometry"].to_numpy()
    staff = people.staff(grid_frame, today, streams[4])
    dwellings = homes.settle(town.buildings, sizes.households, streams[5])
    addresses = _block_addresses(town)
    household_frame = homes.households(dwellings, town.buildings, addresses, streams[5])
    spots = hot_spots.plan_spots(town.lattice, town.land, sizes, streams[6])
    kerb = places.kerbs(town.lattice)
    case_frame = casefile.cases(
        town.lattice, kerb, household_frame, town.block_homes, spots, sizes.cases, now, streams[7]
    )
    return District(
        org_units=codes.org_units(town.units),
        grids=grid_frame,
        base_features=_base_features(town),
        workers=staff.workers,
        leaves=staff.leaves,
        postings=staff.postings,
        households=household_frame,
        cases=case_frame,
        hot_spots=hot_spots.known_truth(
            spots, case_frame, household_frame, pd.Timestamp(now).tz_convert("UTC")
        ),
        outline=shapely.coverage_union_all(general),
    )


def _town(sizes: Sizes, streams: list[np.random.Generator]) -> _Town:
    lattice = lay_lattice(sizes, streams[0])
    land = lay_land(lattice, sizes, streams[1])
    buildings = raise_buildings(lattice, land, streams[2])
    homes_of = np.bincount(buildings.block, buildings.homes, len(lattice.blocks))
    block_homes = np.asarray(homes_of * (sizes.grids * _HOMES_PER_GRID / homes_of.sum()))
    weight = block_homes + land.area_m2 / 1e4 * _EMPTY_LAND_HOMES_PER_HA
    division = divide(lattice, weight, sizes, streams[3])
    west, south, east, north = lattice.block_box()
    middle = lattice.plane.ground((west + east) / 2, (south + north) / 2)
    units = codes.name_units(division, *middle, weight)
    phase = float(lattice.plane.phase[0])
    return _Town(lattice, land, buildings, block_homes, division, units, phase)


def _base_features(town: _Town) -> gpd.GeoDataFrame:
    parts = [
        scenery.green(town.lattice, town.land, town.phase),
        scenery.water(town.lattice, town.land, town.phase),
        scenery.footprints(town.buildings),
        streets.roads(town.lattice),
    ]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=scenery.CRS)


def _block_addresses(town: _Town) -> list[str]:
    """Return street office, community, street and house number of every block."""
    b, units = town.lattice.blocks, town.units
    column_names, row_names = streets.street_names(town.lattice)
    west = town.lattice.block_box()[0]
    numbers = 2 * ((west - west.min()) // 12).astype(int) + 1
    rows = zip(
        town.division.street, town.division.community, b.south, b.north, numbers, strict=True
    )
    return [
        f"{units.street_names[street]}{units.community_names[community]}"
        f"{row_names[south] or row_names[north]}{number}号"
        for street, community, south, north, number in rows
    ]
