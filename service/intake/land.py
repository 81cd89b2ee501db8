"""What the base map is drawn from, on its way in: roads, water, green and buildings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from data.schema import base_features
from geo.crs import shapes_to_store
from service.intake.draft import Draft
from service.intake.options import Kind
from service.intake.places import settle_crs

LAYERS = {Kind.ROADS: "road", Kind.WATER: "water", Kind.GREEN: "green", Kind.BUILDINGS: "building"}
_RANKS = {"1", "2", "3"}


def prepare_land(conn: sa.Connection, draft: Draft) -> None:
    """Check the shapes of one layer of the base map; what is there already is left out."""
    at = draft.reading.frame.index.get_indexer(draft.frame.index)
    shapes = shapes_to_store(np.asarray(draft.reading.shapes, dtype=object)[at], settle_crs(draft))
    ranks = draft.text("rank")
    draft.frame = draft.frame.assign(
        layer=LAYERS[draft.kind],
        name=draft.text("name"),
        rank=ranks.where(ranks.isin(_RANKS), "2").astype(int),
        shape=shapely.to_wkb(shapes),
    )
    is_layer = base_features.c.layer == LAYERS[draft.kind]
    kept = set(conn.scalars(sa.select(base_features.c.shape).where(is_layer)))
    is_same = draft.frame["shape"].isin(kept) | draft.frame["shape"].duplicated()
    draft.unchanged = int(is_same.sum())
    draft.frame = draft.frame.loc[~is_same]


def land_rows(draft: Draft) -> pd.DataFrame:
    """Return the rows for the table."""
    return draft.frame[["layer", "name", "rank", "shape"]]
