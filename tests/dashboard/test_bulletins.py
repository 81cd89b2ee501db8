"""The page of bulletins: lines by unit, forms that act once, files and their log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from casework.access import DEMONSTRATION_COORDINATOR
from data.bulletin_store import add_bulletin
from data.schema import bulletin_appeals, bulletins
from data.store import Store
from service.bulletins.facts import Basis, Found
from service.bulletins.files import bulletin_file
from service.bulletins.wording import usual_words
from service.clock import now, today
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.district import rows_of

DAY = timedelta(days=1)
CODE = "TB20260101-1"


def _page() -> None:
    from pages import bulletins

    bulletins.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _keep(store: Store, title: str = "五月通报", *, is_over: bool = False) -> None:
    built = now() - 9 * DAY
    head = {
        "code": CODE, "title": title, "period": "2026-05", "area": None, "as_of": built,
        "words": usual_words(), "built_by": "x", "built_at": built,
        "appeals_until": today() - DAY if is_over else today() + DAY,
    }  # fmt: skip
    lines = [
        Found("overdue", "U1", HOSTILE, 3, 40, [Basis("SQ20260501-00001", HOSTILE)]),
        Found("overdue", "U2", "住建局", 0, 12),
    ]
    with store.begin() as conn:
        add_bulletin(conn, head, [one.as_row() for one in lines])


def _press(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception
    return at


def _choose(at: AppTest, label: str, value: object) -> None:
    next(one for one in at.selectbox if one.label == label).set_value(value)


def _write(at: AppTest, label: str, text: str) -> None:
    next(one for one in at.text_area if one.label == label).set_value(text)


def test_without_a_bulletin_the_page_offers_a_new_one(store: Store) -> None:
    at = run_page(_page)
    assert [one.label for one in at.button if "together" in one.label] == [
        "Put the bulletin together"
    ]


def test_lines_stand_with_their_numbers_and_what_people_wrote_is_text(store: Store) -> None:
    _keep(store, HOSTILE)
    html = html_of(run_page(_page))
    assert ">3 / 40<" in html
    assert "3 of 40 open cases were past their day" in html
    assert "<script>x" not in html
    assert "&lt;script&gt;" in html
    assert "SQ20260501-00001" in html


def test_a_line_is_contested_answered_and_the_bulletin_put_out(store: Store) -> None:
    _keep(store, is_over=True)
    at = run_page(_page)
    _choose(at, "Line", 1)
    _write(at, "Reason", HOSTILE)
    _press(at, "Contest the line")
    assert [one.value for one in at.success] == [
        "Line 1 is contested; the answer will stand beside it\\."
    ]
    assert len(rows_of(store, bulletin_appeals)) == 1
    assert "<script>x" not in html_of(at)
    answer = [one for one in at.selectbox if one.label == "Line"][-1]
    answer.set_value(1)
    next(one for one in at.radio if one.label == "Outcome").set_value("corrected")
    _write(at, "Answer", "属实")
    for label, value in (("Corrected number", 2), ("of how many", 40)):
        next(one for one in at.number_input if one.label == label).set_value(value)
    _press(at, "Answer the appeal")
    html = html_of(at)
    assert ">2 / 40<" in html
    assert "First: 3 of 40" in html
    _press(at, "Publish the bulletin")
    assert rows_of(store, bulletins)["published_at"].notna().all()
    assert "Publish the bulletin" not in [one.label for one in at.button]


def test_what_is_refused_is_said_and_the_form_keeps_what_was_written(store: Store) -> None:
    _keep(store)
    at = run_page(_page)
    _press(at, "Publish the bulletin")
    assert "publish it from the day after" in refusals(at)[0].replace("\\", "")
    assert rows_of(store, bulletins)["published_at"].isna().all()
    _choose(at, "Line", 2)
    _press(at, "Contest the line")
    assert "Nothing was said" in refusals(at)[0]
    assert rows_of(store, bulletin_appeals).empty


def test_a_bulletin_is_built_on_the_page_and_a_title_that_ranks_is_refused(store: Store) -> None:
    at = run_page(_page, bulletin="new")
    next(one for one in at.text_input if one.label == "Title").set_value("排名通报")
    _press(at, "Put the bulletin together")
    assert "ranks or blames nobody" in refusals(at)[0]
    assert rows_of(store, bulletins).empty


def test_files_for_outside_come_after_publication_and_the_check(store: Store) -> None:
    _keep(store, is_over=True)
    at = run_page(_page, part="files")
    assert [list(one.options) for one in at.button_group if one.label == "For whom"] == [
        ["internal"]
    ]
    bulletin_file(DEMONSTRATION_COORDINATOR, store, CODE, "csv", "zh", "inside", now())
    log = run_page(_page, part="log").dataframe[0].value
    assert list(log["Code"]) == [CODE]
    assert list(log["For whom"]) == ["internal"]
    assert list(log["Format"]) == ["CSV"]
