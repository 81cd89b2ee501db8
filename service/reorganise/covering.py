"""Who answers for the new grids: what becomes of the postings of those that are given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.posting import Posting, Worker
from data.duty_store import load_postings, load_workers
from data.rows import records

DUTY_COLUMNS: Final = ["grid_code", "grid_name", "worker_code", "worker_name", "how", "others"]
_POSTING: Final = ["worker_code", "grid_code", "duty", "since", "until"]


@dataclass(frozen=True, eq=False)
class Covering:
    """What a reorganisation does to the postings.

    Attributes
    ----------
    duty : DataFrame
        As `service.reorganise.preview.Preview.duty`.
    ended : DataFrame[id, grid_code, worker_code, duty]
        Postings in force that end on the day.
    left : DataFrame[id]
        Postings of grids given up that would have begun on the day or later: they count no more.
    opened : DataFrame[worker_code, grid_code, duty, since, until]
        Those that begin.
    """

    duty: pd.DataFrame
    ended: pd.DataFrame
    left: pd.DataFrame
    opened: pd.DataFrame


def covering(
    conn: sa.Connection, pairs: pd.DataFrame, names: Mapping[str, str], day: date
) -> Covering:
    """Return who answers for the new grids, and which postings end and begin.

    A piece of a grid takes over its postings.  A merged grid takes over those of the worker who
    has most of its households, of his grid with most of them.

    Parameters
    ----------
    pairs : DataFrame[old_code, new_code, area_m2, households]
        Of grids that are given up.
    names
        Of the new grids, by code.
    """
    posted = _postings_after(conn, set(pairs["old_code"]), day)
    people = {row["code"]: row for row in records(load_workers(conn))}
    holders = _holders(posted, people, day)
    duty, opened = [], []
    origins: dict[str, list[dict[str, Any]]] = {}
    for row in records(pairs):
        origins.setdefault(row["new_code"], []).append(row)
    for new, line in sorted(origins.items()):
        lead = _lead(line, holders)
        worker = holders.get(lead)
        opened += [
            {**row, "grid_code": new, "since": max(row["since"] or day, day)}
            for row in posted.get(lead, [])
        ]
        others = sorted(
            {h for o in line if (h := holders.get(o["old_code"])) is not None} - {worker}
        )
        how = "vacant" if worker is None else "most_households" if others else "inherited"
        name = None if worker is None else people[worker]["name"]
        said = tuple(f"{people[other]['name']} ({other})" for other in others)
        duty.append((new, names[new], worker, name, how, said))
    all_posted = [row for rows in posted.values() for row in rows]
    ended = [row for row in all_posted if row["since"] is None or row["since"] < day]
    left = [row for row in all_posted if not (row["since"] is None or row["since"] < day)]
    return Covering(
        pd.DataFrame(duty, columns=DUTY_COLUMNS, dtype=object),
        pd.DataFrame(ended, columns=["id", "grid_code", "worker_code", "duty"], dtype=object),
        pd.DataFrame(left, columns=["id"], dtype=object),
        pd.DataFrame(opened, columns=_POSTING, dtype=object),
    )


def primary_workers(conn: sa.Connection, codes: set[str], day: date) -> dict[str, str]:
    """Return the worker whose duty each of these grids is on a day, by grid code."""
    people = {row["code"]: row for row in records(load_workers(conn))}
    return _holders(_postings_after(conn, codes, day), people, day)


def _postings_after(
    conn: sa.Connection, codes: set[str], day: date
) -> dict[str, list[dict[str, Any]]]:
    """Return what is posted to each grid on the day or later."""
    frame = load_postings(conn)
    frame = frame.loc[frame["grid_code"].isin(codes)]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(frame[["id", *_POSTING]]):
        if row["until"] is None or row["until"] > day:
            found.setdefault(row["grid_code"], []).append(row)
    return found


def _holders(
    posted: Mapping[str, Sequence[Mapping[str, Any]]],
    people: Mapping[str, Mapping[str, Any]],
    day: date,
) -> dict[str, str]:
    number, found = day.toordinal(), {}
    for grid, rows in posted.items():
        for row in rows:
            who = people[row["worker_code"]]
            span = Worker(who["code"], "", valid_from=who["valid_from"], valid_to=who["valid_to"])
            one = Posting(who["code"], grid, "primary", row["since"], row["until"])
            is_it = row["duty"] == "primary" and one.start <= number < one.end
            if is_it and span.serves_on(number):
                found[grid] = who["code"]
    return found


def _lead(origins: Sequence[Mapping[str, Any]], holders: Mapping[str, str]) -> str:
    """Return the old grid whose postings the new one takes over."""
    held: dict[str | None, tuple[int, float]] = {}
    for row in origins:
        worker = holders.get(row["old_code"])
        homes, area = held.get(worker, (0, 0.0))
        held[worker] = (homes + int(row["households"]), area + float(row["area_m2"]))
    workers = sorted(one for one in held if one is not None)
    best = max(workers, key=lambda one: held[one]) if workers else None
    his = [row for row in origins if holders.get(row["old_code"]) == best]
    lead = max(his, key=lambda row: (row["households"], row["area_m2"]))
    return str(lead["old_code"])
