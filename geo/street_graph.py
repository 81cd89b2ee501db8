"""Streets as stretches between crossings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class StreetGraph:
    """Stretches of street and the crossings they join.

    Attributes
    ----------
    crs
        The plane in metres; None where there are no streets.
    edges
        Stretches of street between crossings, LineStrings in metres.
    ends
        Numbers of the crossings at the beginning and the end of each, shape (k, 2).
    graph
        Metres of the shortest stretch between two crossings, both ways.
    edge_of
        That stretch, by the two crossings, the lower number first.
    tree
        Index of the stretches.
    """

    crs: CRS | None
    edges: Shapes
    ends: Ints
    graph: csr_array
    edge_of: dict[tuple[int, int], int]
    tree: shapely.STRtree

    def __len__(self) -> int:
        return len(self.edges)
