"""The demonstration's cases live by the rules: the table of steps, the ledger, the clocks."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, Role, Viewer
from casework.case_status import CaseStatus
from casework.move import SATISFIED, STEPS, Move
from casework.tier import Tier
from data.case_store import is_open, is_overdue
from data.event_words import with_words
from data.schema import (
    case_clocks,
    case_events,
    case_notices,
    case_steps,
    case_tiers,
    cases,
    mediations,
    referrals,
    supervisions,
    sweep_cases,
    workers,
)
from data.store import Store
from service.cases.handing import hand_over, send_up, tell_progress
from service.cases.keeping import case_of
from service.cases.moving import move_case
from service.cases.registering import NewCase, register_case
from service.demonstration import fill_demonstration
from service.ledger import verify_ledger

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
SIZES = {"households": 2_000, "grids": 24, "cases": 2_100}


def _filled(empty: Path, folder: Path, **more: int) -> Store:
    path = folder / "district.db"
    shutil.copy(empty, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, NOW, **SIZES | more)
    return store


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration; nothing is written to it."""
    return _filled(empty_database, tmp_path_factory.mktemp("town"))


def _rows(store: Store, table: sa.Table) -> list[dict]:
    with store.read() as conn:
        rows = [dict(row) for row in conn.execute(sa.select(table)).mappings()]
        return with_words(conn, rows) if table is case_events else rows


def _lives(store: Store) -> dict[int, list[dict]]:
    lives: dict[int, list[dict]] = {}
    for event in sorted(_rows(store, case_events), key=lambda one: one["number"]):
        lives.setdefault(event["case_id"], []).append(event)
    return lives


def test_every_case_went_from_state_to_state_as_the_table_of_steps_allows(town: Store) -> None:
    status_of = {row["id"]: row["status"] for row in _rows(town, cases)}
    lives = _lives(town)
    assert lives.keys() == status_of.keys() and len(lives) == SIZES["cases"]
    for case_id, events in lives.items():
        assert events[0]["kind"] == "reported"
        at, status = events[0]["happened_at"], CaseStatus(events[0]["details"]["status"])
        for event in events[1:]:
            assert at <= event["happened_at"] <= NOW
            if event["kind"] not in set(Move):
                continue
            step, said = STEPS[Move(event["kind"])], event["details"]
            assert status in step.sources and said["from"] == status
            assert all(said.get(name) for name in step.needs)
            assert step.target is not None and said["to"] == step.target
            status, at = step.target, event["happened_at"]
        assert status == status_of[case_id]


def test_all_kinds_of_lives_are_there(town: Store) -> None:
    kinds = Counter(event["kind"] for event in _rows(town, case_events))
    assert {str(move) for move in Move} - {"mirror"} <= kinds.keys()
    beside = (
        "told sent_up handed_over merged supervision_opened supervision_ended sweep_found"
        " steps_set step_checked mediation_opened referral_made unit_joined"
    )
    assert set(beside.split()) <= kinds.keys()
    rows = _rows(town, cases)
    assert {row["satisfaction"] for row in rows} == {None, *SATISFIED}
    for name in ("kind", "need", "voice", "wish"):
        assert len({row[name] for row in rows}) > 3
    assert {row["tier"] for row in rows} >= {Tier.COUNCIL, Tier.STREET, Tier.COUNTY}
    for table in (supervisions, sweep_cases, case_steps, mediations, referrals, case_notices):
        assert _rows(town, table)


def test_serials_and_the_ledger_are_whole(town: Store) -> None:
    assert sorted(row["serial"] for row in _rows(town, cases)) == list(range(1, SIZES["cases"] + 1))
    auditor = Viewer("auditor", Role.AUDITOR)
    report = verify_ledger(auditor, town)
    assert report.is_whole, report.faults[:3]
    assert report.cases == SIZES["cases"]


def test_a_case_is_due_when_its_clock_for_settling_it_says(town: Store) -> None:
    last = {row["case_id"]: row for row in _rows(town, case_clocks) if row["name"] == "resolve"}
    for row in _rows(town, cases):
        clock = last[row["id"]]
        assert row["due_at"] == clock["due_at"]
        assert CaseStatus(row["status"]).is_open == (clock["met_at"] is None)
        if row["status"] == "suspended":
            assert row["due_at"] is None and clock["is_paused"]


def test_an_open_case_is_with_one_level_and_a_closed_one_with_none(town: Store) -> None:
    now_at = {row["case_id"]: row["tier"] for row in _rows(town, case_tiers) if not row["left_at"]}
    is_with = {
        row["id"]: row["tier"] for row in _rows(town, cases) if CaseStatus(row["status"]).is_open
    }
    assert now_at == is_with


def test_some_open_cases_are_late_but_most_are_not(town: Store) -> None:
    with town.read() as conn:
        number = sa.select(sa.func.count()).select_from(cases)
        late, all_open = (
            conn.scalar(number.where(where)) for where in (is_overdue(NOW), is_open())
        )
    assert all_open > 10
    assert 0.08 <= late / all_open <= 0.17


def test_a_merged_report_counts_with_the_case_that_stands_for_it(town: Store) -> None:
    rows = {row["code"]: row for row in _rows(town, cases)}
    joined = Counter(row["merged_into"] for row in rows.values() if row["merged_into"])
    assert joined
    for code, row in rows.items():
        assert row["report_count"] == 1 + joined[code]


def test_the_same_seed_makes_the_same_lives(town: Store, empty_database, tmp_path) -> None:
    def told(store: Store) -> list[tuple]:
        named = ("number", "case_id", "kind", "happened_at", "details")
        return [tuple(event[name] for name in named) for event in _rows(store, case_events)]

    again = _filled(empty_database, tmp_path)
    assert told(again) == told(town)


_REPLAYED = (
    "bounce extend suspend resume fail_check force_close reopen answer sent_up handed_over told"
    " reject void visit_back"
)


@pytest.mark.parametrize("kind", _REPLAYED.split())
def test_a_life_taken_step_by_step_through_the_acts_is_the_same(town, store, kind: str) -> None:
    lives, rows = _lives(town), {row["id"]: row for row in _rows(town, cases)}
    with store.begin() as conn:
        known = {"code": "W", "name": "W"}
        codes = {row["assigned_to"] for row in rows.values()} - {None}
        conn.execute(workers.insert(), [known | {"code": code} for code in sorted(codes)])
    case_id = next(
        one
        for one, events in lives.items()
        if kind in {event["kind"] for event in events}
        and rows[one]["tier"] >= Tier.STREET
        and not {"merged", "merge"} & {event["kind"] for event in events}
        and all(event["details"].get("tier_from") != 0 for event in events)
    )
    code = _replay(store, rows[case_id], lives[case_id])
    with store.read() as conn:
        made = conn.execute(sa.select(cases).where(cases.c.code == code)).mappings().one()
    named = ("status", "tier", "due_at", "closed_at", "rework_count", "bounce_count", "unit_code")
    assert {n: made[n] for n in named} == {n: rows[case_id][n] for n in named}
    assert _clocks(store, made["id"]) == _clocks(town, case_id)


def _clocks(store: Store, case_id: int) -> list[str]:
    names = [c.name for c in case_clocks.c if c.name not in ("id", "case_id")]
    rows = [row for row in _rows(store, case_clocks) if row["case_id"] == case_id]
    return sorted(str(tuple(row[name] for name in names)) for row in rows)


def _replay(store: Store, row: dict, events: list[dict]) -> str:
    """Register the case and take every step of its life through the acts; return its number."""
    case = case_of(row)
    said = {name: getattr(case, name) for name in ("channel", "kind", "category", "urgency")}
    begun = events[0]["happened_at"]
    code = register_case(OPERATOR, store, NewCase("x", **said, reported_at=begun), begun).code
    for event in events[1:]:
        at, details = event["happened_at"], dict(event["details"])
        version = next(one["version"] for one in _rows(store, cases) if one["code"] == code)
        if event["kind"] == "told":
            tell_progress(OPERATOR, store, code, version, details["text"], at)
        elif event["kind"] == "sent_up":
            send_up(OPERATOR, store, code, version, details["reason"], at)
        elif event["kind"] == "handed_over":
            hand_over(OPERATOR, store, code, version, details["to"], details["reason"], at)
        elif event["kind"] in set(Move):
            facts = {name: of for name, of in details.items() if name not in ("from", "to")}
            if "asked_at" in facts:
                facts["asked_at"] = pd.Timestamp(facts["asked_at"]).to_pydatetime()
            move_case(OPERATOR, store, code, version, Move(event["kind"]), facts, at)
    return code
