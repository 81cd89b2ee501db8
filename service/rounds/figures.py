"""Figures of the rounds: due, passed, failed, put right; of points and places, never of persons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from casework.access import Action, Viewer, require
from casework.period import Period
from casework.round_due import ANCHOR, CheckResult
from data.place_store import load_places
from data.round_store import check_results
from data.store import Store
from service.areas import area_path
from service.map_view import GridLayer, MapData
from service.rounds.points import within

By = Literal["county", "street", "community", "grid_code", "kind"]
COUNTS: Final = ("points", "due", "passed", "failed", "rectified", "missed", "open")


def round_figures(
    viewer: Viewer,
    store: Store,
    period: Period,
    on: date,
    by: By = "community",
    area: str | None = None,
) -> pd.DataFrame:
    """Return the counts of a period as of a day, for each unit of the viewer's part.

    Returns
    -------
    DataFrame
        As `round_counts`, within the area.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far rounds are.
    ServiceError
        When there is no such area, or it lies outside the viewer's part.
    """
    require(viewer, Action.VIEW_VISITS)
    inside = area_path(viewer, store, area, on)[-1].code if area else viewer.scope
    return round_counts(store, period.first, period.last + timedelta(days=1), on, by, inside)


def round_counts(
    store: Store,
    day_from: date,
    day_until: date,
    on: date,
    by: By = "community",
    area: str | None = None,
) -> pd.DataFrame:
    """Return what came of the due days from one day to before another, by unit.

    Parameters
    ----------
    on
        As of this day: what lies after it is not due yet.
    by
        The unit a point is counted with; ``kind`` is the kind of point.

    Returns
    -------
    DataFrame
        ``code, name, points, due, passed, failed, rectified, missed, open``, by code; code and
        name are None for points that belong to no such unit.

    Notes
    -----
    A due day passed when all checks of its stretch passed, and failed when one did not; it is put
    right (``rectified``, a part of ``failed``) when all that failed are.  Without a check it was
    missed when its stretch is over, and is open when it is not: ``due = passed + failed + missed +
    open``.  A check counts for the stretch in which it was made under the point's present rule.
    """
    layer = MapData.of(store).grids(on)
    points = counts_of_points(store, layer, day_from, day_until, on, area)
    counted = points.groupby(by, dropna=False)[list(COUNTS)].sum().reset_index()
    codes = [None if pd.isna(code) else str(code) for code in counted[by]]
    names = layer.unit_names | dict(zip(layer.frame["code"], layer.frame["name"], strict=True))
    said = [code and (names.get(code) or code) for code in codes]
    counted.insert(0, "code", pd.Series(codes, dtype=object))
    counted.insert(1, "name", pd.Series(said, dtype=object))
    return counted.drop(columns=by)


def counts_of_points(
    store: Store,
    layer: GridLayer,
    day_from: date,
    day_until: date,
    on: date,
    area: str | None = None,
) -> pd.DataFrame:
    """Return the counts of each point in use: the columns of the place, its units, and `COUNTS`."""
    until = min(day_until, on + timedelta(days=1))
    with store.read() as conn:
        points = load_places(conn, "round")
        checks = check_results(conn, day_from, on)
    points = within(layer, points[points["every_days"].notna()].reset_index(drop=True), area)
    points = _with_due_days(points, day_from, until)
    points = points[points["due"] > 0].reset_index(drop=True)
    return _with_results(points, checks, on.toordinal())


def _with_due_days(points: pd.DataFrame, first: date, end: date) -> pd.DataFrame:
    """Add ``start`` (day number its due days are counted from), ``first_due`` and ``due``."""
    every = points["every_days"].to_numpy(dtype=np.int64)
    known = _ordinals(points["valid_from"])
    start = np.where(known < 0, ANCHOR.toordinal(), known)
    begin = np.maximum(first.toordinal(), known)
    gone = _ordinals(points["valid_to"])
    stop = np.where(gone < 0, end.toordinal(), np.minimum(gone, end.toordinal()))
    ahead = (start - begin) % every
    due = np.maximum(0, -((stop - begin - ahead) // -every))
    return points.assign(start=start, first_due=begin + ahead, due=due)


def _with_results(points: pd.DataFrame, checks: pd.DataFrame, today: int) -> pd.DataFrame:
    rows = pd.Index(points["id"]).get_indexer(checks["place_id"])
    checks, rows = checks[rows >= 0], rows[rows >= 0]
    every = points["every_days"].to_numpy(dtype=np.int64)
    first, due = points["first_due"].to_numpy(), points["due"].to_numpy()
    last = first + (due - 1) * every
    day = _ordinals(checks["checked_on"])
    day -= (day - points["start"].to_numpy()[rows]) % every[rows]
    is_failed = (checks["result"] == CheckResult.FAIL).to_numpy(dtype=bool)
    righted = _ordinals(checks["rectified_on"])
    found = pd.DataFrame(
        {
            "row": rows,
            "day": day,
            "failed": is_failed,
            "waiting": is_failed & ((righted < 0) | (righted > today)),
        }
    )[(day >= first[rows]) & (day <= last[rows])]
    of_day = found.groupby(["row", "day"], sort=False)[["failed", "waiting"]].any().reset_index()

    def count(chosen: pd.Series) -> np.ndarray:
        return np.bincount(of_day.loc[chosen, "row"], minlength=len(points))

    failed, done = count(of_day["failed"]), count(of_day["row"] >= 0)
    is_last_done = count(of_day["day"] == last[of_day["row"]]) > 0
    is_open = (last + every > today) & ~is_last_done
    return points.assign(
        points=1,
        passed=done - failed,
        failed=failed,
        rectified=failed - count(of_day["waiting"]),
        missed=due - done - is_open,
        open=is_open.astype(np.int64),
    )


def _ordinals(days: pd.Series) -> np.ndarray:
    """Return day numbers, -1 where there is none."""
    known = days.notna().to_numpy()
    found = np.full(len(days), -1, dtype=np.int64)
    found[known] = [day.toordinal() for day in days[known]]
    return found
