"""The page of promises, resolutions and public works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from casework.access import OPERATOR
from casework.move import Move
from casework.progress import ProgressEvent, ProgressKind
from dashboard.promises_words import LOOK_TERMS, WORK_INKS
from data.schema import progress_events, project_areas, promises
from data.store import Store
from service.clock import now, today
from service.promises.keeping import NewProject, NewPromise, make_promise, plan_project
from service.promises.settling import link_cases
from service.promises.telling import tell_progress
from tests.dashboard.test_visits import SIGHTS, _lab, _linear
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.matters import LITTER, case_now, go, matter

DAY = timedelta(days=1)


def page() -> None:
    from pages.promises import render

    render()


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as store:
        yield store


def promised(store: Store, text: str = "路灯恢复照明", due: int = -5) -> str:
    new = NewPromise(text, "议事会", today() - 60 * DAY, "SZ", today() + due * DAY, "C1")
    return make_promise(OPERATOR, store, new, now())


def work(store: Store, **said: object) -> str:
    new = NewProject("改造", "排水", "SZ", today() - 60 * DAY, today() + 5 * DAY, **said)  # type: ignore[arg-type]
    return plan_project(OPERATOR, store, new, now())


def tell(store: Store, kind: str, code: str, what: ProgressKind) -> None:
    tell_progress(OPERATOR, store, kind, code, ProgressEvent(what, today(), "已核实"), now())  # type: ignore[arg-type]


def press(at: AppTest, label: str) -> None:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception


def field(at: AppTest, kind: str, label: str):  # noqa: ANN201
    return next(one for one in at.get(kind) if one.label == label)


@pytest.mark.parametrize("part", ["promises", "resolutions", "works"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_ledger_says_so_and_offers_to_write_one_down(
    town: Store, part: str, lang: str
) -> None:
    at = run_page(page, lang, part=part)
    assert at.info
    assert at.expander


def test_kept_and_due_stand_at_the_top_with_their_denominator(town: Store) -> None:
    tell(town, "promise", promised(town, due=5), ProgressKind.DONE)
    tell(town, "promise", promised(town, due=0), ProgressKind.DONE)
    promised(town)
    said = html_of(run_page(page))
    assert "1 / 2 (50.0 %)" in said and "promises kept / due so far" in said
    assert "overdue" in said and "not yet due" in said


def test_a_filter_in_the_address_narrows_the_list(town: Store) -> None:
    late, kept = promised(town), promised(town, due=5)
    tell(town, "promise", kept, ProgressKind.DONE)
    for state, codes in (("overdue", {late}), ("ended", {kept}), ("all", {late, kept})):
        at = run_page(page, state=state)
        assert set(at.dataframe[0].value["Code"]) == codes
    for owner, count in (("SZ", 2), ("nonsense", 2)):
        assert len(run_page(page, owner=owner).dataframe[0].value) == count


def test_another_day_is_looked_at_only(town: Store) -> None:
    code = promised(town)
    tell(town, "promise", code, ProgressKind.DONE)
    at = run_page(page, on=str(today() - DAY))
    assert "overdue" in at.dataframe[0].value["State"].iloc[0]
    assert not at.button and not at.expander
    for bad in ("x", "2999-01-01"):
        assert "done late" in run_page(page, on=bad).dataframe[0].value["State"].iloc[0]


def test_hostile_text_stays_text(town: Store) -> None:
    code = promised(town, HOSTILE)
    tell_progress(
        OPERATOR, town, "promise", code,
        ProgressEvent(ProgressKind.PROGRESS, today(), HOSTILE), now(),
    )  # fmt: skip
    said = html_of(run_page(page, code=code))
    assert "<img src=x" not in said and "<script>x" not in said
    assert "&lt;script&gt;" in said


def test_progress_is_reported_once_and_said(town: Store) -> None:
    promised(town)
    at = run_page(page)
    field(at, "text_area", "In words: what was done").set_value("已进场")
    press(at, "Report")
    assert refusals(at) == []
    assert list(rows_of(town, progress_events)["text"]) == ["已进场"]
    assert "P" in at.success[0].value
    # Without words it is refused with a sentence and nothing is written.
    press(at, "Report")
    assert "Nothing was said" in at.error[0].value
    assert len(rows_of(town, progress_events)) == 1


def test_a_promise_is_written_down_on_the_page(town: Store) -> None:
    at = run_page(page, area="C1")
    field(at, "text_area", "The promise as it was given").set_value("修好楼道灯")
    field(at, "text_input", "Where it was promised").set_value("居民议事会")
    owner = [one for one in at.selectbox if one.label == "Owed by"][-1]
    owner.set_value("SZ")
    press(at, "Write it down")
    assert refusals(at) == []
    kept = rows_of(town, promises).iloc[0]
    assert (kept["text"], kept["area"], kept["owner_unit"]) == ("修好楼道灯", "C1", "SZ")


def test_areas_are_noted_together_and_the_missing_ones_are_named(town: Store) -> None:
    code = work(town, areas=("C1", "C2", "G1"))
    at = run_page(page, part="works", code=code)
    assert "Missing (3)" in html_of(at) and "0 / 3" in html_of(at)
    field(at, "text_area", "Or a list of their codes").set_value("C1\nG1")
    press(at, "Note them as reached")
    assert refusals(at) == []
    assert rows_of(town, project_areas)["done_on"].notna().sum() == 2
    assert "2 / 3 (66.6 %)" in html_of(at) and "Missing (1)" in html_of(at)


def test_a_finished_work_closes_its_cases_after_a_preview(town: Store) -> None:
    moment = now()
    case, early = matter(town, now=moment), matter(town, now=moment)
    go(town, case, (Move.ACCEPT, {"category": LITTER}), now=moment)
    code = work(town)
    link_cases(OPERATOR, town, code, [case, early], moment)
    tell(town, "project", code, ProgressKind.DONE)
    at = run_page(page, part="works", code=code)
    linked = at.dataframe[-2].value
    assert list(linked["Closed by the work on"]) == ["–", "–"]
    shown = at.dataframe[-1].value
    assert "→" in shown.set_index("Case number").loc[case, "What would be done"]
    assert "accepted" in shown.set_index("Case number").loc[early, "What would be done"]
    press(at, "Close these 1 cases")
    assert refusals(at) == []
    assert not case_now(town, case).is_open and case_now(town, early).is_open


def test_works_with_a_position_are_given_to_the_map_with_how_they_stand(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = work(town, lon=120.005, lat=30.005)
    drawn = []
    monkeypatch.setattr(
        "dashboard.promises_works.draw_map", lambda config, **_more: drawn.append(config)
    )
    run_page(page, part="works")
    works = drawn[0]["works"]
    assert works["list"] == [[code, "改造", "open", 120.005, 30.005]]
    for theme in ("light", "dark"):
        assert set(works["inks"][theme]) == {*works["states"], "mark"}
    assert set(works["marks"]) == set(works["states"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_works_are_told_apart_by_every_kind_of_sight(theme: str) -> None:
    for sight in SIGHTS.values():
        seen = [_lab(sight @ _linear(WORK_INKS[theme][look])) for look in LOOK_TERMS]
        assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) >= 17
