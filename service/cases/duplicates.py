"""Cases that may be about one matter: near, of one category, alive, and told alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import sqlalchemy as sa
from scipy.spatial import cKDTree

from casework.access import Action, Viewer, require
from casework.case_status import OPEN_STATUSES, CaseStatus
from data.case_store import as_frame, is_open
from data.rule_store import Rules, rules_of
from data.schema import cases
from data.store import Store
from geo.crs import metric_crs, points_to_metres
from geo.tiles import tile16
from service.cases.likeness import Likeness, compare, texts_of, why_alike
from service.redacting import redact, redact_rows
from service.scoping import cases_in_part

_LOOKED_AT: Final = (
    "id", "code", "version", "category", "status", "summary", "address", "lon", "lat",
    "reported_at", "closed_at", "report_count",
)  # fmt: skip
_SETTLED: Final = (CaseStatus.CLOSED, CaseStatus.VISITED_BACK)
# A metre of latitude in degrees, a little too many so that no box is too small.
_DEGREES_PER_M: Final = 1 / 110_000
# How many neighbours of its category a case of the review list is compared with.
_NEIGHBOURS: Final = 8
PAIR_COLUMNS: Final = (
    "code", "version", "into_code", "into_version", "category", "distance_m", "days", "similarity",
    "summary", "into_summary", "sentence",
)  # fmt: skip


class _Report(NamedTuple):
    """What a new report is compared by."""

    category: str | None
    lon: float
    lat: float
    summary: str | None
    address: str | None
    reported_at: datetime


def suggest(
    conn: sa.Connection,
    viewer: Viewer,
    rules: Rules,
    category: str | None,
    lon: float | None,
    lat: float | None,
    summary: str | None,
    address: str | None,
    reported_at: datetime,
    now: datetime,
    *,
    exclude: str | None = None,
    limit: int = 5,
) -> list[Likeness]:
    """Return the cases that may be about the same matter as a report, the likest first.

    Parameters
    ----------
    category
        Its code or name in the catalogue; without one every category is compared.
    lon, lat
        EPSG:4490; without them nothing is suggested.
    reported_at, now
        Aware; a settled case counts when it was settled not too long before the report.
    exclude
        The number of the report's own case, once it has one.

    Notes
    -----
    Distance (the category's own, else the profile's), days and similarity are those of the rule
    book (``duplicates``).  Only cases where the viewer sees into.  The database is asked once for
    a box of a few tiles, and where the viewer sees a part only, for which of the few that are left
    lie in it: what is kept elsewhere costs nothing.
    """
    if lon is None or lat is None or not np.isfinite([lon, lat]).all():
        return []
    report = _Report(category, lon, lat, summary, address, reported_at)
    metres = _distance_of(rules, category)
    near = [row for row in _in_box(conn, report, metres) if row.code != exclude]
    alive = [row for row in near if _is_alive(row, rules, report, now)]
    found = _compared(alive, rules, report, metres)
    seen = _in_sight(conn, viewer, [case_id for case_id, _ in found])
    return redact(viewer, [one for case_id, one in found if case_id in seen][: max(0, limit)])


def duplicate_pairs(viewer: Viewer, store: Store, now: datetime, limit: int = 50) -> pd.DataFrame:
    """Return pairs of open cases that may be about one matter, the likest first, for review.

    Returns
    -------
    DataFrame
        `PAIR_COLUMNS`: ``code`` is the one reported later, ``into_code`` the one that would stand
        for both; versions as seen now; ``sentence`` says why.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.

    Notes
    -----
    Each case is compared with its `_NEIGHBOURS` nearest of the same category within the distance
    of the rule book: a thousand reports of one address make no million pairs.
    """
    require(viewer, Action.VIEW_CASES)
    names = ("code", "version", "category", "summary", "address", "lon", "lat", "reported_at")
    wanted = sa.select(*(cases.c[name] for name in names)).where(
        is_open(), cases.c.lon.is_not(None), cases.c.lat.is_not(None), cases.c.reported_at <= now
    )
    with store.read() as conn:
        rules = rules_of(conn)
        found = conn.execute(
            wanted.where(*cases_in_part(conn, viewer)).order_by(cases.c.reported_at, cases.c.id)
        )
        rows: list[sa.Row[Any]] = list(found)
    frame = as_frame(rows, names)
    return redact_rows(viewer, _told(frame, _near_pairs(frame, rules), rules, limit))


def _distance_of(rules: Rules, category: str | None) -> float:
    entry = rules.catalogue.entry(category)
    own = entry.duplicate_distance_m if entry else None
    return rules.profile.duplicates.distance_m if own is None else own


def _key(rules: Rules, category: str | None) -> str | None:
    """Return a category by its number where the catalogue has it: cases name it by either."""
    entry = rules.catalogue.entry(category)
    return entry.code if entry else category


def _in_box(conn: sa.Connection, report: _Report, metres: float) -> Sequence[sa.Row[Any]]:
    """Return the cases in the box around a report, found by their tiles."""
    high = metres * _DEGREES_PER_M
    wide = high / max(0.01, float(np.cos(np.radians(report.lat))))
    west, east = report.lon - wide, report.lon + wide
    south, north = report.lat - high, report.lat + high
    corners = tile16(np.array([west, east]), np.array([north, south]))
    first, last = (divmod(int(corner), 1 << 16) for corner in corners)
    tiles = [
        (column << 16) + row
        for column in range(first[0], last[0] + 1)
        for row in range(first[1], last[1] + 1)
    ]
    wanted = sa.select(*(cases.c[name] for name in _LOOKED_AT)).where(
        cases.c.tile16.in_(tiles),
        cases.c.lon.between(west, east),
        cases.c.lat.between(south, north),
    )
    return list(conn.execute(wanted.order_by(cases.c.id)))


def _is_alive(row: sa.Row[Any], rules: Rules, report: _Report, now: datetime) -> bool:
    """Return whether a case is open, or was settled not too long before the report."""
    if row.reported_at > now:
        return False
    if row.status in OPEN_STATUSES:
        return True
    latest = timedelta(days=rules.profile.duplicates.days)
    settled = row.status in _SETTLED and row.closed_at is not None
    return settled and report.reported_at - row.closed_at <= latest


def _compared(
    rows: Sequence[sa.Row[Any]], rules: Rules, report: _Report, metres: float
) -> list[tuple[int, Likeness]]:
    """Return ids of the rows near and like enough, each with how like it is; the likest first."""
    own = _key(rules, report.category)
    rows = [row for row in rows if None in (own, row.category) or _key(rules, row.category) == own]
    apart = _metres_apart(rows, report)
    said = texts_of(report.summary, report.address)
    kinds, alike = compare([texts_of(row.summary, row.address) for row in rows], [said] * len(rows))
    least = rules.profile.duplicates.similarity / 100
    found = [
        (row.id, _likeness(row, report, distance, kind, similarity))
        for row, distance, kind, similarity in zip(rows, apart, kinds, alike, strict=True)
        if distance <= metres and (kind is None or similarity >= least)
    ]
    return sorted(found, key=lambda one: (-one[1].similarity, one[1].distance_m, one[0]))


def _likeness(
    row: sa.Row[Any], report: _Report, metres: float, kind: str | None, similarity: float
) -> Likeness:
    days = abs(report.reported_at - row.reported_at) / timedelta(days=1)
    is_same = report.category is not None and row.category is not None
    return Likeness(
        code=row.code,
        version=row.version,
        distance_m=metres,
        days=days,
        similarity=similarity,
        is_same_category=is_same,
        status=CaseStatus(row.status),
        summary=row.summary,
        report_count=row.report_count,
        sentence=why_alike(metres, days, similarity, kind, is_same),
    )


def _metres_apart(rows: Sequence[sa.Row[Any]], report: _Report) -> list[float]:
    lon, lat = [report.lon, *(row.lon for row in rows)], [report.lat, *(row.lat for row in rows)]
    x, y = points_to_metres(lon, lat, metric_crs([report.lon], [report.lat]))
    return [float(metres) for metres in np.hypot(x[1:] - x[0], y[1:] - y[0])]


def _in_sight(conn: sa.Connection, viewer: Viewer, ids: list[int]) -> set[int]:
    where = cases_in_part(conn, viewer)
    if not where or not ids:
        return set(ids)
    found: set[int] = set()
    for start in range(0, len(ids), 500):
        part = cases.c.id.in_(ids[start : start + 500])
        found |= set(conn.scalars(sa.select(cases.c.id).where(part, *where)))
    return found


def _near_pairs(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return ``first, second`` (places in the frame, first reported first) and ``distance_m``."""
    x, y = points_to_metres(frame["lon"], frame["lat"], metric_crs(frame["lon"], frame["lat"]))
    positions = np.column_stack([x, y])
    keys = np.array([_key(rules, category) or "" for category in frame["category"]], dtype=object)
    parts = []
    for category in np.unique(keys):
        places = np.flatnonzero(keys == category)
        metres = _distance_of(rules, str(category) or None)
        tree = cKDTree(positions[places])
        far, near = tree.query(
            positions[places], k=_NEIGHBOURS + 1, distance_upper_bound=np.nextafter(metres, np.inf)
        )
        one, nth = np.nonzero(np.isfinite(far))
        pairs = np.sort(np.column_stack([places[one], places[near[one, nth]]]), axis=1)
        parts.append(np.column_stack([pairs, far[one, nth]])[pairs[:, 0] < pairs[:, 1]])
    found = np.concatenate(parts) if parts else np.empty((0, 3))
    made = pd.DataFrame(found, columns=["first", "second", "distance_m"])
    return made.drop_duplicates(["first", "second"], ignore_index=True).astype(
        {"first": int, "second": int}
    )


def _told(frame: pd.DataFrame, pairs: pd.DataFrame, rules: Rules, limit: int) -> pd.DataFrame:
    """Return the likest of the pairs whose texts are alike enough, as they are shown."""
    texts = [texts_of(*both) for both in zip(frame["summary"], frame["address"], strict=True)]
    kinds, alike = compare(
        [texts[place] for place in pairs["first"]], [texts[place] for place in pairs["second"]]
    )
    pairs = pairs.assign(kind=pd.Series(kinds, dtype=object), similarity=np.array(alike, float))
    least = rules.profile.duplicates.similarity / 100
    is_alike = pairs["kind"].isna() | (pairs["similarity"] >= least)
    best = pairs[is_alike].sort_values(
        ["similarity", "distance_m", "first"], ascending=[False, True, True], kind="stable"
    )
    rows = [_pair(frame, one) for one in best.head(max(0, limit)).itertuples()]
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS))


def _pair(frame: pd.DataFrame, pair: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of a frame
    into, one = frame.iloc[pair.first], frame.iloc[pair.second]
    days = (one["reported_at"] - into["reported_at"]) / timedelta(days=1)
    has_category = one["category"] is not None
    return {
        "code": one["code"],
        "version": one["version"],
        "into_code": into["code"],
        "into_version": into["version"],
        "category": one["category"],
        "distance_m": float(pair.distance_m),
        "days": days,
        "similarity": pair.similarity,
        "summary": one["summary"],
        "into_summary": into["summary"],
        "sentence": why_alike(pair.distance_m, days, pair.similarity, pair.kind, has_category),
    }
