"""The roster on a page: its figures, forms that act once, the answer for a day, text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from data.schema import grids, leaves, orders, postings, workers
from data.store import Store, bump
from service.clock import now, today
from service.coverage import roster_on
from service.roster.leave_acts import enter_leave
from tests.dashboard.asgi import ask
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.matters import COORDINATOR, matter


def _page() -> None:
    from pages import roster

    roster.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _ahead(days: int):
    return today() + timedelta(days=days)


def _press(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception
    return at


def test_the_figures_count_how_the_grids_are_answered_for_today(store: Store) -> None:
    enter_leave(COORDINATOR, store, "W1", _ahead(0), _ahead(3), now())
    at = run_page(_page)
    body = html_of(at)
    for count, what in (("2", "grids today"), ("1", "with their own worker"), ("1", "with nobody")):
        assert f"<b>{count}</b><span>{what}" in body
    assert "<b>3 (5.0%)</b><span>uncovered grid-days" in body
    today_list, ahead = (one.value for one in at.dataframe)
    assert list(today_list["Answers today"]) == ["▲ nobody"]
    assert list(ahead["Days"]) == [3]


def test_a_leave_is_entered_once_and_covered_by_who_was_proposed(store: Store) -> None:
    at = run_page(_page, part="leave")
    assert "Nobody is away" in at.info[0].value
    at.selectbox(key="roster_leave_worker_0").set_value("W1")
    at.date_input(key="roster_leave_since_0").set_value(_ahead(1))
    at.date_input(key="roster_leave_until_0").set_value(_ahead(4))
    _press(at, "Enter the leave")
    assert refusals(at) == []
    (leave,) = rows_of(store, leaves).to_dict("records")
    assert (leave["since"], leave["until"]) == (_ahead(1), _ahead(4))
    assert html_of(at).count("▲") == 3 + 1  # three days, and the legend
    _press(at, "Propose substitutes")
    assert at.selectbox(key="roster_cover_1_G1_1").value == "W2"
    assert rows_of(store, postings)["duty"].eq("cover").sum() == 0
    at.text_input(key="roster_cover_no_1_1").set_value("顶〔2026〕1号")
    at.text_input(key="roster_cover_by_1_1").set_value("主任")
    _press(at, "Post the substitutes")
    assert refusals(at) == []
    answers = [roster_on(store).responsible_on("G1", _ahead(n)).worker.code for n in range(5)]
    assert answers == ["W1", "W2", "W2", "W2", "W1"]
    assert "顶〔2026〕1号" in at.success[0].value.replace("\\", "")


def test_a_refusal_keeps_what_was_typed_and_writes_nothing(store: Store) -> None:
    enter_leave(COORDINATOR, store, "W1", _ahead(1), _ahead(4), now())
    at = run_page(_page, part="leave")
    at.selectbox(key="roster_cover_1_G1_0").set_value("W2")
    at.text_input(key="roster_cover_by_1_0").set_value("主任")
    _press(at, "Post the substitutes")
    assert "Nothing was said for this" in at.error[0].value
    assert at.text_input(key="roster_cover_by_1_0").value == "主任"
    assert len(rows_of(store, orders)) == 1


def test_a_worker_let_go_is_gone_and_what_he_leaves_is_told(store: Store) -> None:
    code = matter(store, now=now())
    at = run_page(_page, part="workers")
    at.date_input(key="roster_go_day_W1_0").set_value(_ahead(2))
    at.text_input(key="roster_go_no_W1_0").set_value("辞1号")
    at.text_input(key="roster_go_by_W1_0").set_value("主任")
    at.text_input(key="roster_go_why_W1_0").set_value("辞职")
    _press(at, "Enter the last day")
    said = at.success[0].value.replace("\\", "")
    assert "Vacant then: G1" in said
    assert code in said
    assert roster_on(store).responsible_on("G1", _ahead(3)).worker is None


def test_a_worker_is_hired_and_half_a_post_is_half(store: Store) -> None:
    at = run_page(_page, part="workers")
    at.text_input(key="roster_hire_code_0").set_value("W7")
    at.text_input(key="roster_hire_name_0").set_value("新员")
    at.number_input(key="roster_hire_capacity_0").set_value(0.5)
    _press(at, "Enter into service")
    assert refusals(at) == []
    shown = at.dataframe[0].value
    assert list(shown["Code"]) == ["W1", "W2", "W7"]
    assert list(shown["Capacity"]) == ["1", "1", "0.5"]


def test_the_table_of_workers_is_by_code_and_measures_nobody(store: Store) -> None:
    shown = run_page(_page, part="workers").dataframe[0].value
    assert list(shown["Code"]) == sorted(shown["Code"])
    assert set(shown) == {
        "Code", "Name", "Capacity", "Grids", "Covers", "Backs up", "Away today", "In service from",
        "Gone from", "Telephone",
    }  # fmt: skip


def test_who_was_responsible_on_a_day_is_answered_with_the_order(store: Store) -> None:
    enter_leave(COORDINATOR, store, "W1", _ahead(1), _ahead(4), now())
    asked = {"part": "question", "grid": "G1"}
    assert "员1 (W1)" in html_of(run_page(_page, **asked))
    at = run_page(_page, **asked, on=str(_ahead(2)))
    assert "Nobody" in html_of(at)
    assert "is on leave and there is no backup" in html_of(at)
    assert "<dd>" in html_of(run_page(_page, **asked, on="9999-99-99"))


def test_hostile_text_stays_text_on_every_part_and_on_the_sheet(store: Store) -> None:
    with store.begin() as conn:
        conn.execute(workers.update().where(workers.c.code == "W1").values(name=HOSTILE))
        conn.execute(grids.update().where(grids.c.code == "G1").values(name=HOSTILE))
        bump(conn, "grids", "duty")
    enter_leave(COORDINATOR, store, "W1", _ahead(0), _ahead(4), now(), order_no=HOSTILE)
    matter(store, HOSTILE, now=now())
    for part in ("vacancies", "leave", "workers", "question"):
        at = run_page(_page, part=part, grid="G1")
        assert "<img" not in html_of(at)
        assert not any(re.search(r"(?<!\\)(<img|\*b)", one.value) for one in at.caption)
    sheet = _sheet("W1")[2]
    assert "<img" not in sheet
    assert "<script" not in sheet
    assert "&lt;img" in sheet


def _sheet(worker: str, **asked: str) -> tuple[int, dict[str, str], str]:
    status, headers, body = ask(
        f"/gege/hand-over-sheet/{worker}?" + urlencode({"lang": "en"} | asked)
    )
    return status, headers, body.decode()


def test_the_sheet_is_a_page_of_its_own_that_fetches_nothing(store: Store) -> None:
    code = matter(store, contact="13900000000", now=now())
    status, headers, text = _sheet("W1")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "no-store" in headers["cache-control"]
    for told in ("第1网格", "员2", code, "<svg", "Received by", "Witnessed by"):
        assert told in text
    assert "13900000000" not in text
    assert not re.search(r"(?:src|href|url)\s*[=(]", text)
    assert _sheet("W9")[0] == _sheet("W1", order="none")[0] == 400
