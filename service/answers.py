"""Who answers for a point on a day, and why: the card behind every click and the command line."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite
from typing import Any

import numpy as np
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import OPEN_STATUSES
from casework.roster import Responsible
from casework.sentence import Sentence
from data.grid_store import load_org_units
from data.schema import cases, households
from data.settings_store import snap_of
from data.store import Store
from geo.assign import GridIndex, candidates
from geo.crs import declared_crs, implausible, points_to_store
from service.coverage import index_on, roster_on
from service.errors import ServiceError
from service.language import both, say
from service.placing import place_points


@dataclass(frozen=True)
class Answer:
    """Everything the card of a point says; codes, names and figures, no sentence but ``reason``.

    ``border_distance_m`` is to the border of the answering grid, or to the nearest grid where the
    point lies in none; ``tied_with`` are the other grids whose border the point lies on.
    """

    lon: float
    lat: float
    on: date
    grid_code: str | None
    grid_name: str | None
    kind: str | None
    how: str | None
    why_no_grid: str | None
    tied_with: list[str]
    path: list[str]
    worker: str | None
    worker_code: str | None
    phone: str | None
    backup: str | None
    backup_phone: str | None
    duty: str | None
    since: date | None
    until: date | None
    order_no: str | None
    reason: str | None
    border_distance_m: float | None
    runner_up: str | None
    runner_up_distance_m: float | None
    households: int | None
    open_cases: int | None

    def as_json(self) -> dict[str, object]:
        """Return plain values, days as YYYY-MM-DD."""
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in asdict(self).items()
        }


def locate(
    viewer: Viewer, store: Store, lon: float, lat: float, on: date, language: str = "zh"
) -> Answer:
    """Return who answers for a point on a day.

    Parameters
    ----------
    lon, lat
        Degrees in CGCS2000 (EPSG:4490).
    on
        Any day, past or future.
    language
        ``zh``, ``en`` or ``both``, of the reason.

    Raises
    ------
    CaseworkError
        When the viewer may not ask.
    """
    require(viewer, Action.LOCATE)
    from geo.explain import explain

    index = index_on(store, on)
    with store.read() as conn:
        snap_m = snap_of(conn)
    x, y = np.array([lon], dtype=float), np.array([lat], dtype=float)
    placed = place_points(index, x, y, snap_m=snap_m).iloc[0]
    code = placed["grid_code"] if isinstance(placed["grid_code"], str) else None
    why = explain(index, x, y, np.array([code], dtype=object)).iloc[0]
    duty = roster_on(store).responsible_on(code, on) if code else None
    return Answer(
        lon=lon,
        lat=lat,
        on=on,
        how=_text(placed["how"]),
        why_no_grid=_text(placed["why_no_grid"]),
        tied_with=_tied(index, x, y, code) if placed["how"] == "tie" else [],
        border_distance_m=_metres(why["border_distance_m"]),
        runner_up=_text(why["runner_up"]),
        runner_up_distance_m=_metres(why["runner_up_distance_m"]),
        reason=_said(duty.reason if duty else _NOWHERE.get(str(placed["why_no_grid"])), language),
        **_grid_facts(store, index, code, on),
        **_duty_facts(duty),
    )


def _grid_facts(store: Store, index: GridIndex, code: str | None, on: date) -> dict[str, Any]:
    if code is None:
        names = ("grid_code", "grid_name", "kind", "households", "open_cases")
        return dict.fromkeys(names) | {"path": []}
    grid = index.grids.set_index("code").loc[code]
    with store.read() as conn:
        return {
            "grid_code": code,
            "grid_name": grid["name"],
            "kind": grid["kind"],
            "path": path_of(conn, grid["parent_code"], on),
            "households": _count(conn, households, households.c.grid_code == code),
            "open_cases": _count(
                conn, cases, (cases.c.grid_code == code) & cases.c.status.in_(OPEN_STATUSES)
            ),
        }


def path_of(conn: sa.Connection, parent_code: object, on: date) -> list[str]:
    """Return the names of the units above a grid, the largest first."""
    units = load_org_units(conn, on).set_index("code")
    path: list[str] = []
    seen: set[str] = set()
    code = parent_code
    while isinstance(code, str) and code in units.index and code not in seen:
        seen.add(code)
        path.insert(0, str(units.at[code, "name"]))
        code = units.at[code, "parent_code"]
    return path


def _duty_facts(duty: Responsible | None) -> dict[str, Any]:
    worker, backup = (duty.worker, duty.backup) if duty else (None, None)
    return {
        "worker": worker.name if worker else None,
        "worker_code": worker.code if worker else None,
        "phone": worker.phone if worker else None,
        "backup": backup.name if backup else None,
        "backup_phone": backup.phone if backup else None,
        "duty": duty.how if duty else None,
        "since": duty.since if duty else None,
        "until": duty.until if duty else None,
        "order_no": duty.order_no if duty else None,
    }


_NOWHERE = {
    "outside": Sentence("This point lies outside the district: no grid here answers for it."),
    "gap": Sentence("This point lies in a gap between grids: extend one of them over it."),
    "no_coordinate": Sentence("This is no usable position: give its coordinates."),
}


def _said(sentence: Sentence | None, language: str) -> str | None:
    if sentence is None:
        return None
    return both(sentence) if language == "both" else say(sentence, language)


def _tied(index: GridIndex, x: np.ndarray, y: np.ndarray, code: str | None) -> list[str]:
    return [one for one in candidates(index, x, y)["grid_code"] if one != code]


def _count(conn: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    return int(conn.scalar(sa.select(sa.func.count()).select_from(table).where(condition)) or 0)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _metres(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return round(number, 2) if np.isfinite(number) else None


def position_in_store(x: float, y: float, crs: str) -> tuple[float, float]:
    """Return lon, lat in EPSG:4490 of a position in a named coordinate system.

    Raises
    ------
    GeoError, ServiceError
        When the system is not known, or the numbers cannot be of it.
    """
    system = declared_crs(crs)
    if not (isfinite(x) and isfinite(y)):
        raise ServiceError(
            "{x}, {y} is no position: give two numbers, longitude or easting first.", x=x, y=y
        )
    doubt = implausible([x], [y], system)
    if doubt is not None:
        raise doubt
    lon, lat = points_to_store(np.array([x]), np.array([y]), system)
    return float(lon[0]), float(lat[0])
