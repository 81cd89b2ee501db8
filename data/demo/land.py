"""What stands on each block: homes of several kinds, shops, schools, works, parks, fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.lattice import Lattice
from data.demo.plane import Bools, Floats, Ints
from data.demo.sizes import Sizes


@dataclass(frozen=True)
class LandUse:
    """One use of land, with the pattern of its buildings.

    `step_x_m`, `step_y_m` are the distances between buildings, `wide_m`, `deep_m` their size,
    `kept` the share of sites that is built on, `homes` the dwellings in one building.
    """

    key: str
    step_x_m: float = 0.0
    step_y_m: float = 0.0
    wide_m: float = 0.0
    deep_m: float = 0.0
    kept: float = 0.0
    homes: float = 0.0


# Net densities that follow: old lanes about 70 dwellings a hectare, slabs 110, towers 130,
# villages 9; the order of size of Chinese county towns, chosen by us.
LAND_USES = (
    LandUse("bank"),
    LandUse("park"),
    LandUse("field"),
    LandUse("garden"),
    LandUse("village", 21, 19, 11, 9, 0.52, 0.8),
    LandUse("old", 16, 14.5, 12, 9.5, 0.86, 1.9),
    LandUse("slab", 47, 25, 39, 11.5, 0.90, 17),
    LandUse("tower", 42, 42, 26, 18, 0.88, 36),
    LandUse("commercial", 40, 34, 31, 24, 0.88, 3),
    LandUse("works", 62, 42, 48, 29, 0.72, 0),
    LandUse("school", 58, 60, 46, 15, 0.70, 0),
    LandUse("hospital", 46, 44, 34, 21, 0.85, 0),
    LandUse("market", 44, 30, 37, 20, 0.95, 0),
)
_NUMBER = {use.key: number for number, use in enumerate(LAND_USES)}
# Shares by how dense the neighbourhood is, from the edge (first) to the middle (last).
_MIX_KEYS = ("village", "field", "works", "slab", "tower", "old", "commercial", "school", "garden")
_MIX = np.array(
    [
        [0.34, 0.43, 0.10, 0.08, 0.01, 0.02, 0.00, 0.01, 0.01],
        [0.16, 0.10, 0.09, 0.41, 0.08, 0.08, 0.03, 0.03, 0.02],
        [0.02, 0.00, 0.03, 0.50, 0.17, 0.13, 0.08, 0.04, 0.03],
        [0.00, 0.00, 0.00, 0.31, 0.09, 0.38, 0.16, 0.03, 0.03],
    ]
)
_MIX_BOUNDS = np.array([0.16, 0.38, 0.72])
DEDICATED = ("hospital", "school", "park", "market")


@dataclass(frozen=True)
class Land:
    """What stands on each block of a lattice.

    Attributes
    ----------
    use
        Index into `LAND_USES` for each block.
    density
        Share of sites in use for each block, 0 at the edge to 1 in the middle.
    area_m2
        Area of each block on the plan.
    """

    use: Ints
    density: Floats
    area_m2: Floats

    def is_used_for(self, *keys: str) -> Bools:
        """Return for each block whether its use is one of these."""
        found: Bools = np.isin(self.use, [_NUMBER[key] for key in keys])
        return found


def lay_land(lattice: Lattice, sizes: Sizes, rng: np.random.Generator) -> Land:
    """Return what stands on each block."""
    west, south, east, north = lattice.block_box()
    x, y = (west + east) / 2, (south + north) / 2
    plane = lattice.plane
    density = _density(x / plane.half_x_m, y / plane.half_y_m, sizes, rng)
    level = np.digitize(density * rng.uniform(0.8, 1.25, len(x)), _MIX_BOUNDS)
    use = _draw(level, rng)
    use[lattice.is_bank()] = _NUMBER["bank"]
    use[lattice.parks] = _NUMBER["park"]
    _place_dedicated(use, density, sizes, rng)
    return Land(use, density, (east - west) * (north - south))


def _density(u: Floats, v: Floats, sizes: Sizes, rng: np.random.Generator) -> Floats:
    """Return 0..1: an old middle near the river and lesser centres, thin towards the edge."""
    density = np.exp(-((u + 0.05) ** 2 / 0.16 + (v - 0.10) ** 2 / 0.16))
    minor = max(4, round(sizes.grids / 30))
    spread = 0.30 * (4 / minor) ** 0.5
    fixed = np.array([[-0.62, 0.30], [0.50, 0.42], [0.12, -0.55], [-0.50, -0.42]])
    free = rng.uniform(-0.85, 0.85, (minor - 4, 2))
    for (cu, cv), height in zip(
        np.concatenate([fixed, free]), rng.uniform(0.45, 0.8, minor), strict=True
    ):
        near = height * np.exp(-((u - cu) ** 2 + (v - cv) ** 2) / spread**2)
        density = np.maximum(density, near)
    floor = 0.30 * (1 - np.clip(u**2 + v**2, 0, 1))
    return np.clip(np.maximum(density, floor) + 0.04, 0, 1)


def _draw(level: Ints, rng: np.random.Generator) -> Ints:
    """Return a land use for each block, drawn from the mix of its level."""
    upto = np.cumsum(_MIX, axis=1)[level]
    drawn = (rng.random(len(level))[:, None] >= upto / upto[:, -1:]).sum(axis=1)
    numbers = np.array([_NUMBER[key] for key in _MIX_KEYS])
    uses: Ints = numbers[drawn]
    return uses


def _place_dedicated(use: Ints, density: Floats, sizes: Sizes, rng: np.random.Generator) -> None:
    """Turn some blocks of the denser town into hospitals and markets."""
    wanted = max(1, -(-sizes.dedicated // len(DEDICATED)))
    homes = np.flatnonzero((density > 0.38) & np.isin(use, [_NUMBER["slab"], _NUMBER["old"]]))
    chosen = rng.permutation(homes)[: 3 * wanted]
    use[chosen[:wanted]] = _NUMBER["hospital"]
    use[chosen[wanted : 2 * wanted]] = _NUMBER["market"]
    use[chosen[2 * wanted :]] = _NUMBER["school"]
