"""Figures of visits, contact points, rooms, rounds and spot checks, counted by hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import partial
from typing import get_args

import openpyxl
import pytest
from typer.testing import CliRunner

import commands.figures
from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.indicator import Form
from casework.indicators import INDICATORS, REGISTRY
from casework.indicators_meetings import MEETING_FIGURES
from casework.indicators_work import WORK_FIGURES
from casework.period import Period
from casework.request import Wish
from casework.visit import VisitResult
from data.schema import (
    contact_duties,
    places,
    round_checks,
    sessions,
    spot_checks,
    spot_draws,
)
from data.store import Store, bump
from service.errors import ServiceError
from service.figure_answer import FigureAsk, answer_figures
from service.figure_asked import indicator_of
from service.figure_changes import compare, trend
from service.figure_export import export_outside, export_rows
from service.figure_groups import AREAS, By
from service.figure_list import FigureAsk as ListAsk
from service.figure_list import figure_list, figure_page, figures_kept
from service.figures import figure, figure_rows, figure_table, figure_tables, figures
from service.visits.recording import void_visit
from tests.service.campaign_town import noon, visit
from tests.service.units_town import found_units

MAY = (date(2026, 5, 1), date(2026, 5, 31))
NOW = datetime(2026, 6, 10, 4, tzinfo=UTC)
LEADER = Viewer("区领导", Role.LEADER)
OF_S2 = Viewer("二街道", Role.LEADER, "S2")


def day(number: int, month: int = 5) -> date:
    return date(2026, month, number)


@pytest.fixture
def town(store: Store) -> Store:
    """Keep visits, duties, sessions, points and draws, some of them outside of May."""
    found_units(store)
    _visits(store)
    with store.begin() as conn:
        conn.execute(places.insert(), _PLACES)
        conn.execute(contact_duties.insert(), _DUTIES)
        conn.execute(sessions.insert(), _SESSIONS)
        conn.execute(round_checks.insert(), _CHECKS)
        conn.execute(spot_draws.insert(), _DRAWS)
        conn.execute(spot_checks.insert(), _DRAWN)
        bump(conn, "places", "sessions", "rounds", "spot_checks")
    return store


def _visits(store: Store) -> None:
    told = {"needs": (Wish.WORK, Wish.HOUSING), "has_consent": True}
    visit(store, "H1-0", day(4), **told)
    # The same wish told again is one, another household's is another.
    visit(store, "H1-0", day(20), needs=(Wish.WORK,), has_consent=True)
    visit(store, "H3-0", day(31), needs=(Wish.WORK,), has_consent=True)
    visit(store, "H3-1", day(5), result=VisitResult.NOT_HOME)
    visit(store, "H3-1", day(9))
    visit(store, "H2-0", day(5), result=VisitResult.DECLINED)
    visit(store, "H2-1", date(2026, 4, 30))
    visit(store, "H2-2", day(1, 6))
    visit(store, "H4-0", day(5), result=VisitResult.MOVED)
    visit(store, "H4-1", day(5))
    uid = f"H4-1 {day(5)} {VisitResult.MET} ()"
    void_visit(OPERATOR, store, uid, "写错了", noon(day(6)))


def _place(number: int, used_for: str, unit: str | None, grid: str | None, **more: object) -> dict:
    said = {"id": number, "code": f"P{number}", "name": f"点{number}", "kind": "x"}
    where = {"used_for": used_for, "unit_code": unit, "grid_code": grid}
    plain = {"every_days": None, "valid_from": None, "valid_to": None, "lon": 120.0, "lat": 30.0}
    return said | where | plain | more


_PLACES = [
    _place(1, "contact", "C1", "G1"),
    _place(2, "contact", "S2", None),
    _place(3, "contact", "C3", "G3", valid_to=day(9, 6)),
    _place(4, "round", "C1", "G1", every_days=7, valid_from=day(4)),
    _place(5, "round", None, "G4", every_days=7, valid_from=day(4)),
    _place(6, "round", None, None, every_days=7, valid_from=day(4)),
    _place(7, "service", "C2", "G2"),
]


def _duty(number: int, place: int) -> dict:
    return {
        "id": number, "holder": f"区领导{number}", "place_id": place, "rule": "monthly",
        "weekday": None, "since": day(1, 1), "until": None, "entered_by": "x",
    }  # fmt: skip


def _session(place: int, duty: int | None, on: date, posted: date | None, state: str) -> dict:
    return {
        "place_id": place, "duty_id": duty, "held_on": on, "notice_posted_on": posted,
        "state": state, "entered_by": "x", "entered_on": on,
    }  # fmt: skip


_DUTIES = [_duty(1, 1), _duty(2, 2)]
_SESSIONS = [
    _session(1, 1, day(6), day(5), "held"),
    _session(2, None, day(7), day(7), "held"),
    _session(1, 1, day(20), None, "cancelled"),
    _session(2, 2, day(1, 6), day(1), "held"),
]


def _check(number: int, place: int, on: date, result: str, righted: date | None = None) -> dict:
    return {
        "uid": f"u{number}", "place_id": place, "due_on": day(4), "checked_on": on,
        "result": result, "rectified_on": righted, "entered_by": "x", "voided_on": None,
    }  # fmt: skip


# Due on the 4th, 11th, 18th and 25th of May, at three points.
_CHECKS = [
    _check(1, 4, day(4), "pass"),
    _check(2, 4, day(12), "fail", day(2, 6)),
    _check(3, 5, day(20), "fail"),
    _check(4, 6, day(25), "pass"),
    _check(5, 6, day(5), "pass") | {"voided_on": day(6)},
]
_DRAWS = [
    {
        "id": number, "code": f"D{number}", "name": "抽查", "subject": "service", "seed": "s",
        "procedure": "1", "frame": [], "frame_sha256": "0" * 64, "sizes": {}, "form": [],
        "since": on, "until": day(30, 6), "drawn_by": "x", "drawn_on": on, "announced_on": on,
        "announced_by": "x", "strata_by": "kind",
        "seed_source": "s", "seed_on": on,
    }
    for number, on in ((1, day(8)), (2, day(2, 6)))
]  # fmt: skip


def _drawn(draw: int, code: str, checked: date | None, **more: object) -> dict:
    plain = {"is_staffed": None, "problem": None, "rectified_on": None}
    said = {"draw_id": draw, "position": 1, "code": code, "stratum": "x", "checked_on": checked}
    return said | plain | more


_DRAWN = [
    _drawn(1, "P7", day(9), is_staffed=True, problem="牌子旧", rectified_on=day(9, 6)),
    _drawn(1, "P2", day(9), is_staffed=False, problem="无人"),
    _drawn(1, "G4", day(12)),
    _drawn(1, "P1", None),
    _drawn(2, "P7", day(3, 6), is_staffed=True),
]

# Counted by hand: n, m of May as of the tenth of June, and of the second street alone.
BY_HAND = {
    "visit_coverage": ((3, 199), (2, 139)),
    "needs_told_per_1000": ((3, 3), (1, 2)),
    "contact_duties_met": ((1, 2), (0, 1)),
    "notices_valid": ((1, 2), (0, 1)),
    # Of four communities; the third's room is out of use, the street's is none of a community.
    "units_with_room": ((1, 4), (0, 2)),
    "rounds_checked": ((4, 12), (1, 4)),
    "rounds_rectified": ((1, 2), (0, 1)),
    "spot_checks_done": ((3, 4), (2, 2)),
    "places_staffed": ((1, 2), (0, 1)),
    "problems_rectified": ((1, 2), (0, 1)),
}


@pytest.mark.parametrize("key", BY_HAND)
def test_every_figure_is_as_counted_by_hand(town: Store, key: str) -> None:
    assert set(BY_HAND) == set(WORK_FIGURES)
    whole, part = BY_HAND[key]
    found = figure(LEADER, town, key, *MAY, NOW)
    assert (found.n, found.m) == whole
    for one in (
        figure(LEADER, town, key, *MAY, NOW, area="S2"),
        figure(OF_S2, town, key, *MAY, NOW),
    ):
        assert (one.n, one.m) == part


def test_the_registry_is_the_figures_of_cases_of_work_and_of_meetings_each_once() -> None:
    assert list(REGISTRY) == [*INDICATORS, *WORK_FIGURES, *MEETING_FIGURES]
    names = [one.chinese for one in REGISTRY.values()]
    assert len(set(names)) == len(names)
    for one in WORK_FIGURES.values():
        assert one.source and one.excluded and "/" in str(one.formula)
        assert one.name == one.name.lower()
        assert one.is_local


def test_no_figure_of_work_is_told_by_worker(town: Store) -> None:
    assert "worker" not in get_args(By)
    for key in WORK_FIGURES:
        for by in get_args(By):
            assert "网格员" not in repr(figure_table(LEADER, town, key, by, *MAY, NOW))
        rows = figure_rows(LEADER, town, key, "denominator", *MAY, NOW)
        assert list(rows.columns) == ["code", "name", "n", "m", "counts"]
        assert not rows["code"].astype(str).str.startswith(("H", "W")).any()


def test_what_was_done_later_counts_only_when_it_is_looked_at_later(town: Store) -> None:
    # On the last of May nothing had been put right yet, and the last week was still to come.
    then = datetime(2026, 5, 31, 16, tzinfo=UTC)
    expected = {
        "rounds_rectified": (0, 2),
        "problems_rectified": (0, 2),
        "contact_duties_met": (1, 2),
        "rounds_checked": (4, 10),
        "units_with_room": (2, 4),
    }
    for key, counts in expected.items():
        found = figure(OPERATOR, town, key, *MAY, then)
        assert (found.n, found.m) == counts, key


def test_where_nothing_was_due_stands_a_dash(store: Store) -> None:
    found_units(store)
    for key in WORK_FIGURES:
        found = figure(OPERATOR, store, key, *MAY, NOW)
        if key not in ("visit_coverage", "units_with_room"):
            assert (found.n, found.m, found.value, found.interval) == (0, 0, "-", None)
    for period in ((day(1, 7), day(31, 7)), (None, None)):
        assert len(figures(OPERATOR, store, *period, NOW)) == len(REGISTRY)


def test_parts_add_up_to_the_whole_however_they_are_told_apart(town: Store) -> None:
    for key in WORK_FIGURES:
        whole = figure(OPERATOR, town, key, *MAY, NOW)
        for by in get_args(By):
            table = figure_table(OPERATOR, town, key, by, *MAY, NOW)
            told = [one.figure for one in (*table.lines, *table.nothing_due)]
            assert sum(one.n for one in told) == whole.n, (key, by)
            assert sum(one.m for one in told) == whole.m, (key, by)
            if by not in AREAS:
                assert [one.figure.m for one in table.lines] == [whole.m]


def test_an_area_is_told_as_when_it_is_asked_for_alone(town: Store) -> None:
    for by in ("grid", "community", "street"):
        for key, table in figure_tables(OPERATOR, town, list(WORK_FIGURES), by, *MAY, NOW).items():
            for line in (*table.lines, *table.nothing_due):
                if line.code is not None:
                    alone = figure(OPERATOR, town, key, *MAY, NOW, area=line.code)
                    assert (line.figure.n, line.figure.m) == (alone.n, alone.m), (key, line.code)


def test_work_belongs_to_no_owner_unit(town: Store) -> None:
    from data.schema import cases

    with town.begin() as conn:
        conn.execute(
            cases.insert().values(
                code="K", status="handling", unit_code="U1", reported_at=NOW, tier=1
            )
        )
    for key in WORK_FIGURES:
        assert figure(OPERATOR, town, key, *MAY, NOW, unit="U1").value == "-"


def test_the_rows_behind_a_figure_add_up_to_it(town: Store) -> None:
    for key in WORK_FIGURES:
        one = figure(OPERATOR, town, key, *MAY, NOW)
        below = figure_rows(OPERATOR, town, key, "denominator", *MAY, NOW)
        above = figure_rows(OPERATOR, town, key, "numerator", *MAY, NOW)
        assert (above["n"].sum(), below["m"].sum()) == (one.n, one.m)
        assert set(above["code"]) <= set(below["code"]) and above["counts"].all()
        page = figure_page(OPERATOR, town, ListAsk(key, "denominator", *MAY, NOW), 1, 1)
        assert (page.total, len(page.rows)) == (len(below), min(1, len(below)))
        assert list(page.rows.columns) == ["row_code", "row_name", "n", "m"]


def test_the_command_the_answer_and_the_page_give_one_and_the_same_number(
    town: Store, monkeypatch
) -> None:
    monkeypatch.setenv("GEGE_DATABASE", str(town.url.database))
    run = partial(CliRunner().invoke, commands.figures.app)
    # The tenth of June is over: the eleventh at midnight in the office.
    over = datetime(2026, 6, 10, 16, tzinfo=UTC)
    said = run(["--period", "2026-05", "--as-of", "2026-06-10", "--json"])
    by_command = {one["key"]: one for one in json.loads(said.output)}
    ask = FigureAsk(Period.parse("2026-05"), keys=tuple(WORK_FIGURES), by="street", periods=2)
    answer = answer_figures(OPERATOR, town, ask, over).as_json("en")
    by_address = {one["key"]: one for one in answer["figures"]}
    on_page = {one.key: one for one in figures_kept(OPERATOR, town, MAY, over, None, None)}
    for key in WORK_FIGURES:
        alone = figure(OPERATOR, town, key, *MAY, over)
        for one in (by_command[key], by_address[key], on_page[key].as_json()):
            assert (one["n"], one["m"], one["value"]) == (alone.n, alone.m, alone.value)
            assert one["source"] and one["exclusions"]
        assert answer["lines"][key][-1]["n"] == alone.n
        assert {line["code"] for line in answer["tables"][key]["lines"]} <= {"S1", "S2", None}
    told = run(["--period", "2026-05", "--key", "visit_coverage"])
    assert "走访覆盖率" in told.output and "3 of 199" in told.output and "/" in told.output


def test_what_the_page_keeps_is_counted_anew_after_a_change(town: Store) -> None:
    def seen(key: str) -> tuple[int, int]:
        kept = figures_kept(OPERATOR, town, MAY, NOW, None, None)
        return next((one.n, one.m) for one in kept if one.key == key)

    assert seen("problems_rectified") == (1, 2)
    with town.begin() as conn:
        conn.execute(
            spot_checks.update().where(spot_checks.c.code == "P2").values(rectified_on=day(9, 6))
        )
        bump(conn, "spot_checks")
    assert seen("problems_rectified") == (2, 2)
    visit(town, "H4-2", day(30))
    assert seen("visit_coverage") == (4, 199)


def test_periods_are_compared_and_stand_in_a_line(town: Store) -> None:
    (one,) = compare(OPERATOR, town, ["visit_coverage"], Period.parse("2026-05"), NOW)
    assert (one.now.n, one.now.m) == (3, 199)
    line = trend(OPERATOR, town, ["visit_coverage"], Period.parse("2026-05"), 3, NOW)
    assert line["visit_coverage"][-1].n == 3


def test_figures_of_cases_alone_are_asked_for_where_only_they_make_sense() -> None:
    with pytest.raises(ServiceError, match="visit_coverage"):
        indicator_of("visit_coverage")


def test_files_for_outside_hide_small_numbers_and_rows_say_what_they_are(
    town: Store, tmp_path
) -> None:
    ask = ListAsk("needs_told_per_1000", "denominator", *MAY, NOW)
    found = export_outside(OPERATOR, town, ask, tmp_path / "o.xlsx", language="en")
    frame = found.frame.set_index("code")
    assert frame.loc["C1", "n"] is None and frame.loc["C1", "m"] is None
    path = tmp_path / "r.xlsx"
    assert export_rows(OPERATOR, town, ask, path, "en") == 2
    cells = [
        str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row
    ]
    assert "a grid with its households" in cells and "每千户走访诉求" in cells
    with pytest.raises(CaseworkError):
        figure_list(SYSTEM, town, ask)


def test_what_is_told_per_thousand_met_is_no_number_per_thousand_of_today(town: Store) -> None:
    one = figure(OPERATOR, town, "needs_told_per_1000", *MAY, NOW)
    assert (one.form, one.amount) == (Form.PER_THOUSAND, 1000)
    assert "for 3 households" in str(one.text)
