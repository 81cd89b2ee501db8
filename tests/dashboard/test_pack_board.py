"""The page of the meeting pack: built in one act, commented, compared, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from casework.access import OPERATOR
from data.schema import pack_comments, packs
from data.store import Store
from service.clock import now
from service.packs.template import default_template, save_template, template_to_plain
from tests.dashboard.town import HOSTILE, refusals, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.matters import matter


def page() -> None:
    from pages.packs import render

    render()


def leader() -> None:
    from casework.access import Role, Viewer
    from dashboard.pack_board import pack_board
    from data.store import open_store
    from service.clock import now

    pack_board(Viewer("区领导", Role.LEADER), open_store(), now())


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as store:
        plain = template_to_plain(default_template())
        for one in plain["sections"]:  # type: ignore[attr-defined]
            one["is_shown"] = one["key"] in ("cover", "headline")
        save_template(OPERATOR, store, plain, now())
        yield store


def pressed(at: AppTest, label: str) -> AppTest:
    return next(one for one in at.button if one.label == label).click().run()


def test_a_pack_is_built_with_one_button_and_shown(town: Store) -> None:
    at = run_page(page)
    assert not refusals(at)
    at = pressed(at, "Build the pack")
    assert not refusals(at), refusals(at)
    kept = rows_of(town, packs)
    assert len(kept) == 1
    assert at.query_params["pack"] == kept["code"][0]
    assert at.selectbox(key="pack_slide").value == "cover"


def test_before_the_first_pack_the_page_says_how_to_come_by_one(town: Store) -> None:
    said = "No pack has been built so far: choose a period and build one."
    at = run_page(page)
    assert [one.value for one in at.info] == [said]
    assert said not in [one.value for one in pressed(at, "Build the pack").info]


def test_a_comment_stands_beside_its_slide(town: Store) -> None:
    at = pressed(run_page(page), "Build the pack")
    at.text_area[0].set_value(HOSTILE[:100])
    at = pressed(at, "Keep the comment")
    assert not refusals(at)
    assert len(rows_of(town, pack_comments)) == 1


def test_then_and_today_names_the_case_that_came_later(town: Store) -> None:
    at = pressed(run_page(page), "Build the pack")
    code = at.query_params["pack"]
    late = matter(town, "后来补录", now=now(), reported_at=now() - timedelta(days=40))
    at = run_page(page, pack=code, part="compare")
    tables = [one.value.to_csv() for one in at.dataframe]
    assert any(late in one for one in tables), tables
    assert "entered late" in tables[-1]


def test_a_leader_looks_and_builds_nothing(town: Store) -> None:
    at = run_page(leader)
    assert not [one for one in at.button if one.label == "Build the pack"]
