"""The things of a part an act is asked about, those among them that are made when asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from casework.access import OPERATOR
from casework.period import Period
from casework.plan import Change, CoveragePlan
from data.store import Store
from service.figure_answer import FigureAsk, answer_figures
from service.hot_spots.ask import SpotAsk
from service.hot_spots.finding import hot_spots
from service.map_difference import differences
from service.map_periods import PeriodAsk
from service.map_time import map_day
from service.meetings.decisions import decisions_of
from service.photos import drawn_anew
from service.plans.plan_files import export_plan
from service.route.ask import RouteAsk
from service.route.routing import route_of
from service.rules import rules_text
from service.visits.plans import seen_plan
from tests.access.matrix_district import FOREIGN, NOW, OWN, TODAY, District, short_template

_MAY = Period.parse("2026-05")


class Things(Mapping[str, Any]):
    """The things of one part by name."""

    def __init__(self, district: District, part: str, folder: Path) -> None:
        self._store: Store = district.store
        self._kept = dict(district.own if part == OWN else district.foreign)
        self._kept |= {"folder": folder, "the_store": district.store}
        self._kept["other_community"] = f"{FOREIGN if part == OWN else OWN}001"

    def __getitem__(self, name: str) -> Any:
        if name not in self._kept:
            self._kept[name] = _MADE[name](self._store, self)
        return self._kept[name]

    def put(self, **more: Any) -> None:
        """Add things by name."""
        self._kept |= more

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _one(store: Store, said: str, *asked: object) -> Any:
    with store.read() as conn:
        return conn.exec_driver_sql(said, asked).scalar_one()


def _plan(_store: Store, at: Mapping[str, Any]) -> CoveragePlan:
    changes = {at["grid"]: Change(at["worker"], at["colleague"])}
    return CoveragePlan(TODAY + timedelta(days=20), changes, name=f"方案 {at['street']}")


def _plan_file(store: Store, at: Mapping[str, Any]) -> Path:
    path = Path(at["folder"]) / f"{at['street']}.csv"
    export_plan(OPERATOR, store, at["plan_made"], path)
    return path


def _worker_file(_store: Store, at: Mapping[str, Any]) -> Path:
    path = Path(at["folder"]) / "workers.csv"
    path.write_text("code,name\nW91234,新网格员\n", encoding="utf-8")
    return path


def _photo(_store: Store, _at: Mapping[str, Any]) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (20, 20), (7, 8, 9)).save(drawn, "JPEG")
    return drawn.getvalue()


def _session_today(store: Store, at: Mapping[str, Any]) -> int:
    said = (
        "SELECT s.id FROM sessions s JOIN places p ON p.id = s.place_id WHERE p.unit_code = ?"
        " AND s.state = 'planned' ORDER BY s.held_on LIMIT 1"
    )
    return int(_one(store, said, at["street"]))


_VERSION = "SELECT version FROM {} WHERE code = ?"
_MADE: dict[str, Callable[[Store, Mapping[str, Any]], Any]] = {
    "alike_version": lambda store, at: _one(store, _VERSION.format("cases"), at["case_alike"]),
    "meeting_version": lambda store, at: _one(store, _VERSION.format("meetings"), at["meeting"]),
    "sweep": lambda store, _at: _one(store, "SELECT name FROM sweeps LIMIT 1"),
    "figures_told": lambda store, at: answer_figures(
        OPERATOR, store, FigureAsk(_MAY, ("reported",), at["street"]), NOW
    ),
    "spots_told": lambda store, at: hot_spots(
        OPERATOR, store, SpotAsk(_MAY, area=at["street"]), NOW
    ),
    "differences_told": lambda store, at: differences(
        OPERATOR, store, PeriodAsk("reported", _MAY.back(2), at["street"]), NOW
    ),
    "map_day": lambda store, _at: map_day(OPERATOR, store, None, NOW),
    "missing_file": lambda _store, at: Path(at["folder"]) / "missing.geojson",
    "backup_file": lambda _store, at: Path(at["folder"]) / "copy.zip",
    "other_store": lambda _store, at: Store(str(Path(at["folder"]) / "other.db")),
    "plan_made": _plan,
    "plan_file": _plan_file,
    "worker_file": _worker_file,
    "leave_since": lambda _store, _at: date(2026, 8, 3),
    "leave_until": lambda _store, _at: date(2026, 8, 7),
    "calendar_text": lambda store, _at: rules_text(OPERATOR, store, "calendar"),
    "monday": lambda _store, _at: datetime(2026, 6, 1, 1, tzinfo=UTC),
    "draw_open": lambda store, _at: _one(
        store, "SELECT code FROM spot_draws WHERE seed IS NULL LIMIT 1"
    ),
    "session_today": _session_today,
    "photo_bytes": _photo,
    "picture": lambda _store, at: drawn_anew(at["photo_bytes"]),
    "route_told": lambda store, at: route_of(OPERATOR, store, at["worker"], TODAY, NOW, RouteAsk()),
    "turn": lambda store, at: seen_plan(OPERATOR, store, "V1").turn_on(TODAY),
    "decisions_told": lambda store, at: decisions_of(OPERATOR, store, TODAY, at["street"]),
    "slide": lambda _store, _at: "headline",
    "template": lambda _store, _at: short_template(),
}
