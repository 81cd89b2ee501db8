"""A colouring of the grids as a table to take away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.sentence import Sentence, Term
from service.language import say
from service.map_layer import MapLayer
from service.map_view import GridLayer
from service.publication import HIDDEN
from service.publication_frame import GuardedFrame

_HEADINGS: Final[Mapping[str, Term]] = {
    "code": Term("Grid code"),
    "name": Term("Grid"),
    "community": Term("Community"),
    "n": Term("Counted"),
    "m": Term("Of"),
    "not_yet_due": Term("Not yet due"),
    "cases": Term("Cases"),
    "households": Term("Households"),
    "rate": Term("per 1,000 households"),
    "smoothed_rate": Term("per 1,000 households, smoothed"),
    "expected": Term("Expected"),
    "kind": Term("Class"),
    "course": Term("Course"),
}
_WHOLE: Final = ("n", "m", "not_yet_due", "cases", "households")
_TYPES: Final = dict.fromkeys(_WHOLE, "Int64") | dict.fromkeys(
    ("value", "rate", "smoothed_rate", "expected", "z", "p", "q"), "Float64"
)


@dataclass(frozen=True)
class MapTable:
    """What a map shows, as rows.

    Attributes
    ----------
    title, unit
        Of the map, and of its column ``value``.
    frame
        A row per grid of the area, by code, and perhaps one without a code for what lies in none;
        figures as the map tells them, missing where there is none or it is hidden.
    notes
        What the map says under its legend, and what was hidden.
    told_hidden
        Of the notes those that say what was hidden, and by which rule.
    is_hidden
        Of each row, whether a number in it is hidden; None for the office.
    """

    title: Sentence | Term
    unit: Sentence | Term | None
    frame: pd.DataFrame
    notes: tuple[Sentence, ...]
    told_hidden: tuple[Sentence, ...] = ()
    is_hidden: NDArray[np.bool_] | None = None

    @classmethod
    def of(cls, layer: MapLayer, frame: pd.DataFrame) -> MapTable:
        """Return the rows for the office."""
        return cls(layer.title, layer.unit, typed(frame), layer.notes)

    @classmethod
    def outside(
        cls, layer: MapLayer, found: GuardedFrame, notes: tuple[Sentence, ...], columns: list[str]
    ) -> MapTable:
        """Return the rows for outside, of which only some columns are told."""
        return cls(
            layer.title,
            layer.unit,
            typed(found.frame[columns]),
            (*notes, *found.sentences),
            found.sentences,
            np.asarray(found.mask[columns].to_numpy(dtype=bool).any(axis=1)),
        )

    def named(self, language: str) -> pd.DataFrame:
        """Return the rows under headings in a language, the value under the title of the map.

        For outside a last column marks the rows in which a number is hidden.
        """
        unit = f" ({say(self.unit, language)})" if self.unit else ""
        names = {key: say(term, language) for key, term in _HEADINGS.items()}
        rows = self.frame.rename(columns=names | {"value": say(self.title, language) + unit})
        if self.is_hidden is None:
            return rows
        marks = [HIDDEN if is_hidden else "" for is_hidden in self.is_hidden]
        return rows.assign(**{say("Hidden", language): marks})

    def with_shapes(self, grids: GridLayer) -> gpd.GeoDataFrame:
        """Return the rows of grids with their shapes (EPSG:4490)."""
        rows = self.frame[self.frame["code"] != ""]
        shapes = grids.frame.set_index("code")["geometry"]
        return gpd.GeoDataFrame(rows, geometry=shapes.loc[rows["code"]].to_list(), crs=shapes.crs)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with numbers as numbers, missing ones included."""
    return frame.astype({name: _TYPES[name] for name in frame.columns if name in _TYPES})
