"""The page of campaigns: figures, the curve, forms that are carried out once, hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR
from casework.visit import DayPart, PlanKind, VisitResult
from data.migrate import migrate
from data.schema import campaign_notices, households, opinion_tallies, visit_plans
from data.store import Store, open_store
from service.campaigns.opinions import add_opinions
from service.clock import now
from service.clock import today as office_day
from service.visits.plans import NewPlan, end_plan, plan_visits
from service.visits.recording import record_visit
from service.visits.visit import NewVisit
from tests.dashboard.town import html_of, refusals, run_page
from tests.service.units_town import HOSTILE, found_units

DAY = timedelta(days=1)
EVIL = "<img src=x onerror=alert(1)> **b** [a](http://b) $x$"


def _page() -> None:
    from pages import campaigns

    campaigns.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    found_units(made)
    with made.begin() as conn:
        conn.execute(households.update().values(address=EVIL))
    yield made


def _begun(store: Store, name: str = "防火宣传") -> str:
    today = office_day()
    plan = NewPlan(
        name, EVIL, today - 6 * DAY, today + 8 * DAY, PlanKind.CAMPAIGN,
        area_codes=("S1",), question="增设什么", options=("阅览角", EVIL),
    )  # fmt: skip
    code = plan_visits(OPERATOR, store, plan, now() - 7 * DAY).code
    for at in range(3):
        told = NewVisit(
            f"u{code}{at}", f"H1-{at}", "W1", today - 2 * DAY, DayPart.MORNING, VisitResult.MET,
            campaigns=(code,),
        )  # fmt: skip
        record_visit(OPERATOR, store, told, now())
    return code


def test_without_a_campaign_there_is_the_form_of_a_new_one_with_its_preview(store: Store) -> None:
    at = run_page(_page)
    page = html_of(at)
    assert "What it would ask for" in page and "<b>200</b>" in page
    at.text_input(key="campaigns_name_0").set_value(EVIL)
    at.text_input(key="campaigns_purpose_0").set_value("入户")
    at.multiselect(key="campaigns_areas_0").set_value(["C1"])
    at.text_input(key="campaigns_question_0").set_value("增设什么")
    at.text_area(key="campaigns_options_0").set_value("一\n\n 二 ").run()
    assert "<b>20</b>" in html_of(at)
    at.button(key="campaigns_begin_0").click().run()
    assert refusals(at) == [] and not at.exception
    with store.read() as conn:
        row = conn.execute(sa.select(visit_plans)).mappings().one()
    assert (row["kind"], row["area_codes"], row["options"]) == ("campaign", ["C1"], ["一", "二"])
    assert "<img" not in html_of(at)


def test_the_page_says_reached_of_all_against_the_plan_and_nobody_by_name(store: Store) -> None:
    _begun(store)
    at = run_page(_page)
    page = html_of(at)
    assert "5.0 %" in page and "met: 3 of 60 households" in page
    assert "A forecast, no promise" in page
    assert "<img" not in page and "<script>" not in page
    table = at.dataframe[0].value
    assert table["Met"].tolist() == [3, 0] and table["Households"].tolist() == [20, 40]
    assert HOSTILE in set(table.iloc[:, 0])
    assert "网格员" not in page and "H1-" not in page
    assert any("shown once the campaign is over" in one.value for one in at.info)


def test_notices_of_a_grid_are_counted_first_and_noted_once(store: Store) -> None:
    code = _begun(store)
    at = run_page(_page, view="notes", campaign=code)
    at.selectbox(key="campaigns_notice_area_0").set_value("G1").run()
    assert "20 homes that are lived in" in html_of(at)
    assert "<img" not in html_of(at)
    with store.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(campaign_notices)) == 0
    at.button(key="campaigns_notice_go_0").click().run()
    assert [one.value for one in at.success] == [
        "Noted\\: 20 notices\\. 0 households had theirs already\\."
    ]
    with store.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(campaign_notices)) == 20


def test_answers_are_added_for_a_community_and_shown_only_after_the_end(store: Store) -> None:
    code = _begun(store)
    at = run_page(_page, view="notes", campaign=code)
    at.number_input(key="campaigns_answer_0_0").set_value(12)
    at.number_input(key="campaigns_answer_1_0").set_value(9)
    next(one for one in at.button if one.label == "Add to the sums").click().run()
    assert refusals(at) == []
    with store.read() as conn:
        assert conn.scalars(sa.select(opinion_tallies.c.number)).all() == [12, 9]
    add_opinions(OPERATOR, store, code, "C2", {"阅览角": 20, EVIL: 30}, now())
    end_plan(OPERATOR, store, code, office_day() + DAY, now())
    assert run_page(_page, campaign=code).dataframe[-1].value.shape[1] > 4
    with store.begin() as conn:
        conn.execute(visit_plans.update().values(ended_on=office_day() - DAY))
    at = run_page(_page, campaign=code)
    answers = at.dataframe[-1].value
    assert answers["All answers"].tolist() == ["21", "50"]
    assert f"2. {EVIL}" in answers.columns
    over = run_page(_page, view="notes", campaign=code)
    assert any("is over" in one.value for one in over.info) and not over.number_input


def test_a_campaign_there_is_not_is_said_and_another_one_shown(store: Store) -> None:
    _begun(store)
    at = run_page(_page, campaign="nonsense")
    assert len(at.warning) == 1 and "met: 3 of 60" in html_of(at)
