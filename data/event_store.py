"""What happened to cases: rows that are only ever added, numbered and chained (`data.ledger`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.case import CaseEvent, CaseStatus
from data.event_words import set_aside
from data.ledger import chain, head_of, instant, plain, sealed_text, set_head
from data.rows import Progress, insert_rows, records
from data.schema import case_event_words, case_events, cases


def add_event(
    conn: sa.Connection, case_id: int, event: CaseEvent, import_id: int | None = None
) -> None:
    """Add one event of a case to the end of the ledger."""
    add_case_events(conn, [case_id], [event], import_id)


def add_case_events(
    conn: sa.Connection,
    case_ids: Sequence[int],
    events: Sequence[CaseEvent],
    import_id: int | None = None,
) -> None:
    """Add events of any kinds to the end of the ledger, in this order, one case number each."""
    rows = [
        {
            "case_id": int(case_id),
            "kind": event.kind,
            "acted_by": event.acted_by,
            "entered_by": event.entered_by,
            "happened_at": event.happened_at,
            "recorded_at": event.recorded_at,
            "details": dict(event.details),
            "import_id": import_id,
        }
        for case_id, event in zip(case_ids, events, strict=True)
    ]
    _append(conn, rows)


def add_events(
    conn: sa.Connection,
    case_ids: Sequence[int] | pd.Series[int],
    kind: str,
    *,
    acted_by: str,
    entered_by: str,
    recorded_at: datetime,
    happened_at: pd.Series[pd.Timestamp] | None = None,
    details: Sequence[Mapping[str, object]] | None = None,
    import_id: int | None = None,
) -> None:
    """Add one event of a kind to each case; it happened when it was recorded unless said otherwise.

    Parameters
    ----------
    case_ids
        ``cases.id``, one event each.
    happened_at, details
        In the same order; ``details`` holds plain JSON values.
    """
    count = len(case_ids)
    then = [recorded_at] * count
    if happened_at is not None:
        then = list(pd.to_datetime(happened_at, utc=True).dt.to_pydatetime())
    same = {
        "kind": kind,
        "acted_by": acted_by,
        "entered_by": entered_by,
        "recorded_at": recorded_at,
        "import_id": import_id,
    }
    said = details or [{}] * count
    rows = [
        {"case_id": int(one), "happened_at": moment, "details": dict(told), **same}
        for one, moment, told in zip(case_ids, then, said, strict=True)
    ]
    _append(conn, rows)


def next_serials(conn: sa.Connection, count: int) -> range:
    """Return the next serials of the ledger of requests, taken in the running transaction."""
    head = head_of(conn, is_written=True)
    set_head(conn, head._replace(serial=head.serial + count))
    return range(head.serial + 1, head.serial + 1 + count)


def insert_cases(
    conn: sa.Connection,
    frame: pd.DataFrame,
    *,
    acted_by: str,
    entered_by: str,
    recorded_at: datetime,
    details: Sequence[Mapping[str, object]] | None = None,
    import_id: int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Add new cases in the order of the frame, with serials and the events that tell of them.

    Each is told by an event ``reported`` that happened at ``reported_at`` and holds what the
    ledger answers for from then on: number, serial, state, closing time, who has it.  One that
    comes closed at a known time is told as reported, then as closed (``mirror``) at that time.

    Parameters
    ----------
    frame
        Columns of `cases`, at least ``code, status, reported_at``; no ``serial``.
    details
        What else the event ``reported`` holds, in the order of the frame.

    Returns
    -------
    DataFrame
        ``id, code, serial`` of the new rows, in their order, on the frame's index.
    """
    if frame.empty:
        return pd.DataFrame({"id": [], "code": [], "serial": []}, index=frame.index)
    serials = next_serials(conn, len(frame))
    new = frame.assign(serial=list(serials), import_id=import_id)
    if "moved_at" not in new:
        closed_at = new["closed_at"] if "closed_at" in new else new["reported_at"]
        new["moved_at"] = closed_at.where(closed_at.notna(), new["reported_at"])
    insert_rows(conn, cases, new, progress)
    made = _made(conn, serials).set_axis(frame.index)
    reported, closed = _told(made.join(_facts(new)), details)
    said = {"acted_by": acted_by, "entered_by": entered_by, "recorded_at": recorded_at}
    for kind, rows in (("reported", reported), ("mirror", closed)):
        _append(conn, [row | said | {"kind": kind, "import_id": import_id} for row in rows])
    return made


def _made(conn: sa.Connection, serials: range) -> pd.DataFrame:
    wanted = (
        sa.select(cases.c.id, cases.c.code, cases.c.serial)
        .where(cases.c.serial.between(serials.start, serials.stop - 1))
        .order_by(cases.c.serial)
    )
    return pd.DataFrame(conn.execute(wanted).all(), columns=["id", "code", "serial"])


def _facts(new: pd.DataFrame) -> pd.DataFrame:
    """Return the columns the ledger answers for, blank where the frame has none."""
    blank = pd.DataFrame(None, index=new.index, columns=["closed_at", "assigned_to"], dtype=object)
    names = ["status", "reported_at", "closed_at", "assigned_to"]
    return new.combine_first(blank)[names] if not {*names} <= {*new.columns} else new[names]


def _told(
    new: pd.DataFrame, details: Sequence[Mapping[str, object]] | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the events of new cases: all as reported, then those closed at a known time."""
    reported, closed = [], []
    for row, more in zip(records(new), details or [{}] * len(new), strict=True):
        told = {"code": row["code"], "serial": row["serial"], "status": row["status"]}
        if row["closed_at"] and row["status"] == CaseStatus.CLOSED:
            told["status"] = CaseStatus.REPORTED.value
            step = {"from": told["status"], "to": row["status"]}
            closed.append({"case_id": row["id"], "happened_at": row["closed_at"], "details": step})
        elif row["closed_at"]:
            told["closed_at"] = instant(row["closed_at"])
        told["assigned_to"] = row["assigned_to"]
        reported.append(
            {"case_id": row["id"], "happened_at": row["reported_at"], "details": told | {**more}}
        )
    return reported, closed


def _append(conn: sa.Connection, rows: list[dict[str, Any]]) -> None:
    """Add events (all columns but those of the ledger), numbered and chained."""
    if not rows:
        return
    head = head_of(conn, is_written=True)
    words: list[dict[str, Any]] = []
    for number, row in enumerate(rows, head.number + 1):
        # The row's own number is its place in the ledger, so that neither can be changed alone.
        row |= {"id": number, "number": number, "details": plain(row["details"])}
        words += set_aside(number, row["details"])
    links = chain(head.hash, map(sealed_text, rows))
    for row, (before, own) in zip(rows, links, strict=True):
        row |= {"hash_before": before, "hash": own}
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    insert_rows(conn, case_events, pd.DataFrame(columns, dtype=object))
    insert_rows(conn, case_event_words, pd.DataFrame(words, dtype=object))
    set_head(conn, head._replace(number=rows[-1]["number"], hash=links[-1][1]))
