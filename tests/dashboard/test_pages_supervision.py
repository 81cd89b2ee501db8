"""Supervision on a page: forms act once, refusals keep what was typed, people's text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.schema import supervisions
from data.store import Store
from service.cases.supervision import open_supervision
from service.cases.sweeps import add_cases, list_sweeps, open_sweep, sweep_table
from service.clock import now, today
from tests.dashboard.town import HOSTILE, html_of, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.matters import COORDINATOR, LITTER, matter


def _page() -> None:
    from pages import supervision

    supervision.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _fill(at: AppTest, code: str, who: str = "李督查", reason: str = "限期办结") -> AppTest:
    at.text_input(key="supervision_code_0").set_value(code)
    at.text_input(key="supervision_who_0").set_value(who)
    at.text_area(key="supervision_reason_0").set_value(reason)
    return at.button[0].click().run()


def test_a_case_is_taken_under_supervision_and_the_form_is_empty_again(store: Store) -> None:
    code = matter(store, now=now())
    at = _fill(run_page(_page), code)
    assert not at.error
    kept = rows_of(store, supervisions)
    assert list(kept["supervisor"]) == ["李督查"]
    assert code in at.success[0].value.replace("\\", "")
    assert at.text_input(key="supervision_code_1").value == ""
    assert list(at.dataframe[0].value["Filing number"]) == list(kept["filing_no"])


def test_a_refusal_keeps_what_was_typed_and_writes_nothing(store: Store) -> None:
    at = _fill(run_page(_page), "nowhere")
    assert "There is no case nowhere" in at.error[0].value
    assert at.text_area(key="supervision_reason_0").value == "限期办结"
    assert rows_of(store, supervisions).empty


def test_figures_count_what_runs_and_what_is_overdue(store: Store) -> None:
    moment = now()
    codes = [matter(store, now=moment - timedelta(days=9)) for _ in range(3)]
    for code, days in zip(codes, (-1, 5, None), strict=True):
        due = None if days is None else moment + timedelta(days=days)
        earlier = moment - timedelta(days=5)
        open_supervision(COORDINATOR, store, code, "李", "急", due, earlier)
    at = run_page(_page)
    body = html_of(at)
    assert "<b>3</b><span>supervised now" in body
    assert "<b>1</b><span>of them overdue" in body
    assert list(at.dataframe[0].value["State"].str[0]) == ["▲", "●", "●"]


def test_the_closing_table_is_that_of_the_service_with_units_by_name(store: Store) -> None:
    moment, day = now(), today()
    codes = [matter(store, category=LITTER, now=moment) for _ in range(2)]
    sweep = open_sweep(COORDINATOR, store, "冬季排查", day, "网格中心", day, moment)
    add_cases(COORDINATOR, store, sweep.name, codes, moment)
    at = run_page(_page, part="sweeps")
    shown = at.dataframe[0].value
    table = sweep_table(COORDINATOR, store, sweep.name, moment)
    assert list(shown["Found"]) == list(table["found"]) == [2, 2]
    assert shown["Owner unit"].iloc[0] == "环境卫生管理处"
    assert shown["Category"].iloc[-1] == "Total"
    assert shown["Owner unit"].iloc[-1] == ""


def test_a_sweep_ended_on_the_page_is_ended(store: Store) -> None:
    open_sweep(COORDINATOR, store, "冬季排查", today(), "网格中心", today(), now())
    at = run_page(_page, part="sweeps")
    end = next(one for one in at.button if one.label == "End the sweep")
    end.click().run()
    assert not at.error
    assert list_sweeps(COORDINATOR, store)[0].ended_at is not None


def test_hostile_text_stays_text(store: Store) -> None:
    code = matter(store, HOSTILE, now=now())
    open_supervision(COORDINATOR, store, code, HOSTILE, HOSTILE, None, now())
    open_sweep(COORDINATOR, store, HOSTILE, today(), HOSTILE, today(), now())
    for part in ("cases", "sweeps"):
        at = run_page(_page, part=part)
        assert "<img" not in html_of(at)
        # Markdown finds nothing to obey: each of its signs is escaped.
        assert not any(re.search(r"(?<!\\)(<img|\*b)", one.value) for one in at.caption)
