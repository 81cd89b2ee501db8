"""The page of oversight: the matrix and what lies behind it, forms that act once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.schema import org_units, oversight_duties, oversight_findings
from data.store import Store, bump
from service.clock import now, today
from service.oversight.duties import NewAssignment, assign
from service.oversight.findings import NewFinding, enter_finding
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.matters import COORDINATOR

DAY = timedelta(days=1)


def _page() -> None:
    from pages import oversight

    oversight.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        with made.begin() as conn:
            row = {"code": "S1", "name": "西街", "level": "street", "parent_code": "D"}
            conn.execute(org_units.insert().values(row))
            bump(conn, "grids")
        yield made


def _found(store: Store, text: str = "通道被占") -> None:
    begun = NewAssignment("副区长", "S1", today() - 90 * DAY)
    duty = assign(COORDINATOR, store, begun, now())
    for area, due in (("safety", today() - DAY), ("safety", today() + DAY), ("flood", None)):
        new = NewFinding(duty, area, today() - 9 * DAY, text, due)
        enter_finding(COORDINATOR, store, new, now())


def _press(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception
    return at


def test_an_empty_district_says_what_is_missing(store: Store) -> None:
    at = run_page(_page)
    assert "Nobody is assigned today to: 西街." in html_of(at)
    assert "<b>0 / 1</b><span>townships with an office assigned" in html_of(at)
    assert {
        "Nothing was found here.",
        "Nobody is assigned to a township yet: enter it beside.",
    } == {one.value for one in at.info}


def test_the_matrix_shows_open_of_all_and_what_is_overdue(store: Store) -> None:
    _found(store)
    at = run_page(_page)
    matrix = at.dataframe[0].value
    assert list(matrix["Township"]) == ["西街", "All"]
    assert list(matrix["safety"]) == ["2 / 2 ▲1"] * 2
    assert list(matrix["flood"]) == ["1 / 1"] * 2
    assert list(matrix["visits"]) == ["–"] * 2
    assert list(matrix["All areas"]) == ["3 / 3 ▲1"] * 2
    assert "<b>1 / 3</b><span>overdue, of those still to be rectified" in html_of(at)
    assert "list none" in html_of(at)


def test_the_list_behind_a_number_has_as_many_rows_as_the_number_says(store: Store) -> None:
    _found(store)
    shown = run_page(_page, unit="S1", work="safety").dataframe[1].value
    assert len(shown) == 2
    late = run_page(_page, unit="S1", work="safety", state="overdue").dataframe[1].value
    assert list(late["State"]) == ["▲ overdue"]
    assert len(run_page(_page, unit="none", work="none").dataframe[1].value) == 3


def test_an_office_is_assigned_finds_and_it_is_rectified(store: Store) -> None:
    at = run_page(_page)
    at.text_input(key="oversight_a_who_0").set_value("区委常委")
    at.selectbox(key="oversight_a_unit_0").set_value("S1")
    _press(at, "Assign")
    assert refusals(at) == []
    at.selectbox(key="oversight_f_duty_1").set_value(1)
    at.selectbox(key="oversight_f_area_1").set_value("flood")
    at.text_area(key="oversight_f_text_1").set_value("排水沟淤堵")
    _press(at, "Enter the finding")
    assert refusals(at) == []
    assert list(at.dataframe[0].value["flood"]) == ["1 / 1"] * 2
    at.selectbox(key="oversight_r_one_2").set_value(1)
    at.text_input(key="oversight_r_how_2").set_value("已清淤")
    _press(at, "Enter it")
    assert refusals(at) == []
    assert list(at.dataframe[0].value["flood"]) == ["0 / 1"] * 2
    (kept,) = rows_of(store, oversight_findings).to_dict("records")
    assert (kept["rectified_on"], kept["rectified_note"]) == (today(), "已清淤")


def test_a_refusal_keeps_what_was_typed(store: Store) -> None:
    _found(store)
    at = run_page(_page)
    at.selectbox(key="oversight_f_duty_0").set_value(1)
    at.selectbox(key="oversight_f_area_0").set_value("flood")
    at.text_area(key="oversight_f_text_0").set_value("排水沟淤堵")
    at.date_input(key="oversight_f_on_0").set_value(today() - 100 * DAY)
    _press(at, "Enter the finding")
    assert "was not in force" in at.error[0].value.replace("\\", "")
    assert at.text_area(key="oversight_f_text_0").value == "排水沟淤堵"
    assert len(rows_of(store, oversight_findings)) == 3


def test_hostile_text_stays_text(store: Store) -> None:
    _found(store, HOSTILE)
    with store.begin() as conn:
        conn.execute(oversight_duties.update().values(holder=HOSTILE, department=HOSTILE))
        conn.execute(org_units.update().where(org_units.c.code == "S1").values(name=HOSTILE))
        bump(conn, "grids")
    assert "<img" not in html_of(run_page(_page))
    with store.begin() as conn:
        conn.execute(oversight_duties.update().values(until=today() - DAY))
    at = run_page(_page)
    assert "<img" not in html_of(at)
    assert "&lt;img" in html_of(at)
