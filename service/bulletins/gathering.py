"""The lines of a bulletin from the registry and the pages' own figures: units in order of code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd

from casework.access import Action, Viewer, require
from casework.period import Period
from casework.supervision_state import SupervisionState
from data.rows import records
from data.settings_store import office_zone
from data.store import Store
from service.bulletins.facts import Basis, Found, Part
from service.cases.supervision import supervisions_now
from service.figure_groups import groups
from service.figure_list import FigureAsk, figure_list
from service.figures import figure_tables
from service.rounds.failed import failed_open
from service.rounds.figures import round_figures
from service.spot_checks.bulletin import bulletin_of
from service.spot_checks.draws import draws_of

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Gathering:
    """What lines are gathered of.

    Attributes
    ----------
    period
        Of rounds and spot checks; what is open or supervised is that of ``as_of``.
    today
        The office's day of ``as_of``.
    """

    viewer: Viewer
    store: Store
    period: Period
    area: str | None
    as_of: datetime
    today: date


def gather(asked: Gathering, parts: tuple[Part, ...]) -> list[Found]:
    """Return the lines of these parts, each part by code of the unit; never in order of a number.

    Units of which nothing can be told, with nothing to count, have no line.
    """
    require(asked.viewer, Action.PUT_OUT_BULLETIN)
    return [
        line
        for part in parts
        for line in sorted(_OF[part](asked), key=lambda one: (one.unit_code, one.subject or ""))
        if line.m
    ]


def _overdue(asked: Gathering) -> Iterator[Found]:
    """Yield owner units with what is open and past its day, as the registry counts it."""
    days = (asked.period.first, asked.period.last)
    of = (asked.viewer, asked.store)
    tables = figure_tables(*of, ["overdue_now", "open_now"], "unit", *days, asked.as_of, asked.area)
    late = {line.code: line.figure.n for line in tables["overdue_now"].lines}
    rows = figure_list(*of, FigureAsk("overdue_now", "denominator", *days, asked.as_of, asked.area))
    basis = _by_unit(rows, "unit_code", "due_at", asked)
    for line in tables["open_now"].lines:
        if line.code is not None:
            n = late.get(line.code, 0)
            yield Found("overdue", line.code, line.name, n, line.figure.n, basis[line.code])


def _by_unit(
    rows: pd.DataFrame, unit: str, day: str, asked: Gathering
) -> defaultdict[str, list[Basis]]:
    with asked.store.read() as conn:
        zone = office_zone(conn)
    found: defaultdict[str, list[Basis]] = defaultdict(list)
    for row in records(rows):
        on = row[day].astimezone(zone).date() if row[day] is not None else None
        found[str(row[unit])].append(Basis(row["code"], row.get("category") or "", on))
    return found


def _supervised(asked: Gathering) -> Iterator[Found]:
    """Yield owner units with their running supervisions, as the supervision page lists them."""
    frame = supervisions_now(asked.viewer, asked.store, asked.as_of)
    running = frame[frame["state"].isin([SupervisionState.RUNNING, SupervisionState.OVERDUE])]
    if asked.area is not None:
        running = running[running["code"].isin(_codes_in(asked))]
    with asked.store.read() as conn:
        names = groups(conn, "unit", asked.viewer, None)
    for code, rows in running.groupby("unit_code"):
        late = rows[rows["state"] == SupervisionState.OVERDUE]
        basis = _by_unit(late, "unit_code", "due_at", asked)[str(code)]
        unit = str(names.get(code, code))
        yield Found("supervised", str(code), unit, len(late), len(rows), basis)


def _codes_in(asked: Gathering) -> set[str]:
    days = (asked.period.first, asked.period.last)
    asking = FigureAsk("open_now", "denominator", *days, asked.as_of, asked.area)
    return set(figure_list(asked.viewer, asked.store, asking)["code"])


def _round(asked: Gathering) -> Iterator[Found]:
    """Yield streets with the failed checks of the period, as the page of rounds counts them."""
    of = (asked.viewer, asked.store)
    counts = round_figures(*of, asked.period, asked.today, "street", asked.area)
    failed = failed_open(*of, asked.today, asked.area)
    inside = [asked.period.first <= day <= asked.period.last for day in failed["checked_on"]]
    basis: defaultdict[str, list[Basis]] = defaultdict(list)
    for row in records(failed[inside]):
        one = Basis(row["place_code"], row["name"] or "", row["checked_on"])
        basis[str(row["street"])].append(one)
    for row in records(counts):
        code = row["code"]
        if code is not None:
            n = int(row["failed"] - row["rectified"])
            yield Found("round", code, row["name"], n, int(row["failed"]), basis[code])


def _spot_check(asked: Gathering) -> Iterator[Found]:
    """Yield streets with what draws of the period found whose own bulletin is out."""
    for draw in records(draws_of(asked.viewer, asked.store)):
        drawn = draw["drawn_on"]
        is_out = draw["reported_on"] is not None and draw["reported_on"] <= asked.today
        if is_out and drawn is not None and asked.period.first <= drawn <= asked.period.last:
            yield from _of_draw(asked, draw["code"])


def _of_draw(asked: Gathering, code: str) -> Iterator[Found]:
    found = bulletin_of(asked.viewer, asked.store, code, asked.as_of)
    head = found.record.head
    checks = found.record.checks
    for row in records(found.by_street):
        street = row["code"]
        if street is None or not _is_inside(asked, checks, street):
            continue
        open_ones = checks[(checks["street"] == street) & checks["problem"].notna()
                           & checks["rectified_on"].isna()]  # fmt: skip
        basis = [
            Basis(one["code"], one["name"] or "", one["checked_on"]) for one in records(open_ones)
        ]
        more = {"draw": code, "draw_name": head["name"], "seed": head["seed"],
                **{name: int(row[name]) for name in ("drawn", "checked")}}  # fmt: skip
        n, m = int(row["problems"] - row["rectified"]), int(row["problems"])
        yield Found("spot_check", street, row["name"], n, m, basis, code, more)


def _is_inside(asked: Gathering, checks: pd.DataFrame, street: str) -> bool:
    """Return whether a street lies in the area that is asked for."""
    if asked.area is None:
        return True
    rows = checks[checks["street"] == street]
    return bool((rows[["county", "street"]] == asked.area).to_numpy().any())


_OF: Final[Mapping[Part, Callable[[Gathering], Iterator[Found]]]] = {
    "overdue": _overdue,
    "supervised": _supervised,
    "round": _round,
    "spot_check": _spot_check,
}
