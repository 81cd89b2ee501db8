"""Households on tiles: none is lost at an edge, colours have the right shares."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from service.map_mercator import WORLD, WORLD_BITS, to_world
from service.visit_map.drawing import SHAPES, StateInks, state_tile
from service.visit_map.positions import DOT_ZOOM, HomePositions, cell_px

INKS = StateInks(((10, 90, 60), (100, 40, 140), (60, 140, 210), (230, 100, 0)), (255, 255, 255))
LON, LAT = 117.0, 28.2


def _town(homes: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return LON + rng.normal(0, 0.02, homes), LAT + rng.normal(0, 0.02, homes)


def _tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    x, y = to_world(np.array([lon]), np.array([lat]))
    return int(x[0]) >> (WORLD_BITS - zoom), int(y[0]) >> (WORLD_BITS - zoom)


def _picture(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGBA")).astype(int)


def _ink_of(pixels: np.ndarray) -> np.ndarray:
    """Return which ink each pixel has that has one of them and no mixture."""
    seen = pixels.reshape(-1, 4)
    seen = seen[seen[:, 3] > 127][:, None, :3]
    far = np.abs(seen - np.array([*INKS.shapes, INKS.edge])).sum(axis=2)
    return far.argmin(axis=1)[far.min(axis=1) < 12]


@pytest.mark.parametrize("zoom", [9, 13, 15])
def test_cells_of_all_tiles_hold_each_household_once_and_speak_for_one_of_theirs(zoom: int) -> None:
    lon, lat = _town(3000)
    positions, px = HomePositions(lon, lat), cell_px(zoom)
    x, y = to_world(lon, lat)
    shift = WORLD_BITS - zoom
    tiles = {
        *zip((x.astype(int) >> shift).tolist(), (y.astype(int) >> shift).tolist(), strict=True)
    }
    total = 0
    for col, row in tiles:
        found = positions.cells(zoom, col, row)
        total += int(found.households.sum())
        left = (col * 256 + found.column * px) / 256 * 2**shift
        top = (row * 256 + found.row * px) / 256 * 2**shift
        wide = px / 256 * 2**shift
        assert (np.floor(x[found.one_of]) >= left).all()
        assert (np.floor(x[found.one_of]) < left + wide).all()
        assert (np.floor(y[found.one_of]) >= top).all()
        assert (np.floor(y[found.one_of]) < top + wide).all()
    assert total == len(lon)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(16, 20), st.floats(1, 12))
def test_what_is_near_is_what_plain_counting_finds(seed: int, zoom: int, reach: float) -> None:
    rng = np.random.default_rng(seed)
    lon, lat = LON + rng.normal(0, 2e-4, 60), LAT + rng.normal(0, 2e-4, 60)
    found = HomePositions(lon, lat).near(LON, LAT, zoom, reach)
    x, y = to_world(lon, lat)
    at_x, at_y = to_world(np.array([LON]), np.array([LAT]))
    far = np.hypot(np.floor(x) - at_x, np.floor(y) - at_y) / WORLD * 256 * 2**zoom
    assert set(found.tolist()) == set(np.flatnonzero(far <= reach).tolist())
    assert (np.diff(far[found]) >= 0).all()


def test_a_mark_on_an_edge_is_drawn_on_both_tiles() -> None:
    zoom = 18
    col, row = _tile_of(LON, LAT, zoom)
    edge = col / 2**zoom * 360 - 180
    positions = HomePositions(np.array([edge + 1e-9]), np.array([LAT]))
    both = [
        _picture(state_tile(positions, np.array([3], np.int8), zoom, one, row, INKS))[..., 3].sum()
        for one in (col - 1, col)
    ]
    assert min(both) > 0.3 * max(both)


def test_from_afar_the_colours_have_the_shares_of_the_states() -> None:
    rng = np.random.default_rng(7)
    homes, shares = 60_000, (0.5, 0.05, 0.15, 0.3)
    # Buildings of a hundred, all of them alike: the most frequent state would hide the others.
    lon, lat = (np.repeat(one, 100) for one in _town(homes // 100))
    kinds = rng.choice(4, homes, p=shares).astype(np.int8)
    positions = HomePositions(lon, lat)
    counted = np.zeros(4)
    col, row = _tile_of(LON, LAT, 14)
    for across in range(-4, 5):
        for down in range(-4, 5):
            found = positions.cells(14, col + across, row + down)
            counted += np.bincount(kinds[found.one_of], minlength=4)
    n = counted.sum()
    assert n > 400
    for seen, share in zip(counted / n, shares, strict=True):
        assert abs(seen - share) < 4 * np.sqrt(share * (1 - share) / n)


@pytest.mark.parametrize("kind", range(4))
def test_a_household_alone_has_the_colour_and_the_shape_of_its_state(kind: int) -> None:
    positions = HomePositions(np.array([LON]), np.array([LAT]))
    col, row = _tile_of(LON, LAT, 19)
    pixels = _picture(state_tile(positions, np.array([kind], np.int8), 19, col, row, INKS))
    inks = np.bincount(_ink_of(pixels), minlength=5)
    assert inks[kind] > 20
    assert sum(inks[:4]) == inks[kind]
    rows, columns = np.nonzero(pixels[..., 3] > 127)
    middle = pixels[(rows.min() + rows.max()) // 2, (columns.min() + columns.max()) // 2]
    # A ring is open in the middle; no other shape is.
    assert (np.abs(middle[:3] - INKS.shapes[kind]).sum() > 60 or middle[3] < 127) == (
        SHAPES[kind] == "ring"
    )


def test_several_at_one_place_are_a_disc_of_their_shares() -> None:
    numbers = (5, 1, 1, 3)
    kinds = np.repeat(np.arange(4), numbers).astype(np.int8)
    positions = HomePositions(np.full(10, LON), np.full(10, LAT))
    col, row = _tile_of(LON, LAT, 18)
    inks = np.bincount(
        _ink_of(_picture(state_tile(positions, kinds, 18, col, row, INKS))), minlength=5
    )
    shares = inks[:4] / inks[:4].sum()
    assert shares == pytest.approx(np.array(numbers) / 10, abs=0.06)


@pytest.mark.parametrize("zoom", range(DOT_ZOOM + 6))
def test_where_nobody_lives_a_tile_is_one_clear_pixel(zoom: int) -> None:
    positions = HomePositions(np.array([LON]), np.array([LAT]))
    content = state_tile(positions, np.array([0], np.int8), zoom, 0, 0, INKS)
    if _tile_of(LON, LAT, zoom) != (0, 0):
        assert Image.open(io.BytesIO(content)).size == (1, 1)


def test_a_tile_of_a_district_without_households_is_clear() -> None:
    positions = HomePositions(np.zeros(0), np.zeros(0))
    assert len(state_tile(positions, np.zeros(0, np.int8), 12, 1, 1, INKS)) < 200
