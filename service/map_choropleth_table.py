"""The table behind a choropleth, to take away: for the office, or with small numbers hidden."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from casework.access import Action, Viewer, require
from casework.indicator import Form
from casework.indicators import INDICATORS
from data.store import Store
from service.map_choropleth import Choropleth, ChoroplethAsk, counted_choropleth
from service.map_choropleth_words import without_numbers
from service.map_table import MapTable, typed
from service.publication import publication_k
from service.publication_frame import GuardedFrame, guard_frame, guard_shares


def choropleth_table(
    viewer: Viewer, store: Store, ask: ChoroplethAsk, now: datetime, *, is_for_outside: bool = False
) -> MapTable:
    """Return the table behind a choropleth, with its figures; refused like it.

    Parameters
    ----------
    is_for_outside
        Hide numbers below the office's threshold, and those they could be worked out from: the
        sums of communities and of all count as shown.

    Returns
    -------
    MapTable
        ``code, name, community, n, m, not_yet_due, households, value``; for outside without
        ``not_yet_due``.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    """
    require(viewer, Action.EXPORT)
    shown = counted_choropleth(viewer, store, ask, now)
    frame = _rows(shown)
    if not is_for_outside:
        return MapTable.of(shown.layer, frame)
    found = _guarded(frame, ask, publication_k(viewer, store))
    columns = [name for name in frame.columns if name != "not_yet_due"]
    return MapTable.outside(shown.layer, found, without_numbers(shown.layer.notes), columns)


def _rows(shown: Choropleth) -> pd.DataFrame:
    layer, (n, m, waiting) = shown.layer, shown.counts.elsewhere
    frame = pd.DataFrame({name: pd.Series(of) for name, of in layer.columns.items()})
    frame["value"] = frame["value"].round(layer.digits)
    frame = frame[layer.inside]
    if n or m:
        of_none = {"code": "", "name": "", "community": None, "n": n, "m": m}
        rest = {"not_yet_due": waiting, "households": 0, "value": None}
        frame = pd.concat([frame.astype(object), pd.DataFrame([of_none | rest], dtype=object)])
    return typed(frame.reset_index(drop=True))


def _guarded(frame: pd.DataFrame, ask: ChoroplethAsk, k: int) -> GuardedFrame:
    form = INDICATORS[ask.key].form
    if form is Form.SHARE:
        return guard_shares(frame, k, within=["community"], made_of=["value"])
    if form is Form.MEAN:
        # The sum over the rows is a count as well.
        counts, others = ["n", "m", "households"], ["value"]
    else:
        counts, others = ["n", "households"], ["value", "m"]
    made_of = dict.fromkeys(others, tuple(counts))
    return guard_frame(frame, counts, k, within=["community"], made_of=made_of)
