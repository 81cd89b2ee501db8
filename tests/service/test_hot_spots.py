"""Hot spots as an act: what is counted, who is compared with whom, what is said and what is not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.indicators import INDICATORS
from casework.period import Period
from commands.hot_spots import app
from data.demo.hot_spots import CAUSES
from data.migrate import migrate
from data.schema import cases
from data.store import Store, bump
from geo.errors import GeoError
from geo.hot_spots import HIGH_ALONE, HOT, LOW_ALONE, NOT_APART, local_spots
from routes.layer_answer import layer_answer
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.figures import figure, figure_table
from service.hot_spots import finding
from service.hot_spots.ask import FIGURES, WHATS, SpotAsk, What
from service.hot_spots.categories import spots_by_category
from service.hot_spots.counting import SpotCounts, count_cases
from service.hot_spots.course import courses
from service.hot_spots.finding import hot_spots
from service.hot_spots.layers import rate_layer, spot_layer
from service.hot_spots.table import columns_of, write_spots
from service.language import say

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
YEAR, MAY = Period.parse("2025-06-01..2026-06-14"), Period.parse("2026-05")
STREET = "990101002"
PART = Viewer("街道", Role.LEADER, STREET)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hot spots") / "gege.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW)
    return path


@pytest.fixture(scope="module")
def town(path: Path) -> Store:
    return Store(str(path))


def _sum_is_the_figure(viewer: Viewer, store: Store, ask: SpotAsk) -> None:
    found = hot_spots(viewer, store, ask, NOW)
    days = (ask.period.first, ask.period.last)
    told = figure(viewer, store, ask.key, *days, NOW, area=ask.area)
    assert found.counts.cases.sum() + found.counts.elsewhere == told.n
    by_grid = figure_table(
        viewer, store, ask.key, "grid", *days, NOW, area=ask.area, map_of=found.ground.on
    )
    row_of = {code: row for row, code in enumerate(found.ground.grids.codes)}
    lines = [line for line in (*by_grid.lines, *by_grid.nothing_due) if line.code]
    assert {line.code: line.figure.n for line in lines} == {
        line.code: found.counts.cases[row_of[line.code]] for line in lines
    }


@pytest.mark.parametrize("what", WHATS)
def test_the_cases_of_each_grid_are_those_of_the_registry_s_figure(town: Store, what: What) -> None:
    _sum_is_the_figure(OPERATOR, town, SpotAsk(MAY, what, periods=1))
    _sum_is_the_figure(OPERATOR, town, SpotAsk(MAY, what, area=STREET, periods=1))
    _sum_is_the_figure(PART, town, SpotAsk(MAY, what, periods=1))


def test_all_figures_asked_for_are_counts() -> None:
    assert all(INDICATORS[key].form.name == "COUNT" for key in FIGURES.values())


def test_the_cases_of_the_categories_add_up_to_all(town: Store) -> None:
    found = hot_spots(OPERATOR, town, SpotAsk(YEAR, periods=1), NOW)
    assert found.counts.by_category.sum() == found.counts.cases.sum() > 3000
    for name in ("占道经营", "咨询"):
        one = hot_spots(OPERATOR, town, SpotAsk(YEAR, category=name, periods=1), NOW)
        column = found.counts.categories.index(name)
        assert one.counts.cases.tolist() == found.counts.by_category[:, column].tolist()
    none = hot_spots(OPERATOR, town, SpotAsk(YEAR, category="没有", periods=1), NOW)
    assert none.spots.unsaid == "no_cases"


def test_each_grid_says_what_the_test_says_of_its_cases_and_households(town: Store) -> None:
    ask = SpotAsk(YEAR, category="占道经营", periods=1, statistic="gi_permuted", seed=3)
    found = hot_spots(OPERATOR, town, ask, NOW)
    ground = found.ground
    again = local_spots(found.counts.cases, ground.homes, ground.edges, "gi_permuted", 0.05, seed=3)
    assert np.array_equal(found.spots.q, again.q, equal_nan=True)
    assert found.spots.kind.tolist() == again.kind.tolist()


def test_only_the_grids_of_the_area_and_of_the_viewer_s_part_are_compared(town: Store) -> None:
    whole = hot_spots(OPERATOR, town, SpotAsk(YEAR, periods=1), NOW)
    area = hot_spots(OPERATOR, town, SpotAsk(YEAR, area=STREET, periods=1), NOW)
    part = hot_spots(PART, town, SpotAsk(YEAR, periods=1), NOW)
    inside = whole.ground.grids.within(STREET)
    assert 0 < inside.sum() < len(inside)
    for found in (area, part):
        assert (found.ground.inside == inside).all()
        assert not found.spots.is_said[~inside].any()
        assert not found.counts.cases[~inside].any()
        assert not found.ground.homes[~inside].any()
        assert found.spots.tested < whole.spots.tested
    assert np.array_equal(area.spots.p, part.spots.p, equal_nan=True)
    with pytest.raises(ServiceError, match="no grid of the area"):
        hot_spots(PART, town, SpotAsk(YEAR, area="990101001"), NOW)


def test_whoever_may_not_see_cases_is_refused(town: Store) -> None:
    for act in (hot_spots, spot_layer, spots_by_category, rate_layer):
        with pytest.raises(CaseworkError):
            act(SYSTEM, town, SpotAsk(MAY), NOW)


def test_every_planted_spot_is_told_as_a_place_of_its_category(town: Store) -> None:
    found = spots_by_category(OPERATOR, town, SpotAsk(YEAR), NOW)
    planted = {cause.category for cause in CAUSES}
    of = {one.category: one for one in found.gathering}
    assert planted <= set(of)
    assert len(set(of) - planted) <= 1
    assert len(found.asked) > 10
    for name in planted:
        first = of[name].places[0]
        assert first.cases > 3 * first.expected
        assert str(first.cases) in say(first.text, "en")
        assert first.communities[0] in say(first.text, "zh")


def test_asking_many_categories_has_its_price(town: Store) -> None:
    together = spots_by_category(OPERATOR, town, SpotAsk(YEAR), NOW)
    for one in together.gathering:
        alone = hot_spots(OPERATOR, town, SpotAsk(YEAR, category=one.category, periods=1), NOW)
        assert np.array_equal(one.spots.p, alone.spots.p, equal_nan=True)
        known = alone.spots.is_said
        assert one.cases == alone.counts.cases.sum()
        # the same p, and a q over all the tests together
        assert not np.array_equal(one.spots.q[known], alone.spots.q[known])


def test_places_are_grids_that_touch_with_their_own_sums(town: Store) -> None:
    found = hot_spots(OPERATOR, town, SpotAsk(YEAR, category="噪声扰民", periods=1), NOW)
    rows = sorted(row for place in found.places for row in place.rows)
    assert rows == np.flatnonzero(found.spots.kind == HOT).tolist()
    touching = {frozenset(pair) for pair in found.ground.edges.tolist()}
    for place in found.places:
        assert place.cases == found.counts.cases[list(place.rows)].sum()
        assert place.expected == pytest.approx(found.spots.expected[list(place.rows)].sum())
        reached, left = {place.rows[0]}, set(place.rows)
        while grown := {
            b for a in reached for b in left - reached if frozenset((a, b)) in touching
        }:
            reached |= grown
        assert reached == left
        assert place.mostly is None
    assert not touching & {
        frozenset((a, b))
        for one in found.places
        for other in found.places
        if one is not other
        for a in one.rows
        for b in other.rows
    }


def test_what_most_cases_of_a_place_are_about_is_named(town: Store) -> None:
    found = hot_spots(OPERATOR, town, SpotAsk(Period.parse("2026-05"), periods=1), NOW)
    assert any(place.mostly == "噪声扰民" for place in found.places)
    assert all(
        found.counts.by_category[list(place.rows)][
            :, found.counts.categories.index(place.mostly)
        ].sum()
        >= place.cases / 3
        for place in found.places
        if place.mostly
    )


def test_the_course_of_a_grid_follows_the_rule() -> None:
    now = np.array([True, True, True, True, False, False, False])
    before = np.array(
        [
            [False, True, True, False, False, True, False],
            [False, True, False, True, False, True, True],
            [False, False, False, True, False, False, True],
        ]
    )
    assert courses(now, before) == (
        "emerging", "persistent", "recurring", "persistent", None, None, "fading",
    )  # fmt: skip
    assert courses(now, before[:0]) == (None,) * 7
    # of two, one is not more than half
    assert courses(now[:2], before[1:, :2]) == ("emerging", "recurring")


def test_earlier_periods_are_whole_and_only_those_the_records_cover(town: Store) -> None:
    unfinished = Period.parse("2026-06").until(NOW.date())
    found = hot_spots(OPERATOR, town, SpotAsk(unfinished, periods=4), NOW)
    assert [one.key for one in found.before] == ["2026-03", "2026-04", "2026-05"]
    for period, ends in zip(found.before, found.before[1:], strict=False):
        assert period.last + timedelta(days=1) == ends.first
    years = hot_spots(OPERATOR, town, SpotAsk(Period.parse("2026"), periods=3), NOW)
    assert years.before == ()
    assert set(years.courses) == {None}
    assert any("do not reach back" in str(line) for line in years.sentences)


def test_each_earlier_period_is_tested_by_itself(town: Store) -> None:
    ask = SpotAsk(MAY, category="噪声扰民", periods=3)
    found = hot_spots(OPERATOR, town, ask, NOW)
    alone = [
        hot_spots(OPERATOR, town, replace(ask, period=one, periods=1), NOW).is_hot
        for one in found.before
    ]
    assert found.courses == courses(found.is_hot, np.array(alone))
    assert "emerging" in found.courses


def test_what_stands_open_is_looked_at_now_and_at_the_ends_of_the_months_before(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def noted(*asked_for: Any) -> SpotCounts:
        found = count_cases(*asked_for)
        asked.append(int(found.cases.sum()) + found.elsewhere)
        return found

    monkeypatch.setattr(finding, "count_cases", noted)
    found = hot_spots(OPERATOR, town, SpotAsk(MAY, "open", periods=3, seed=99), NOW)
    assert [one.key for one in found.before] == ["2026-04", "2026-05"]
    ends = (NOW, datetime(2026, 4, 30, 16, tzinfo=UTC), datetime(2026, 5, 31, 16, tzinfo=UTC))
    told = [figure(OPERATOR, town, "open_now", None, None, end).n for end in ends]
    assert asked == told
    assert len(set(told)) > 1


def test_two_runs_agree_and_what_is_kept_is_let_go_when_cases_change(path: Path) -> None:
    import shutil

    copy = path.with_name("changed.db")
    shutil.copy(path, copy)
    store, other = Store(str(copy)), Store(str(path))
    ask = SpotAsk(YEAR, statistic="moran", seed=8)
    one, two = hot_spots(OPERATOR, store, ask, NOW), hot_spots(OPERATOR, other, ask, NOW)
    assert one is not two
    assert np.array_equal(one.spots.p, two.spots.p, equal_nan=True)
    assert one.sentences == two.sentences
    assert hot_spots(OPERATOR, store, ask, NOW) is one
    with store.begin() as conn:
        conn.execute(
            sa.update(cases)
            .where(cases.c.reported_at >= datetime(2026, 5, 10, tzinfo=UTC))
            .values(status="void", version=cases.c.version + 1)
        )
        bump(conn, "cases")
    assert hot_spots(OPERATOR, store, ask, NOW).counts.cases.sum() < one.counts.cases.sum()


def test_a_scope_never_answers_from_what_was_kept_for_another(town: Store) -> None:
    ask = SpotAsk(MAY, periods=1)
    whole, part = hot_spots(OPERATOR, town, ask, NOW), hot_spots(PART, town, ask, NOW)
    assert whole.ground.inside.all()
    assert not part.ground.inside.all()


def test_the_settings_are_said(town: Store) -> None:
    told = " ".join(
        say(one, "en")
        for one in hot_spots(
            OPERATOR, town, SpotAsk(YEAR, statistic="moran", seed=77, permutations=999), NOW
        ).sentences
    )
    for part in ("seed 77", "999 draws", "106 grids", "at most 5%", "Local Moran"):
        assert part in told
    told = " ".join(
        say(one, "en")
        for one in hot_spots(OPERATOR, town, SpotAsk(MAY, false_discovery=0.1), NOW).sentences
    )
    for part in ("at most 10%", "nothing is drawn", "Gi*", "tested by itself", "2026-02"):
        assert part in told


def test_of_too_few_grids_and_of_no_cases_it_is_said_why_nothing_is_said(town: Store) -> None:
    community = "990101002002"
    few = hot_spots(OPERATOR, town, SpotAsk(MAY, area=community), NOW)
    assert few.spots.unsaid == "few_grids"
    assert "Choose a larger area" in say(few.sentences[-1], "en")
    layer = spot_layer(OPERATOR, town, SpotAsk(MAY, area=community), NOW)
    assert (layer.of == -1).all()
    assert layer.classes == ()
    never = hot_spots(OPERATOR, town, SpotAsk(Period.parse("2019-05")), NOW)
    assert never.spots.unsaid == "no_cases"


@pytest.mark.parametrize("statistic", ["gi", "moran"])
def test_the_layer_has_a_class_for_each_grid_that_was_tested(town: Store, statistic: str) -> None:
    ask = SpotAsk(YEAR, statistic=statistic)  # type: ignore[arg-type]
    found, layer = hot_spots(OPERATOR, town, ask, NOW), spot_layer(OPERATOR, town, ask, NOW)
    assert layer.palette == "spots"
    assert ((layer.of >= 0) == found.spots.is_said).all()
    for number, one in enumerate(layer.classes):
        assert one.grids == (layer.of == number).sum()
        assert (found.spots.kind[layer.of == number] == one.tone).all()
    shown = {one.tone for one in layer.classes}
    assert (shown >= {HIGH_ALONE, LOW_ALONE}) == (statistic == "moran")
    assert HOT in shown and NOT_APART in shown
    assert layer.notes == found.sentences
    said = [line for line in layer.says if line is not None]
    assert len(said) == layer.inside.sum() == 110
    for theme in ("light", "dark"):
        answer = layer_answer(layer, "shown", theme, "en")
        assert json.loads(json.dumps(answer))["kind"] == "named"
        assert len(set(one["colour"] for one in answer["classes"])) == len(layer.classes)


def test_a_grid_with_a_name_like_a_script_is_only_text(path: Path) -> None:
    import shutil

    from data.schema import grids

    copy = path.with_name("hostile.db")
    shutil.copy(path, copy)
    store = Store(str(copy))
    hostile = "<script>{kind}</script>"
    with store.begin() as conn:
        conn.execute(sa.update(grids).values(name=hostile))
        bump(conn, "grids")
    found = spots_by_category(OPERATOR, store, SpotAsk(YEAR), NOW)
    texts = [say(place.text, "zh") for one in found.gathering for place in one.places]
    assert texts
    assert all("{kind}" in text for text in texts if "script" in text)


def test_rates_are_grey_where_there_are_too_few_households(town: Store) -> None:
    ask = SpotAsk(YEAR)
    homes = hot_spots(OPERATOR, town, ask, NOW).ground.homes
    smooth = rate_layer(OPERATOR, town, ask, NOW)
    raw = rate_layer(OPERATOR, town, ask, NOW, smoothed=False)
    for layer in (smooth, raw):
        assert (layer.of[homes < 30] == -1).all()
    known = ~np.isnan(raw.values)
    assert np.nanstd(smooth.values[known]) < np.nanstd(raw.values[known])


def test_files_tell_of_grids_only(town: Store, tmp_path: Path) -> None:
    found = hot_spots(OPERATOR, town, SpotAsk(MAY, area=STREET), NOW)
    assert set(columns_of(found)) == {
        "code", "name", "community", "cases", "households", "rate", "smoothed_rate", "expected",
        "z", "p", "q", "kind", "course",
    }  # fmt: skip
    inside = int(found.ground.inside.sum())
    for name in ("spots.csv", "spots.xlsx", "spots.geojson"):
        assert write_spots(OPERATOR, found, tmp_path / name) == inside
    table = pd.read_csv(tmp_path / "spots.csv", dtype={"code": str})
    assert table["cases"].sum() == found.counts.cases.sum()
    assert table["code"].str.len().eq(15).all()
    areas = gpd.read_file(tmp_path / "spots.geojson")
    assert areas.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert areas["kind"].tolist() == table["kind"].tolist()
    with pytest.raises(CaseworkError):
        write_spots(Viewer("网格员", Role.WORKER), found, tmp_path / "no.csv")


def test_the_command_line_says_the_same_twice_and_as_json_and_as_a_file(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_DATABASE", str(path))

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["--as-of", "2026-06-14", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    for statistic in ("gi", "gi-permuted", "moran"):
        words = ("--period", "2025-09-01..2026-05-31", "--statistic", statistic, "--seed", "5")
        assert run(*words) == run(*words)
    told = json.loads(run("--period", "2026-05", "--category", "噪声扰民", "--json"))
    assert told["tested"] == 106
    assert sum(one["kind"] == "hot" for one in told["grids"]) == told["flagged"] > 0
    assert {"seed", "false_discovery", "most_draws", "sentences", "places"} <= set(told)
    assert "噪声扰民\t" in run("--period", "2026-05", "--by-category")
    assert json.loads(run("--by-category", "--period", "2026", "--json"))["gathering"]
    file = tmp_path / "spots.csv"
    run("--period", "2026-05", "--out", str(file))
    assert len(pd.read_csv(file)) == 110


def test_what_cannot_be_asked_is_refused(town: Store) -> None:
    with pytest.raises(ServiceError, match="no hot spots of late"):
        SpotAsk(MAY, "late")  # type: ignore[arg-type]
    for periods in (0, 13):
        with pytest.raises(ServiceError, match="choose from 1 to 12"):
            SpotAsk(MAY, periods=periods)
    with pytest.raises(GeoError, match="between 0 and 0.5"):
        hot_spots(OPERATOR, town, SpotAsk(MAY, false_discovery=0.9), NOW)
