"""The page of home visits: its figures, its lists, a visit recorded once, plans; and its routes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from casework.visit import HomeState, VisitPlan
from dashboard.palette import VISIT_STATES
from dashboard.visits_choice import turns_until
from dashboard.visits_files import file_of, sheet_address
from data.migrate import migrate
from data.schema import cases, households, visit_plans, visits
from data.store import Store, open_store
from service.map_mercator import WORLD_BITS, to_world
from service.visit_map.home_list import ListAsk
from service.visit_map.states import STATES, seen_homes
from tests.dashboard.asgi import ask
from tests.dashboard.town import html_of, refusals, run_page
from tests.service.conftest import NOW
from tests.service.matters import COORDINATOR, HERE, LEADER
from tests.service.visit_map_town import TODAY, settle, some_visits


def _page() -> None:
    from pages import visits as page

    page.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give the town, at a moment that stands still behind every door."""
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    monkeypatch.setattr("pages.visits.now", lambda: NOW)
    monkeypatch.setattr("routes.visit_layers.now", lambda: NOW)
    monkeypatch.setattr("routes.visit_layers.today", lambda: TODAY)
    made = open_store()
    migrate(made)
    yield made


@pytest.fixture
def plan(store: Store) -> VisitPlan:
    found = settle(store)
    some_visits(store)
    return found


def _tile() -> str:
    """Return the tile in the middle of which the first grid's households stand."""
    x, y = to_world(np.array([HERE[0]]), np.array([HERE[1]]))
    return f"16/{int(x[0]) >> (WORLD_BITS - 16)}/{int(y[0]) >> (WORLD_BITS - 16)}"


def _json(address: str) -> dict:
    status, headers, body = ask(f"/gege/{address}")
    assert status == 200, body
    assert headers["cache-control"] == "private, no-cache"
    return json.loads(body)


def _grid(at: AppTest, key: str):
    return next(one for one in at.dataframe if one.proto.id.find(key) >= 0)


def _open(at: AppTest, home: str) -> AppTest:
    at.session_state["visits_open"] = home
    at.run()
    assert not at.exception, at.exception
    return at


# ---- what is shown


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", ["", "list", "plans"])
def test_every_way_of_looking_has_a_page(
    store: Store, plan: VisitPlan, lang: str, view: str
) -> None:
    run_page(_page, lang, view=view)


@pytest.mark.parametrize("view", ["", "list", "plans"])
def test_an_empty_district_has_a_page(store: Store, view: str) -> None:
    at = run_page(_page, view=view)
    assert any("no plan yet" in one.value for one in at.info)


def test_the_figure_is_that_of_the_command_and_of_the_legend(store: Store, plan: VisitPlan) -> None:
    from commands.visits import app

    said = CliRunner().invoke(app, ["coverage", plan.code, "--on", TODAY.isoformat()])
    assert said.exit_code == 0, said.output
    rows = json.loads(said.output)
    met, occupied = (sum(one[name] for one in rows) for name in ("met", "occupied"))
    shown = html_of(run_page(_page))
    assert f"met: {met} of {occupied} occupied households" in shown
    assert f"{int(1000 * met / occupied) / 10:.1f} %" in shown
    legend = _json(f"visits/legend.json?plan={plan.code}&lang=en")
    assert legend["occupied"] == occupied
    assert {one["state"]: one["households"] for one in legend["states"]} == {
        one.name.lower(): sum(row[one.name.lower()] for row in rows) for one in STATES
    }


def test_less_than_all_is_never_told_as_all() -> None:
    from dashboard.share_words import percent, share

    assert percent(99_999, 100_000) == "99.9 %"
    assert percent(5, 5) == "100.0 %"
    assert percent(0, 0) == share(0, 0) == "–"
    assert share(1_999, 2_000) == "1,999 / 2,000 (99.9 %)"


def test_a_part_of_the_district_has_its_own_figures(store: Store, plan: VisitPlan) -> None:
    assert "met: 4 of 25 occupied" in html_of(run_page(_page, area="C1"))
    table = run_page(_page, area="C1").dataframe[0].value
    assert table["Occupied"].tolist() == [25]
    whole = run_page(_page).dataframe[0].value
    assert whole["community"].tolist() == ["甲", "乙", "丙", "in none of them"]
    assert whole["Still to visit"].sum() == 34


def test_no_table_tells_workers_apart_by_how_well_they_did(store: Store, plan: VisitPlan) -> None:
    for view in ("", "plans"):
        for table in run_page(_page, view=view).dataframe:
            assert not {"W1", "W2", "员1", "员2"} & set(table.value.astype(str).to_numpy().ravel())
    lists = next(one for one in run_page(_page).selectbox if one.key == "visits_owner").options
    assert lists == [
        "everybody's list",
        "员1 (W1): 19",
        "员2 (W2): 9",
        "nobody answers: 4",
        "in no grid: 2",
    ]


def test_a_list_is_opened_by_who_answers(store: Store, plan: VisitPlan) -> None:
    at = run_page(_page)
    at.selectbox(key="visits_owner").select_index(3).run()
    assert at.query_params["view"] == "list"
    assert at.query_params["list"] == "nobody"
    assert at.dataframe[0].value["Household"].tolist() == ["H037", "H038", "H039", "H040"]


def test_the_page_holds_no_household_but_those_of_one_page_of_a_list(
    store: Store, plan: VisitPlan
) -> None:
    at = run_page(_page)
    assert "H0" not in html_of(at)
    assert not any("H001" in str(one.value.to_numpy()) for one in at.dataframe)


def test_hostile_addresses_stay_text(store: Store, plan: VisitPlan) -> None:
    at = _open(run_page(_page, view="list"), "H042")
    assert "<img" not in html_of(at)
    assert "&lt;img" in html_of(at)


def test_an_earlier_turn_is_looked_at_as_of_its_last_day(store: Store) -> None:
    settle(store)
    with store.begin() as conn:
        conn.execute(visit_plans.update().values(since=TODAY.replace(year=TODAY.year - 2)))
    at = run_page(_page, turn=f"{TODAY.year - 1}-01-01")
    assert "the turn ended on" in html_of(at)
    at = _open(at, "H001")
    assert "Save the visit" not in [one.label for one in at.button]


def test_turns_follow_each_other_without_a_gap(store: Store) -> None:
    plan = settle(store)
    found = turns_until(plan, TODAY)
    assert found[0].holds(TODAY)
    assert all(a.first.toordinal() == b.last.toordinal() + 1 for a, b in pairwise(found))


def test_what_the_address_cannot_mean_is_left(store: Store, plan: VisitPlan) -> None:
    at = run_page(_page, plan="NONE", turn="soon", view="everything", list="worker:X")
    assert "met: 5 of 41" in html_of(at)


# ---- what is done


def test_a_visit_is_recorded_once_with_its_case(store: Store, plan: VisitPlan) -> None:
    at = _open(run_page(_page, "zh", view="list"), "H010")
    key = "visits_visit_H010_0"
    next(one for one in at.get("button_group") if one.key == f"{key}_result").set_value("met")
    at.text_area(key=f"{key}_note").input("路灯不亮")
    at.checkbox(key=f"{key}_case").check()
    next(one for one in at.button if key in str(one.key)).click().run()
    assert not at.exception
    assert refusals(at) == []
    assert len(at.success) == 1
    with store.read() as conn:
        row = conn.execute(sa.select(visits).order_by(visits.c.id.desc()).limit(1)).one()
        assert (row.result, row.worker_code, row.note) == ("met", "W1", "路灯不亮")
        assert row.case_id is not None
        assert conn.scalar(sa.select(sa.func.count()).select_from(cases)) == 1
    assert seen_homes(COORDINATOR, store, plan.code, TODAY).counts[HomeState.MET] == 6


def test_a_visit_without_a_result_is_refused(store: Store, plan: VisitPlan) -> None:
    at = _open(run_page(_page, view="list"), "H010")
    next(one for one in at.button if one.label == "Save the visit").click().run()
    assert any("what became of the visit" in one for one in refusals(at))


def test_a_visit_is_made_void_with_a_reason(store: Store, plan: VisitPlan) -> None:
    at = _open(run_page(_page), "H001")
    send = "Make it void"
    next(one for one in at.button if one.label == send).click().run()
    assert len(refusals(at)) == 1
    next(one for one in at.text_input if one.label == "Reason").input("写错了")
    next(one for one in at.button if one.label == send).click().run()
    assert any("void" in one.value for one in at.success)
    assert seen_homes(COORDINATOR, store, plan.code, TODAY).counts[HomeState.MET] == 4


def test_somebody_lives_here_again(store: Store, plan: VisitPlan) -> None:
    at = _open(run_page(_page), "H006")
    next(one for one in at.button if one.label == "Somebody lives here again").click().run()
    assert refusals(at) == []
    with store.read() as conn:
        wanted = sa.select(households.c.is_occupied).where(households.c.code == "H006")
        assert conn.scalar(wanted) is True


def test_a_plan_is_previewed_made_and_ended(store: Store, plan: VisitPlan) -> None:
    at = run_page(_page, "zh", view="plans")
    assert any("41" in one.value for one in at.info)
    at.text_input(key="visits_plan_name_0").input("季度走访")
    at.text_input(key="visits_plan_purpose_0").input("听取意见")
    at.button(key="visits_plan_make_0").click().run()
    assert refusals(at) == []
    with store.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(visit_plans)) == 2
    next(one for one in at.button if "visits_plan_end" in str(one.key)).click().run()
    assert refusals(at) == []
    with store.read() as conn:
        wanted = sa.select(visit_plans.c.ended_on).where(visit_plans.c.code == plan.code)
        assert conn.scalar(wanted) == TODAY


def test_a_leader_sees_counts_only(
    store: Store, plan: VisitPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.visits.visitor", lambda: LEADER)
    at = _open(run_page(_page, view="list"), "H001")
    assert "met: 5 of 41" in html_of(at)
    assert not any(one.key == "visits_owner" for one in at.selectbox)
    assert "一号路" not in html_of(at)
    assert [one.label for one in at.button if "visit" in one.label.lower()] == []


# ---- routes


def test_tiles_are_found_under_their_mark_and_kept(store: Store, plan: VisitPlan) -> None:
    mark = _json(f"visits/legend.json?plan={plan.code}")["mark"]
    address = f"/gege/visits/{mark}/{_tile()}.png?plan={plan.code}&theme=light"
    status, headers, body = ask(address)
    assert (status, headers["content-type"]) == (200, "image/png")
    assert "immutable" in headers["cache-control"]
    assert ask(address, if_none_match=headers["etag"])[0] == 304
    dark = ask(address.replace("light", "dark"))[2]
    assert dark != body
    status, headers, _body = ask(address.replace(mark, "0" * 20))
    assert (status, headers["cache-control"]) == (200, "private, no-store")


def test_whoever_sees_counts_only_is_given_no_tile_card_or_list(
    store: Store, plan: VisitPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = _json(f"visits/legend.json?plan={plan.code}")["mark"]
    monkeypatch.setattr("routes.visit_layers.viewer_of", lambda _request: LEADER)
    assert _json(f"visits/legend.json?plan={plan.code}")["mark"] is None
    assert _json(f"visits/layer.json?plan={plan.code}")["totals"]["households"] == 39
    for address in (
        f"visits/{mark}/{_tile()}.png?plan={plan.code}",
        f"visits/homes.json?plan={plan.code}&lon=120&lat=30&zoom=18",
        f"visits/list.html?plan={plan.code}",
    ):
        status, headers, _body = ask(f"/gege/{address}")
        assert (status, headers["cache-control"]) == (403, "private, no-store")


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("visits/layer.json", "No plan is named"),
        ("visits/legend.json?plan=X", "no plan X"),
        ("visits/legend.json?plan=V2026-01&area=NOWHERE", "NOWHERE"),
        ("visits/legend.json?plan=V2026-01&on=soon", "YYYY-MM-DD"),
        ("visits/homes.json?plan=V2026-01&lon=1&lat=1&zoom=9", "come closer"),
        ("visits/homes.json?plan=V2026-01&lon=east&lat=1&zoom=18", "lon"),
        ("visits/list.html?plan=V2026-01&owner=worst", "owner"),
        ("visits/x/99/0/0.png?plan=V2026-01", "no tile"),
    ],
)
def test_what_cannot_be_answered_is_answered_with_a_sentence(
    store: Store, plan: VisitPlan, address: str, word: str
) -> None:
    status, _headers, body = ask(f"/gege/{address}")
    assert status == 400
    assert word in json.loads(body)["error"]


def test_the_layer_says_in_words_what_each_grid_is(store: Store, plan: VisitPlan) -> None:
    found = _json(f"visits/layer.json?plan={plan.code}&lang=en")
    assert found["unit"] == "% of occupied households met"
    assert found["values"] == [16.0, 10.0, 0.0]
    assert [one["grids"] for one in found["classes"]] == [1, 2, 0, 0, 0, 0]
    assert found["says"][2] == "Met 0 of 4; to visit 4, not home 0, declined 0"


def test_files_hold_the_whole_list_and_no_formula(store: Store, plan: VisitPlan) -> None:
    asked = ListAsk(plan.code, TODAY)
    text = file_of(COORDINATOR, store, asked, ".csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + 34
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert file_of(COORDINATOR, store, asked, ".xlsx")[:2] == b"PK"


def test_the_printed_list_is_the_list_that_is_shown(store: Store, plan: VisitPlan) -> None:
    asked = ListAsk(plan.code, TODAY, "C1", "W1", None, (HomeState.NOT_HOME,), "一号路")
    status, headers, body = ask("/" + sheet_address(asked))
    assert status == 200
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert body.decode().count("<tr>") == 2
    assert "一号路4号" in body.decode()


# ---- colours


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_states_are_told_apart_by_every_kind_of_sight(theme: str) -> None:
    colours = [VISIT_STATES[theme][one.name.lower()] for one in STATES]
    for sight in SIGHTS.values():
        seen = [_lab(sight @ _linear(one)) for one in colours]
        least = min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))
        assert least >= 22


# Machado, Oliveira and Fernandes 2009: full protan, deutan and tritan sight, in linear RGB.
SIGHTS = {
    "ordinary": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def _linear(colour: str) -> np.ndarray:
    part = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    part = XYZ @ np.clip(linear, 0, 1) / (XYZ @ np.ones(3))
    f = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
