"""A colouring of the grids as every map, picture and legend takes it: values, classes, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from casework.sentence import Sentence, Term

# How classes are coloured: from little to much; from less to more around "the same"; hot and cold.
Palette = Literal["ramp", "diverging", "spots"]
PALETTES: Final[tuple[Palette, ...]] = get_args(Palette)


@dataclass(frozen=True)
class LayerClass:
    """One line of a legend.

    Attributes
    ----------
    grids
        How many grids are in it.
    low, high
        Smallest and largest value in it, where it is a class of figures.
    label
        What it is called, where it is a class of its own kind (hot, cold, no change).
    tone
        Which colour of the palette it has: 0 to the number of tones less one (`ramp`: as many
        tones as classes; `diverging`: -3 to 3; `spots`: -2 to 2, 0 is "not apart from chance").
    """

    grids: int
    tone: int
    low: float = 0.0
    high: float = 0.0
    label: Sentence | Term | None = None


@dataclass(frozen=True)
class MapLayer:
    """Values of the grids in force on a day, in classes.

    Attributes
    ----------
    grids
        Token of the grids (`service.map_view.GridLayer.token`) whose order the lists follow.
    title, unit, none
        What is shown, in which unit, and what a grid without a value says.
    values
        Figure per grid, NaN for none.
    of
        Class of each grid, -1 for none: drawn grey.
    classes, palette
        The legend, and which colours it takes.
    inside
        Whether the grid lies in the area asked for and in the viewer's part.
    totals
        ``grids, households, cases, open_cases, overdue, unplaced`` within the area.
    notes
        What has to be said under the legend: settings, seed, bandwidth, as-of time, what was
        left out.
    says
        What a grid says under the mouse, by its row; else its value.
    digits
        After the point.
    """

    grids: str
    title: Sentence | Term
    unit: Sentence | Term | None
    none: Sentence | Term
    values: NDArray[np.float64]
    of: NDArray[np.int64]
    classes: tuple[LayerClass, ...]
    palette: Palette
    inside: NDArray[np.bool_]
    totals: Mapping[str, int]
    notes: tuple[Sentence, ...] = ()
    says: tuple[Sentence | None, ...] = ()
    digits: int = 0
    # Rows, and what is known of each, for those who export what the map shows.
    columns: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
