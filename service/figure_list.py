"""The rows behind a figure, a page at a time or all of them: places, matters, states, times.

No texts of requests, no names of persons, and no tags of what people feel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.indicator import Indicator, Sheet, Window, WorkFigure
from casework.sentence import Term
from data.case_store import as_frame, grid_names
from data.figure_store import sheet_rows
from data.settings_store import office_zone
from data.sql_columns import SqlColumns
from data.store import Store, revisions_now
from service.figure import Figure
from service.figure_asked import Part, figure_of, indicator_of, window_of
from service.figure_groups import groups
from service.figure_work import TOPICS, rows_behind
from service.figures import Side, figures
from service.map_kept import Kept
from service.map_view import MapData

PAGE_SIZE: Final = 200
_kept = Kept(8)
SHEET_TERMS: Final = {
    Sheet.CASES: Term("a case"),
    Sheet.DISPATCHED: Term("a case that was dispatched"),
    Sheet.VISITED: Term("a case that was visited back"),
    Sheet.CLOSED: Term("a case that was closed"),
    Sheet.CHECKS: Term("a check"),
    Sheet.CLOCKS: Term("a clock of a case"),
    Sheet.SUPERVISIONS: Term("a supervision of a case"),
    Sheet.MEDIATIONS: Term("a mediation"),
    Sheet.HOMES: Term("a grid with its households"),
    Sheet.SESSIONS: Term("a unit with its contact points"),
    Sheet.ROOMS: Term("a unit that is to have a room"),
    Sheet.ROUNDS: Term("a point of a round"),
    Sheet.DRAWN: Term("a place or grid drawn for a spot check"),
    Sheet.DECISIONS: Term("a decision of a meeting"),
    Sheet.PROMISES: Term("a promise"),
    Sheet.RESOLUTIONS: Term("a resolution of an assembly"),
    Sheet.PROJECTS: Term("a public work"),
    Sheet.PROJECT_AREAS: Term("an area that a public work is to reach"),
    Sheet.PROJECT_CASES: Term("a case that a public work settled"),
}
# What of a row is shown, in this order, where its sheet has it.
_SHOWN: Final = (
    "code", "category", "status", "address", "grid_code", "unit_code", "name", "filing_no",
    "reported_at", "accepted_at", "dispatched_at", "opened_at", "started_at", "replied_at",
    "due_at", "met_at", "checked_at", "visited_at", "closed_at", "ended_at", "ended_by",
    "is_paused", "is_passed", "outcome", "handover_count", "tier", "clock_tier", "urgency",
    "channel", "satisfaction", "bounce_count", "rework_count", "merged_into",
)  # fmt: skip


@dataclass(frozen=True)
class FigureAsk:
    """Which figure is asked for, of what; refused like `service.figures.figure`."""

    key: str
    side: Side
    period_from: date | None
    period_to: date | None
    as_of: datetime
    area: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class FigurePage:
    """One page of the rows behind a figure.

    Attributes
    ----------
    rows
        Columns of `figure_list`.
    total
        How many rows there are on all pages.
    page, page_count
        Both from 1; a page beyond the last is the last.
    """

    rows: pd.DataFrame
    total: int
    page: int
    page_count: int


def figure_page(
    viewer: Viewer, store: Store, ask: FigureAsk, page: int = 1, size: int = PAGE_SIZE
) -> FigurePage:
    """Return one page of the rows behind a figure."""
    require(viewer, Action.VIEW_CASES)
    if isinstance(figure_of(ask.key), WorkFigure):
        every = figure_list(viewer, store, ask)
        page, pages = _page_of(page, len(every), size)
        rows = every.iloc[(page - 1) * size : page * size].reset_index(drop=True)
        return FigurePage(rows, len(every), page, pages)
    with store.read() as conn:
        asked = _Asked.of(conn, viewer, ask)
        total = asked.count(conn)
        page, pages = _page_of(page, total, size)
        rows = asked.rows(conn, size, (page - 1) * size)
    return FigurePage(rows, total, page, pages)


def _page_of(page: int, total: int, size: int) -> tuple[int, int]:
    pages = max(1, -(-total // size))
    return min(max(1, page), pages), pages


def figure_list(viewer: Viewer, store: Store, ask: FigureAsk) -> pd.DataFrame:
    """Return all rows behind a figure.

    Returns
    -------
    DataFrame
        The case's number, category, state, address, grid and unit with their names, level, and
        the times and tags of the figure's sheet; ``counts``, whether the row is in the numerator;
        by the time that puts it into the period.  Times are aware UTC.  Of work outside of cases
        ``row_code, row_name, n, m`` (`service.figure_work.rows_behind`).
    """
    require(viewer, Action.VIEW_CASES)
    one = figure_of(ask.key)
    if isinstance(one, WorkFigure):
        return _work(viewer, store, ask, one)
    with store.read() as conn:
        return _Asked.of(conn, viewer, ask).rows(conn)


def figures_kept(
    viewer: Viewer,
    store: Store,
    days: tuple[date | None, date | None],
    as_of: datetime,
    area: str | None,
    unit: str | None,
) -> tuple[Figure, ...]:
    """Return what `service.figures.figures` does; counted once per moment, part and revision."""
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        state = revisions_now(conn)
    revision = (
        *(MapData.of(store).token(one) for one in ("cases", "grids", "households")),
        *(state.get(one, 0) for one in TOPICS),
    )
    key = (str(store.engine.url), revision, viewer.scope, days, as_of, area, unit)
    return _kept.get(key, lambda: figures(viewer, store, *days, as_of, area, unit))


def figure_units(viewer: Viewer, store: Store) -> Mapping[str, str]:
    """Return name by code of the owner units a figure can be asked for."""
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        return {str(code): name for code, name in groups(conn, "unit", viewer, None).items()}


def _work(viewer: Viewer, store: Store, ask: FigureAsk, one: WorkFigure) -> pd.DataFrame:
    with store.read() as conn:
        window = window_of((ask.period_from, ask.period_to), ask.as_of, office_zone(conn))
        part = Part.of(conn, viewer, ask.area, ask.unit)
    found = rows_behind(store, part, window, one, ask.side)
    found = found.drop(columns="counts")
    return found.rename(columns={"code": "row_code", "name": "row_name"})


@dataclass(frozen=True)
class _Asked:
    """The rows as a statement."""

    indicator: Indicator
    window: Window
    where: tuple[sa.ColumnElement[bool], ...]
    viewer: Viewer

    @classmethod
    def of(cls, conn: sa.Connection, viewer: Viewer, ask: FigureAsk) -> _Asked:
        indicator = indicator_of(ask.key)
        window = window_of((ask.period_from, ask.period_to), ask.as_of, office_zone(conn))
        part = Part.of(conn, viewer, ask.area, ask.unit)
        row = SqlColumns(sheet_rows(indicator.sheet).columns)
        is_asked = indicator.is_counted if ask.side == "numerator" else indicator.is_among
        return cls(indicator, window, (is_asked(row, window), *part.where), viewer)

    def count(self, conn: sa.Connection) -> int:
        source = sheet_rows(self.indicator.sheet).source
        wanted = sa.select(sa.func.count()).select_from(source).where(*self.where)
        return int(conn.scalar(wanted) or 0)

    def rows(self, conn: sa.Connection, limit: int | None = None, offset: int = 0) -> pd.DataFrame:
        sheet = sheet_rows(self.indicator.sheet)
        names = [name for name in _SHOWN if name in sheet.columns]
        counts = self.indicator.is_counted(SqlColumns(sheet.columns), self.window)
        # One case may have several clocks that fall due together: told apart by what they are.
        ties = [
            sheet.columns[name] for name in ("name", "clock_tier", "started_at") if name in names
        ]
        wanted: sa.Select[Any] = (
            sa.select(
                *(sheet.columns[name].label(name) for name in names),
                sa.case((counts, 1), else_=0).label("counts"),
            )
            .select_from(sheet.source)
            .where(*self.where)
            .order_by(sheet.columns[self.indicator.belongs], sheet.columns["code"], *ties)
            .limit(limit)
            .offset(offset or None)
        )
        frame = as_frame(conn.execute(wanted).all(), [*names, "counts"]).infer_objects()
        frame["counts"] = frame["counts"].astype(bool)
        for name in names:
            if name.endswith("_at"):
                frame[name] = pd.to_datetime(frame[name], utc=True)
        return self._named(conn, frame)

    def _named(self, conn: sa.Connection, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with the names of grids and units behind their codes."""
        units = groups(conn, "unit", self.viewer, None)
        for name, known in (("grid", grid_names(conn)), ("unit", units)):
            place = list(frame.columns).index(f"{name}_code") + 1
            frame.insert(place, f"{name}_name", frame[f"{name}_code"].map(known))
        return frame
