"""What is doubtful about cases and households: in no grid, or with times that cannot be true."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.case import CaseStatus
from casework.case_times import implausible_times
from casework.sentence import Sentence
from data.case_store import as_frame, stands
from data.rows import select_in
from data.schema import cases, households
from service.audit_facts import Facts
from service.finding import Finding, Severity
from service.intake.cases import suspicious_rows

# So many are named one by one; the rest is one finding with its number.
NAMED = 500
_TIMES = ("reported_at", "closed_at", "due_at")
# About a hundred metres each way, so that flying there shows the neighbourhood.
_AROUND = 0.001


def cases_without_grid(facts: Facts) -> Iterator[Finding]:
    """Give the cases that lie in no grid, by cause."""
    columns = (cases.c.code, cases.c.address, cases.c.lon, cases.c.lat, cases.c.status)
    for cause in ("gap", "outside", "no_coordinate"):
        where = _is_lost(cases, cause) & stands()
        with facts.store.read() as conn:
            found = conn.execute(sa.select(*columns).where(where).order_by(cases.c.id).limit(NAMED))
            rows = found.all()
            total, still_open = _count_cases(conn, where)
        yield from (_lost_case(row, cause) for row in rows)
        yield from _rest(
            "case_without_grid", cause, total - len(rows), still_open - _open_of(rows), is_case=True
        )


def households_without_grid(facts: Facts) -> Iterator[Finding]:
    """Give the households that lie in no grid, by cause."""
    columns = (households.c.code, households.c.address, households.c.lon, households.c.lat)
    for cause in ("gap", "outside"):
        where = _is_lost(households, cause)
        with facts.store.read() as conn:
            wanted = sa.select(*columns).where(where).order_by(households.c.id).limit(NAMED)
            rows = conn.execute(wanted).all()
            total = conn.scalar(sa.select(sa.func.count()).select_from(households).where(where))
        yield from (_lost_household(row, cause) for row in rows)
        yield from _rest(
            "household_without_grid", cause, int(total or 0) - len(rows), 0, is_case=False
        )


def odd_times(facts: Facts) -> Iterator[Finding]:
    """Give the cases whose dates or durations cannot well be true."""
    frame = _times(facts)
    odd = frame.loc[suspicious_rows(frame, facts.now)]
    doubtful = odd.merge(_about(facts, odd["id"].tolist()), on="id", how="left")
    found = _odd_times(facts, doubtful)
    yield from islice(found, NAMED)
    rest = list(found)
    if rest:
        sentence = Sentence(
            "{count} more implausible times are not listed one by one: check the columns of times"
            " of the files they came from.",
            count=len(rest),
        )
        yield Finding(
            "implausible_time",
            "warning",
            sentence,
            cases=len({one.case_code for one in rest}),
            open_cases=len({one.case_code for one in rest if one.open_cases}),
        )


def _odd_times(facts: Facts, doubtful: pd.DataFrame) -> Iterator[Finding]:
    rows: list[Any] = list(doubtful.itertuples(index=False))
    for row in rows:
        times = [_moment(getattr(row, name)) for name in _TIMES]
        for odd in implausible_times(times[0], times[1], times[2], facts.now):
            yield Finding(
                "implausible_time",
                "warning",
                odd.sentence,
                grid_codes=(row.grid_code,) if isinstance(row.grid_code, str) else (),
                cases=1,
                open_cases=int(CaseStatus(row.status).is_open),
                case_code=row.code,
                **_at(row.lon, row.lat),
            )


def _times(facts: Facts) -> pd.DataFrame:
    """Return ``id`` and the times of every case as aware UTC.

    SQLite keeps times as text: read as text and parsed together they cost a tenth.
    """
    times = [sa.type_coerce(cases.c[name], sa.String()).label(name) for name in _TIMES]
    with facts.store.read() as conn:
        rows = conn.execute(
            sa.select(cases.c.id, *times).where(stands()).order_by(cases.c.id)
        ).all()
    frame = as_frame(rows, ["id", *_TIMES])
    parsed = {name: pd.to_datetime(frame[name], utc=True, format="ISO8601") for name in _TIMES}
    return frame.assign(**parsed)


def _about(facts: Facts, ids: list[object]) -> pd.DataFrame:
    with facts.store.read() as conn:
        return select_in(conn, cases, "id", ids, "id", "code", "status", "grid_code", "lon", "lat")


def _moment(value: Any) -> Any:  # noqa: ANN401  a pandas time or NaT
    return None if pd.isna(value) else value.to_pydatetime()


def _is_lost(table: sa.Table, cause: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.grid_code.is_(None), table.c.why_no_grid == cause)


def _count_cases(conn: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[int, int]:
    wanted = sa.select(cases.c.status, sa.func.count()).where(where).group_by(cases.c.status)
    counts = {CaseStatus(status): int(count) for status, count in conn.execute(wanted)}
    return sum(counts.values()), sum(n for status, n in counts.items() if status.is_open)


def _open_of(rows: Any) -> int:  # noqa: ANN401  rows of a select
    return sum(CaseStatus(row.status).is_open for row in rows)


def _lost_case(row: Any, cause: str) -> Finding:  # noqa: ANN401  a row of a select
    values = {"case": row.code, "address": row.address or "-"}
    sentences = {
        "gap": Sentence(
            "Case {case} ({address}) lies in a gap between grids, so nobody answers for it: close"
            " the gap.",
            **values,
        ),
        "outside": Sentence(
            "Case {case} ({address}) lies outside the district: check its position and the"
            " coordinate system of its file.",
            **values,
        ),
        "no_coordinate": Sentence(
            "Case {case} ({address}) has no usable position: add its coordinates.", **values
        ),
    }
    return Finding(
        "case_without_grid",
        _severity(cause),
        sentences[cause],
        cases=1,
        open_cases=int(CaseStatus(row.status).is_open),
        case_code=row.code,
        **_at(row.lon, row.lat),
    )


def _lost_household(row: Any, cause: str) -> Finding:  # noqa: ANN401  a row of a select
    sentence = (
        Sentence(
            "The household {address} lies in a gap between grids, so nobody answers for it: close"
            " the gap.",
            address=row.address,
        )
        if cause == "gap"
        else Sentence(
            "The household {address} lies outside the district: check its position and the"
            " coordinate system of its file.",
            address=row.address,
        )
    )
    return Finding(
        "household_without_grid",
        _severity(cause),
        sentence,
        households=1,
        **_at(row.lon, row.lat),
    )


def _rest(
    kind: str, cause: str, count: int, still_open: int, *, is_case: bool
) -> Iterator[Finding]:
    if count <= 0:
        return
    sentences = {
        "gap": Sentence("{count} more lie in a gap between grids: close the gaps.", count=count),
        "outside": Sentence(
            "{count} more lie outside the district: check the coordinate system of their file.",
            count=count,
        ),
        "no_coordinate": Sentence(
            "{count} more have no usable position: add their coordinates.", count=count
        ),
    }
    found = Finding(kind, _severity(cause), sentences[cause])
    if is_case:
        yield found.affecting(0, count, still_open)
    else:
        yield found.affecting(count, 0, 0)


def _severity(cause: str) -> Severity:
    return "error" if cause == "gap" else "warning"


def _at(lon: Any, lat: Any) -> dict[str, Any]:  # noqa: ANN401  a number or nothing
    if lon is None or pd.isna(lon):
        return {}
    around = (lon - _AROUND, lat - _AROUND, lon + _AROUND, lat + _AROUND)
    return {"lon": float(lon), "lat": float(lat), "bounds": around}
