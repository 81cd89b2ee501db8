"""The day of a reorganisation has come: households and open cases are placed on the new grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from casework.case import CaseEvent
from casework.lifecycle import Stamp, note
from data.event_store import add_case_events
from data.rows import records, select_in, update_rows
from data.schema import cases, crosswalk, orders
from data.settings_store import office_zone, snap_of
from data.store import bump
from service.cases.keeping import case_of, columns_of
from service.coverage import index_of, roster_of
from service.intake.replacing import households_again
from service.placing import PLACED
from service.reorganise.crosswalk import heirs_of
from service.reorganise.points import cases_placed_again, open_cases_in

# What follows from the grid: an event names the grid, the rest is the working out.
_PLACE: Final = ("grid_code", "how", "why_no_grid")


def settle(conn: sa.Connection, order_id: int, viewer: Viewer, now: datetime) -> dict[str, int]:
    """Place households and the open cases of retired grids again, and return how many moved.

    Every household is placed on today's grids.  An open case of a grid given up goes to the grid
    in which it lies now, with an event; closed cases keep the grid they had.  Where the order says
    so, a case whose new grid has another primary worker is handed over to him.  The first handler
    and who was responsible when it was reported stay.

    Returns
    -------
    dict
        ``households``, ``cases`` and ``handed_over``.
    """
    order = conn.execute(sa.select(orders).where(orders.c.id == order_id)).mappings().one()
    today = now.astimezone(office_zone(conn)).date()
    homes = households_again(conn, today)
    frame, placed = _placed(conn, order_id, today)
    rows = _rows(conn, frame["id"].tolist())
    told = _told(conn, order, frame, placed, today) if len(frame) else []
    acted = Stamp(str(order["approved_by"]), viewer.name, now, now)
    moved, given = _write(conn, rows, told, str(order["order_no"]), str(order["reason"]), acted)
    return {"households": homes, "cases": moved, "handed_over": given}


def _placed(conn: sa.Connection, order_id: int, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the open cases of grids that an order gave up, and where they lie today."""
    # A later order of the same day may have given up what this one made.
    since = sa.and_(crosswalk.c.order_id >= order_id, crosswalk.c.effective_on <= today)
    wanted = sa.select(crosswalk).where(crosswalk.c.level == "grid", since)
    walks = pd.read_sql(wanted.order_by(crosswalk.c.order_id, crosswalk.c.id), conn)
    index = index_of(conn, today)
    of_order = walks["order_id"] == order_id
    frame = open_cases_in(conn, set(walks.loc[of_order, "old_code"]) - set(index.codes))
    if frame.empty:
        return frame, frame
    heirs = {code: code for code in walks.loc[of_order, "old_code"]}
    for _, walk in walks.groupby("order_id", sort=True):
        then = heirs_of(walk)
        heirs = {old: then.get(new, new) for old, new in heirs.items()}
    known = {old: new for old, new in heirs.items() if new in set(index.codes)}
    return frame, cases_placed_again(frame, index, known, snap_of(conn))


def _told(
    conn: sa.Connection,
    order: Mapping[str, Any] | sa.RowMapping,
    frame: pd.DataFrame,
    placed: pd.DataFrame,
    today: date,
) -> list[dict[str, Any]]:
    """Return for each case where it lies now and, if cases are handed over, who is to have it."""
    told = records(placed[PLACED].assign(id=frame["id"]))
    roster = roster_of(conn) if order["open_cases"] == "hand_over" else None
    for one in told:
        code = one["grid_code"]
        answer = roster.responsible_on(code, today) if roster and code else None
        is_primary = answer is not None and answer.how == "primary" and answer.worker is not None
        one["worker"] = answer.worker.code if answer and is_primary and answer.worker else None
    return told


def _rows(conn: sa.Connection, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    frame = select_in(conn, cases, "id", [int(one) for one in ids])
    return {int(row["id"]): row for row in records(frame)}


def _write(
    conn: sa.Connection,
    rows: Mapping[int, Mapping[str, Any]],
    told: Sequence[Mapping[str, Any]],
    order_no: str,
    reason: str,
    stamp: Stamp,
) -> tuple[int, int]:
    changed: list[dict[str, Any]] = []
    events: list[tuple[int, CaseEvent]] = []
    given = 0
    for one in told:
        number = int(one["id"])
        before = case_of(rows[number])
        place = {name: one[name] for name in _PLACE}
        changes = {"grid_code": [before.grid_code, one["grid_code"]]}
        said: dict[str, Any] = {"order": order_no, "changes": changes}
        case, event = note(before, "placed", stamp, said, place)
        events.append((number, event))
        to = one["worker"]
        if to is not None and to != case.assigned_to:
            said = {"from": case.assigned_to, "to": to, "reason": reason, "order": order_no}
            case, event = note(case, "handed_over", stamp, said, _taken(case.first_handler, to))
            events.append((number, event))
            given += 1
        derived = {name: one[name] for name in PLACED if name not in _PLACE}
        changed.append({"id": number} | columns_of(case) | derived)
    if changed:
        names = ["id", "version", "assigned_to", "first_handler", *PLACED]
        update_rows(conn, cases, pd.DataFrame(changed, dtype=object)[names])
        add_case_events(conn, [number for number, _ in events], [event for _, event in events])
        bump(conn, "cases")
    return len(changed), given


def _taken(first_handler: str | None, worker: str) -> dict[str, str]:
    return {"assigned_to": worker} | ({} if first_handler else {"first_handler": worker})
