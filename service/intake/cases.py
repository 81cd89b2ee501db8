"""Cases on their way in: placed, given to the worker who answers, with the clocks of the file."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.case import OPEN_STATUSES, CaseStatus, status_of_word
from casework.case_times import implausible_times
from data.readers.times import read_times
from data.rows import records
from data.settings_store import office_zone
from geo.tiles import tile16
from service.coverage import index_in
from service.intake.case_clocks import prepare_clocks
from service.intake.draft import Draft, made_up_codes, take_codes
from service.intake.known_cases import TEXTS, TIMES, compare_cases
from service.intake.places import count_placed, refuse_out_of_world, take_points, test_datum
from service.placing import place_cases


def prepare_cases(conn: sa.Connection, draft: Draft, now: datetime) -> None:
    """Check cases, place them, say who answers, and sort them into new, changed, unchanged."""
    zone = office_zone(conn)
    today = now.astimezone(zone).date()
    _take_ids(draft)
    index = index_in(conn, today)
    take_points(draft, index, is_required=False)
    refuse_out_of_world(draft)
    _take_times(draft, zone, now)
    for role in TEXTS:
        draft.frame[role] = draft.text(role)
    _take_status(draft)
    _say_implausible(draft, zone, now)
    test_datum(draft, index)
    _place(conn, draft, today)
    compare_cases(conn, draft)
    prepare_clocks(conn, draft)


def _take_ids(draft: Draft) -> None:
    if draft.column("id") is None:
        draft.frame = draft.frame.assign(code=made_up_codes(draft, "C"))
        draft.remark(
            "code.made_up",
            "No column was named as the number of a case (--id): numbers were made from the rows'"
            " content, so that the same row is not taken twice.",
        )
        return
    take_codes(draft, "id")


def _take_times(draft: Draft, zone: ZoneInfo, now: datetime) -> None:
    for role in TIMES:
        name = draft.column(role)
        if name is None:
            draft.frame[role] = pd.Series(
                pd.NaT, index=draft.frame.index, dtype="datetime64[us, UTC]"
            )
            continue
        times, problems = read_times(draft.text(role), draft.frame["row"], name, zone.key)
        draft.frame = draft.frame.assign(**{role: times})
        draft.drop(problems)
    if draft.column("replied_at") is None and draft.frame["closed_at"].notna().any():
        draft.remark(
            "replied_at.missing",
            "No column was named as the time of the reply (--column replied_at=COLUMN): figures"
            " that ask whether somebody was answered count these cases as not answered.",
        )
    _require_reported(draft, now)


def _require_reported(draft: Draft, now: datetime) -> None:
    if draft.column("reported_at") is None:
        draft.frame = draft.frame.assign(reported_at=pd.Timestamp(now))
        draft.remark(
            "reported_at.missing",
            "No column was named as the time of the report (--reported-at): the time of this import"
            " stands for it.",
        )
        return
    draft.refuse(
        draft.frame["reported_at"].isna(),
        "reported_at.blank",
        "reported_at",
        "This case has no time of report: fill in the column {column}.",
        column=draft.column("reported_at"),
    )


def _take_status(draft: Draft) -> None:
    """Say where a case stands: closed if it has a closing time, else what the word means."""
    words = draft.text("status")
    known = {word: status_of_word(word) for word in words.dropna().unique()}
    unknown = sorted(word for word, status in known.items() if status is None)
    if unknown:
        draft.remark(
            "status.unknown",
            "These states are not known and were read as open or closed by the closing time alone:"
            " {words}.",
            words=", ".join(unknown[:10]),
        )
    said = words.map(lambda word: known.get(word) if isinstance(word, str) else None)
    is_closed = draft.frame["closed_at"].notna()
    status = said.where(said.notna(), CaseStatus.REPORTED)
    is_open = status.isin(OPEN_STATUSES)
    status = status.where(~(is_closed & is_open), CaseStatus.CLOSED)
    draft.frame = draft.frame.assign(
        status=[CaseStatus(one).value for one in status], is_status_said=said.notna()
    )


def _say_implausible(draft: Draft, zone: ZoneInfo, now: datetime) -> None:
    frame = draft.frame
    quick = suspicious_rows(frame, now)
    odd = frame.loc[quick, ["reported_at", "due_at", "closed_at"]].apply(
        lambda times: times.dt.tz_convert(zone)
    )
    for position, times in zip(odd.index, records(odd), strict=True):
        for finding in implausible_times(now=now, **times):
            draft.note_one(position, finding.code, finding.column, finding.sentence)


def suspicious_rows(frame: pd.DataFrame, now: datetime) -> np.ndarray:
    """Return a mask of the rows worth a closer look by `implausible_times` (none is missed)."""
    reported, closed, due = (frame[name] for name in ("reported_at", "closed_at", "due_at"))
    took = closed - reported
    early = pd.Timestamp("1990-01-02", tz="UTC")
    odd = reported.lt(early) | closed.lt(early) | reported.gt(now) | closed.gt(now)
    odd |= took.lt(pd.Timedelta(minutes=1)) | took.gt(pd.Timedelta(days=3653)) | due.lt(reported)
    return odd.to_numpy(dtype=bool)


def _place(conn: sa.Connection, draft: Draft, today: date) -> None:
    frame = draft.frame
    is_open = frame["status"].isin([status.value for status in OPEN_STATUSES])
    placed = place_cases(conn, frame.assign(is_open=is_open), today)
    count_placed(draft, placed)
    lon, lat = (frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    tiles = pd.Series(tile16(lon, lat), index=frame.index)
    draft.frame = frame.join(placed).assign(tile16=tiles.where(tiles >= 0, None))
