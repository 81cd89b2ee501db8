"""Home visits counted a second time: plain Python over the rows, one household after the other.

Written from the rules in words, sharing no function with what it judges.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from data.schema import (
    grids,
    households,
    leaves,
    org_units,
    postings,
    visit_campaigns,
    visit_plans,
    visits,
    workers,
)
from data.store import Store

PARTS = ["morning", "afternoon", "evening", "notice"]
_TABLES = (
    grids, households, leaves, org_units, postings, visit_campaigns, visit_plans, visits, workers,
)  # fmt: skip


@dataclass
class Town:
    """What is remembered besides the rows: who lived where at first, and notices of moving in."""

    lived_in: dict[int, bool]
    notices: list[tuple[int, date]] = field(default_factory=list)


@dataclass
class Picture:
    """One day of one plan."""

    states: dict[str, str]
    lists: dict[str, tuple[str, str | None]]
    per_grid: dict[str | None, Counter]


class Rows(dict):
    """The tables of a store as they are now, each as dictionaries."""

    def __init__(self, store: Store) -> None:
        super().__init__({table.name: rows(store, table) for table in _TABLES})


def rows(store: Store, table: sa.Table) -> list[dict]:
    """Return a table as dictionaries."""
    with store.read() as conn:
        return [dict(row) for row in conn.execute(sa.select(table).order_by(*table.primary_key))
                .mappings()]  # fmt: skip


def begin(kept: Rows) -> Town:
    """Return the town before anything happens."""
    return Town({home["id"]: bool(home["is_occupied"]) for home in kept["households"]})


def picture(kept: Rows, town: Town, plan_code: str, on: date) -> Picture:
    """Return the states, lists and sums of a plan on a day, on the grids of today."""
    plan = next(one for one in kept["visit_plans"] if one["code"] == plan_code)
    turn = turn_of(plan, on)
    moves = settle(kept, town)
    made = [one for one in kept["visits"] if one["voided_on"] is None]
    if plan["kind"] == "campaign":
        mine = {one["visit_id"] for one in kept["visit_campaigns"] if one["plan_id"] == plan["id"]}
        made = [one for one in made if one["id"] in mine]
    found = Picture({}, {}, {})
    for home in kept["households"]:
        if turn is None or not is_meant(kept, plan, home["grid_code"]):
            continue
        if not lives(town, moves, home["id"], on):
            found.states[home["code"]] = "vacant"
            continue
        came = [day for day, kind in moves[home["id"]] if kind == "in" and day <= on]
        state = judge(
            [
                one
                for one in made
                if one["household_id"] == home["id"] and turn[0] <= one["visited_on"] <= on
            ],
            max(came, default=None),
        )
        found.states[home["code"]] = state
        found.per_grid.setdefault(home["grid_code"], Counter())[state] += 1
        if state in ("to_do", "not_home"):
            found.lists[home["code"]] = whose(kept, home["grid_code"], on)
    return found


def turn_of(plan: dict, on: date) -> tuple[date, date | None] | None:
    """Return first and last day of the turn that holds a day."""
    ends = [day for day in (plan["until"], plan["ended_on"]) if day is not None]
    if on < plan["since"] or any(on >= day for day in ends):
        return None
    if plan["every"] is None:
        return plan["since"], None
    assert plan["every"] == "half_year"
    start = date(on.year, 1 if on.month <= 6 else 7, 1)
    return max(start, plan["since"]), None


def settle(kept: Rows, town: Town) -> dict[int, list[tuple[date, str]]]:
    """Return when each home fell empty or was lived in again; notices of no effect are dropped."""
    said: dict[int, list[tuple]] = {home: [] for home in town.lived_in}
    for one in kept["visits"]:
        kind = {"moved": "out", "met": "in", "declined": "in"}.get(one["result"])
        if one["voided_on"] is None and kind is not None:
            order = (one["visited_on"], PARTS.index(one["day_part"]), one["id"])
            said[one["household_id"]].append((order, kind, None))
    for number, (home, day) in enumerate(town.notices):
        said[home].append(((day, PARTS.index("notice"), number), "in", (home, day)))
    moves, stay = {}, []
    for home, words in said.items():
        lived_in, moves[home] = town.lived_in[home], []
        for (day, _, _), kind, notice in sorted(words, key=lambda one: one[0]):
            if (kind == "in") != lived_in:
                lived_in = kind == "in"
                moves[home].append((day, kind))
                if notice is not None:
                    stay.append(notice)
    town.notices = stay
    return moves


def lives(town: Town, moves: dict, home: int, on: date) -> bool:
    """Return whether a home is lived in at the end of a day."""
    lived_in = town.lived_in[home]
    for day, kind in moves[home]:
        if day <= on:
            lived_in = kind == "in"
    return lived_in


def judge(tries: list[dict], since: date | None) -> str:
    """Return the state that the visits of a turn make."""
    state = "to_do"
    for one in sorted(tries, key=lambda v: (v["visited_on"], PARTS.index(v["day_part"]), v["id"])):
        if one["result"] == "moved":
            state = "to_do"
        elif (since is None or one["visited_on"] >= since) and state != "met":
            state = one["result"]
    return state


def whose(kept: Rows, grid: str | None, on: date) -> tuple[str, str | None]:
    """Return the list that a household of a grid is on."""
    if grid is None:
        return "no_grid", None
    people = {one["code"]: one for one in kept["workers"]}
    away = [one for one in kept["leaves"] if one["since"] <= on < one["until"]]
    at_work = []
    for one in kept["postings"]:
        who = people[one["worker_code"]]
        is_here = one["grid_code"] == grid and holds(one["since"], one["until"], on)
        is_gone = any(leave["worker_code"] == who["code"] for leave in away)
        if is_here and holds(who["valid_from"], who["valid_to"], on) and not is_gone:
            rank = ("primary", "cover", "backup").index(one["duty"])
            at_work.append((rank, one["since"] or date.min, who["code"]))
    return ("worker", min(at_work)[2]) if at_work else ("nobody", None)


def holds(since: date | None, until: date | None, day: date) -> bool:
    """Return whether a half-open stretch holds a day."""
    return (since is None or since <= day) and (until is None or day < until)


def is_meant(kept: Rows, plan: dict, grid: str | None) -> bool:
    """Return whether a plan means the households of a grid."""
    if not plan["area_codes"]:
        return True
    return bool(set(plan["area_codes"]) & set(above(kept, grid)))


def above(kept: Rows, grid: str | None) -> list[str]:
    """Return a grid of today and the units it lies in."""
    if grid is None:
        return []
    parent = {
        one["code"]: one["parent_code"]
        for one in [*kept["org_units"], *kept["grids"]]
        if one["valid_to"] is None
    }
    found = [grid]
    while parent.get(found[-1]):
        found.append(parent[found[-1]])
    return found
