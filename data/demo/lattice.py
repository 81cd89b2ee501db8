"""The street lines of the plan, and the blocks between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.plane import Bools, Floats, Ints, Plane
from data.demo.sizes import Sizes

_CELLS_PER_GRID = 10.0
_GAP_M = 108.0
_OUTLINE_POWER = 2.7
_LARGEST_CELLS = 4
# Two parks large enough to see, one on each bank: (x, y) as shares of half the plan.
_PARKS = ((-0.33, 0.52), (0.42, -0.50))
_GRIDS_PER_PARK = 60
_SPLIT_NEAR, _SPLIT_FAR = 0.92, 0.55


@dataclass(frozen=True)
class Axis:
    """The parallel lines of one direction.

    Attributes
    ----------
    at_m
        Position of each line on the plan, ascending, (n + 1,).
    rank
        1 main road, 2 street, 3 lane, 0 the river's centre line, (n + 1,).
    band
        For each gap between two lines the number of its band; bands end at streets, (n,).
    """

    at_m: Floats
    rank: Ints
    band: Ints

    @property
    def bands(self) -> int:
        """The number of bands."""
        return int(self.band[-1]) + 1

    def edges(self, band: int) -> tuple[int, int]:
        """Return the first and the last line of a band."""
        inside = np.flatnonzero(self.band == band)
        return int(inside[0]), int(inside[-1]) + 1


@dataclass(frozen=True)
class Blocks:
    """The blocks: rectangles of the plan between lines; arrays of one length.

    `column`, `row` are the lattice cells that lie inside the district and `block` the block
    each belongs to; `west`, `east`, `south`, `north` are the lines around each block.
    """

    column: Ints
    row: Ints
    block: Ints
    west: Ints
    east: Ints
    south: Ints
    north: Ints

    def __len__(self) -> int:
        """Return the number of blocks."""
        return len(self.west)


@dataclass(frozen=True)
class Lattice:
    """The plan of the town: its lines, which cells lie inside, and its blocks."""

    x: Axis
    y: Axis
    river_row: int
    inside: Bools
    bridges: Ints
    parks: Ints
    blocks: Blocks
    plane: Plane

    def block_box(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return west, south, east, north of every block on the plan, in metres."""
        b = self.blocks
        return self.x.at_m[b.west], self.y.at_m[b.south], self.x.at_m[b.east], self.y.at_m[b.north]

    def is_bank(self) -> Bools:
        """Return for each block whether it is half of the river with its green strip."""
        b = self.blocks
        return np.asarray((b.north == self.river_row) | (b.south == self.river_row))


def lay_lattice(sizes: Sizes, rng: np.random.Generator) -> Lattice:
    """Return the plan for a district of this size."""
    cells = sizes.general * _CELLS_PER_GRID
    columns = max(9, round(np.sqrt(cells * 1.75)))
    rows = max(8, round(cells / columns))
    x = _axis(_bands(columns, rng), rng)
    south, north = _bands(round(rows * 0.4), rng), _bands(round(rows * 0.6) - 2, rng)
    y = _axis([*south, 1, 1, *north], rng, river_band=len(south) + 1)
    river_row = int(np.flatnonzero(y.rank == 0)[0])
    spans = _spans(x, y, river_row, rng)
    inside = _inside(x, y, spans)
    plane = Plane(
        float(x.at_m[-1]), float(y.at_m[-1]), float(y.at_m[river_row]), rng.uniform(-0.5, 0.5, 4)
    )
    parks = _parks(x, y, inside, sizes, rng)
    blocks = _blocks(x, y, inside, parks, rng)
    bridges = _bridges(x, inside[:, river_row])
    return Lattice(x, y, river_row, inside, bridges, _block_at(blocks, x, y, parks), blocks, plane)


def _bands(cells: int, rng: np.random.Generator) -> list[int]:
    bands: list[int] = []
    while sum(bands) < cells:
        bands.append(int(rng.choice([2, 3, 3, 4], p=[0.4, 0.25, 0.25, 0.1])))
    return bands


def _axis(bands: list[int], rng: np.random.Generator, river_band: int | None = None) -> Axis:
    band = np.repeat(np.arange(len(bands)), bands)
    starts = np.concatenate([[0], np.cumsum(bands)])
    n = len(band)
    rank = np.full(n + 1, 3)
    rank[starts] = 2
    rank[starts[1:-1:2] if river_band is None else starts[2:-1:2]] = 1
    off_centre = np.abs(np.arange(n) + 0.5 - n / 2) / (n / 2)
    gap = _GAP_M * (0.74 + 0.5 * off_centre**1.4) * rng.uniform(0.84, 1.16, n)
    if river_band is not None:
        river = int(starts[river_band])
        gap[river - 1 : river + 1] = _GAP_M * max(0.95, 0.95 * (n / 28) ** 0.4)
        rank[river - 1 : river + 2] = [2, 0, 2]
    at_m = np.concatenate([[0.0], np.cumsum(gap)])
    return Axis(at_m - at_m[-1] / 2, rank, band)


def _spans(x: Axis, y: Axis, river_row: int, rng: np.random.Generator) -> Ints:
    """Return first and last inside column band of every row band: no holes, no pinches."""
    middle = np.array([(x.at_m[a] + x.at_m[b]) / 2 for a, b in map(x.edges, range(x.bands))])
    u = middle / x.at_m[-1]
    spans = np.zeros((y.bands, 2), dtype=np.int64)
    loose = rng.uniform(0.70, 1.12, (2, y.bands + 2))
    loose = (loose[:, :-2] + 1.6 * loose[:, 1:-1] + loose[:, 2:]) / 3.6
    for band in range(y.bands):
        south, north = y.edges(band)
        v = min(0.93, abs(y.at_m[south] + y.at_m[north]) / 2 / y.at_m[-1])
        reach = (1 - v**_OUTLINE_POWER) ** (1 / _OUTLINE_POWER)
        west, east = reach * loose[:, band]
        kept = np.flatnonzero((u >= -west) & (u <= east))
        spans[band] = kept[0], kept[-1]
    # A band no longer than its longer neighbour and no shorter than its shorter one.
    spans[1:-1] = np.median([spans[:-2], spans[1:-1], spans[2:]], axis=0).astype(np.int64)
    bank = int(y.band[river_row])
    beside = spans[[bank - 2, bank + 1]]
    spans[bank - 1 : bank + 1] = beside[:, 0].min(), beside[:, 1].max()
    return spans


def _inside(x: Axis, y: Axis, spans: Ints) -> Bools:
    """Return which cells lie inside the district, (columns, rows)."""
    first, last = spans[y.band].T
    inside: Bools = (x.band[:, None] >= first) & (x.band[:, None] <= last)
    return inside


def _bridges(x: Axis, on_river: Bools) -> Ints:
    """Return the main roads that cross the river: the two or three nearest to the middle."""
    both = np.concatenate([[False], on_river[1:] & on_river[:-1], [False]])
    main = np.flatnonzero((x.rank == 1) & both)
    wanted = max(3, len(main) // 3)
    nearest = main[np.argsort(np.abs(x.at_m[main]))]
    return np.sort(nearest[:wanted])


def _parks(x: Axis, y: Axis, inside: Bools, sizes: Sizes, rng: np.random.Generator) -> Ints:
    """Return column band and row band of each park, (parks, 2); none on the river's banks."""
    free = rng.uniform(-0.8, 0.8, (max(0, sizes.general // _GRIDS_PER_PARK - len(_PARKS)), 2))
    dry = np.flatnonzero(np.bincount(y.band) > 1)
    found = []
    for u, v in [*_PARKS, *free]:
        row = int(dry[np.argmin(np.abs(dry + 0.5 - y.bands * (1 + v) / 2))])
        column = int(np.clip(x.bands * (1 + u) / 2, 0, x.bands - 1))
        if inside[x.edges(column)[0], y.edges(row)[0]]:
            found.append((column, row))
    return np.array(sorted(set(found)), dtype=np.int64).reshape(-1, 2)


def _block_at(blocks: Blocks, x: Axis, y: Axis, bands: Ints) -> Ints:
    """Return the blocks in these superblocks, (column band, row band) each."""
    at = x.band[blocks.west] * y.bands + y.band[blocks.south]
    return np.flatnonzero(np.isin(at, bands[:, 0] * y.bands + bands[:, 1]))


def _blocks(x: Axis, y: Axis, inside: Bools, parks: Ints, rng: np.random.Generator) -> Blocks:
    """Return the blocks: lanes of some superblocks are left out, more so at the edge."""
    column, row = np.nonzero(inside)
    bx, by = x.band[column], y.band[row]
    split = _split_chance(x, y)
    large = np.bincount(x.band)[:, None] * np.bincount(y.band)[None, :] > _LARGEST_CELLS
    has_rows = (rng.random((x.bands, y.bands)) < split) | large
    has_columns = rng.random((x.bands, len(y.band))) < split[:, y.band]
    for column_band, row_band in parks:
        has_rows[column_band, row_band] = False
        has_columns[column_band, y.edges(row_band)[0]] = False
    first_column = np.searchsorted(x.band, bx)
    first_row = np.searchsorted(y.band, by)
    block_row = np.where(has_rows[bx, by], row, first_row)
    block_column = np.where(has_columns[bx, block_row], column, first_column)
    _, block = np.unique(block_column * (len(y.band) + 1) + block_row, return_inverse=True)
    west, south = np.full((2, block.max() + 1), np.iinfo(np.int64).max)
    east, north = np.zeros((2, block.max() + 1), dtype=np.int64)
    np.minimum.at(west, block, column)
    np.minimum.at(south, block, row)
    np.maximum.at(east, block, column + 1)
    np.maximum.at(north, block, row + 1)
    return Blocks(column, row, block, west, east, south, north)


def _split_chance(x: Axis, y: Axis) -> Floats:
    """Return the chance of lanes inside each superblock, (x bands, y bands)."""
    u = np.linspace(-1, 1, x.bands)[:, None]
    v = np.linspace(-1, 1, y.bands)[None, :]
    chance: Floats = _SPLIT_FAR + (_SPLIT_NEAR - _SPLIT_FAR) * np.exp(-2.2 * (u**2 + v**2))
    bank = np.array([y.edges(band)[1] - y.edges(band)[0] == 1 for band in range(y.bands)])
    return np.where(bank[None, :], 0.0, chance)
