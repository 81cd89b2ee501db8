"""The heat surface: what counts, what a viewer of a part sees, and what a tile shows."""

from __future__ import annotations

import io
import math
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from data.store import Store
from geo.metres import points_to_metres
from service.errors import ServiceError
from service.figures import figure
from service.heat.ask import HeatAsk
from service.heat.breaks import CLASSES, breaks
from service.heat.legend import heat_legend
from service.heat.points import FIGURES
from service.heat.surface import LEAST_HOUSEHOLDS, heat_surface
from service.heat.tiles import HeatColours, heat_tile
from service.map_filter import CaseFilter
from service.map_mercator import WORLD_BITS, to_world
from tests.service import heat_town
from tests.service.heat_town import NOW

COORDINATOR = Viewer("张三", Role.COORDINATOR, None)
OF_FIRST = Viewer("李四", Role.COORDINATOR, heat_town.FIRST)
COLOURS = HeatColours(tuple((200 - 40 * n, 10 * n, 0, 200) for n in range(5)), (1, 2, 3, 99))
DAY = timedelta(days=1)


@pytest.fixture
def town(store: Store) -> Store:
    return heat_town.build(store)


def value(store: Store, ask: HeatAsk, lon: float, lat: float, viewer: Viewer = COORDINATOR):
    surface = heat_surface(viewer, store, ask, NOW)
    return float(surface.at(*points_to_metres([lon], [lat], surface.plane))[0])


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int, int]:
    x, y = to_world(np.array([lon]), np.array([lat]))
    return zoom, int(x[0]) >> (WORLD_BITS - zoom), int(y[0]) >> (WORLD_BITS - zoom)


def picture(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def _both_tiles(store: Store, viewer: Viewer) -> list[bytes]:
    ask = HeatAsk("open", bandwidth_m=300)
    mark = heat_legend(viewer, store, ask, NOW).mark
    tiles = [tile_at(*heat_town.middle(part), zoom) for part in (0, 1) for zoom in (11, 14, 16)]
    return [heat_tile(viewer, store, ask, NOW, mark, one, COLOURS)[0] for one in tiles]


def test_one_case_is_a_gaussian_around_it(town: Store) -> None:
    lon, lat = heat_town.middle(0)
    heat_town.add_cases(town, [(lon, lat)])
    peak = 1e6 / (2 * math.pi * 300**2)
    ask = HeatAsk("open", bandwidth_m=300)
    assert value(town, ask, lon, lat) == pytest.approx(peak, rel=0.01)
    # 300 m to the north
    north = value(town, ask, lon, lat + 300 / 110_870)
    assert north == pytest.approx(peak * math.exp(-0.5), rel=0.01)


def test_each_surface_counts_its_own_cases(town: Store) -> None:
    here = [heat_town.middle(0)]
    heat_town.add_cases(town, here)
    heat_town.add_cases(town, here * 2, due_at=NOW - DAY)
    heat_town.add_cases(town, here * 4, status="closed", closed_at=NOW - DAY)
    heat_town.add_cases(town, here * 8, status="closed", closed_at=NOW - 40 * DAY)
    heat_town.add_cases(town, here * 16, status="void")
    heat_town.add_cases(town, here * 32, reported_at=NOW - 50 * DAY)

    def counted(what: str, **period: object) -> int:
        ask = HeatAsk(what, CaseFilter(**period), 300)
        return heat_legend(COORDINATOR, town, ask, NOW).counted

    week = {"reported_from": (NOW - 7 * DAY).date(), "reported_to": NOW.date()}
    assert counted("open") == 35
    assert counted("overdue") == 2
    assert counted("new") == 47
    assert counted("new", **week) == 15
    assert counted("closed") == 12
    assert counted("closed", **week) == 4


def test_a_surface_shows_as_many_cases_as_the_figure_of_the_registry(town: Store) -> None:
    here = [heat_town.middle(0)]
    for number, said in enumerate(
        (
            {},
            {"due_at": NOW - DAY},
            {"status": "merged", "moved_at": NOW - DAY},
            {"status": "rejected", "moved_at": NOW - DAY},
            {"status": "closed", "closed_at": NOW - DAY},
            {"status": "void"},
            {"status": "suspended", "due_at": None},
        )
    ):
        heat_town.add_cases(town, here * (number + 1), **said)
    heat_town.add_cases(town, [(None, None)])
    week = {"reported_from": (NOW - 7 * DAY).date(), "reported_to": NOW.date()}
    for what, key in FIGURES.items():
        shown = heat_legend(COORDINATOR, town, HeatAsk(what, CaseFilter(**week), 300), NOW)
        told = figure(COORDINATOR, town, key, *week.values(), as_of=NOW)
        assert shown.counted + shown.left_out == told.n, what


def test_a_case_without_a_position_is_counted_as_not_drawn(town: Store) -> None:
    heat_town.add_cases(town, [heat_town.middle(0), (None, None)])
    found = heat_legend(COORDINATOR, town, HeatAsk("open", bandwidth_m=300), NOW)
    assert (found.counted, found.left_out) == (1, 1)
    assert "not drawn" in " ".join(str(note) for note in found.notes)


def test_a_viewer_of_a_part_sees_nothing_of_the_other(town: Store) -> None:
    inside, outside = heat_town.middle(0), heat_town.middle(1)
    heat_town.add_cases(town, [inside] * 3)
    before = heat_legend(OF_FIRST, town, HeatAsk("open", bandwidth_m=300), NOW)
    pictures = [_both_tiles(town, OF_FIRST)]
    heat_town.add_cases(town, [outside] * 500)
    after = heat_legend(OF_FIRST, town, HeatAsk("open", bandwidth_m=300), NOW)
    pictures.append(_both_tiles(town, OF_FIRST))
    # neither values nor classes nor counts nor a pixel tell of the other part's 500 cases
    assert (after.counted, after.largest, after.classes) == (3, before.largest, before.classes)
    assert pictures[0] == pictures[1]
    assert _both_tiles(town, COORDINATOR) != pictures[0]


def test_the_automatic_bandwidth_of_a_part_is_chosen_from_that_part(town: Store) -> None:
    rng = np.random.default_rng(2)
    lon, lat = heat_town.middle(0)
    some = rng.normal(0, 0.002, (60, 2))
    heat_town.add_cases(town, [(lon + a, lat + b) for a, b in some])
    alone = heat_legend(OF_FIRST, town, HeatAsk("open"), NOW)
    lon, lat = heat_town.middle(1)
    heat_town.add_cases(town, [(lon + a / 50, lat + b / 50) for a, b in some])
    again = heat_legend(OF_FIRST, town, HeatAsk("open"), NOW)
    assert (again.bandwidth_m, str(again.notes[0])) == (alone.bandwidth_m, str(alone.notes[0]))


def test_a_mark_of_one_viewer_opens_nothing_for_another(town: Store) -> None:
    heat_town.add_cases(town, [heat_town.middle(1)] * 5)
    ask = HeatAsk("open", bandwidth_m=300)
    mark = heat_legend(COORDINATOR, town, ask, NOW).mark
    tile = tile_at(*heat_town.middle(1), 14)
    whole, is_current = heat_tile(COORDINATOR, town, ask, NOW, mark, tile, COLOURS)
    assert is_current and picture(whole)[..., 3].any()
    part, is_current = heat_tile(OF_FIRST, town, ask, NOW, mark, tile, COLOURS)
    assert not is_current
    assert not picture(part)[..., 3].any()


def test_a_viewer_who_may_not_see_cases_is_refused(town: Store) -> None:
    nobody = Viewer("王五", Role.SYSTEM, None)
    ask = HeatAsk("open")
    with pytest.raises(CaseworkError):
        heat_legend(nobody, town, ask, NOW)
    with pytest.raises(CaseworkError):
        heat_tile(nobody, town, ask, NOW, "x", (14, 0, 0), COLOURS)


def test_an_area_narrows_to_its_cases(town: Store) -> None:
    heat_town.add_cases(town, [heat_town.middle(0)] * 2 + [heat_town.middle(1)] * 5)
    for area, number in ((heat_town.FIRST, 2), (heat_town.SECOND, 5), (heat_town.CITY, 7)):
        ask = HeatAsk("open", CaseFilter(area=area), 300)
        assert heat_legend(COORDINATOR, town, ask, NOW).counted == number
    nowhere = HeatAsk("open", CaseFilter(area="0' or 1=1"), 300)
    assert heat_legend(COORDINATOR, town, nowhere, NOW).counted == 0


def test_a_rate_is_the_ratio_of_two_surfaces_and_nothing_where_few_live(town: Store) -> None:
    here, there = heat_town.middle(0), heat_town.middle(1)
    heat_town.add_cases(town, [here] * 4 + [there] * 4)
    heat_town.add_households(town, *here, LEAST_HOUSEHOLDS * 4)
    heat_town.add_households(town, *there, 5)
    ask = HeatAsk("open", bandwidth_m=200, per_households=True)
    # 4 cases and 800 households at one place: 5 per 1,000, whatever the bandwidth
    assert value(town, ask, *here) == pytest.approx(5, rel=1e-3)
    assert math.isnan(value(town, ask, *there))
    legend = heat_legend(COORDINATOR, town, ask, NOW)
    assert legend.largest == pytest.approx(5, rel=1e-3)
    assert "1,000 households" in legend.unit
    mark = legend.mark
    png, _ = heat_tile(COORDINATOR, town, ask, NOW, mark, tile_at(*there, 15), COLOURS)
    assert (picture(png)[..., 3] == 99).any()


def test_households_of_the_other_part_are_no_denominator_of_a_part(town: Store) -> None:
    near_border = heat_town.WEST + heat_town.STEP
    _lon, lat = heat_town.middle(0)
    heat_town.add_cases(town, [(near_border - 0.0005, lat)] * 4)
    heat_town.add_households(town, near_border - 0.0005, lat, 400)
    ask = HeatAsk("open", bandwidth_m=300, per_households=True)
    alone = heat_legend(OF_FIRST, town, ask, NOW)
    heat_town.add_households(town, near_border + 0.0005, lat, 4000)
    assert heat_legend(OF_FIRST, town, ask, NOW).largest == alone.largest
    assert heat_legend(COORDINATOR, town, ask, NOW).largest < alone.largest


@pytest.mark.parametrize("bandwidth_m", [99, 5001, 0, -3, math.nan, math.inf])
def test_a_bandwidth_beyond_the_limits_is_refused(bandwidth_m: float) -> None:
    with pytest.raises(ServiceError, match="single houses"):
        HeatAsk("open", bandwidth_m=bandwidth_m)


def test_what_is_no_surface_is_refused() -> None:
    with pytest.raises(ServiceError, match="There is no heat surface of worst"):
        HeatAsk("worst")


def test_how_the_bandwidth_was_chosen_is_said(town: Store) -> None:
    heat_town.add_cases(town, [heat_town.middle(0)] * 30)
    few = heat_legend(COORDINATOR, town, HeatAsk("open"), NOW)
    assert "the usual one: the cases lie at 1 places" in str(few.notes[0])
    assert "as asked for" in str(
        heat_legend(COORDINATOR, town, HeatAsk("open", bandwidth_m=400), NOW).notes[0]
    )
    rng = np.random.default_rng(4)
    lon, lat = heat_town.middle(0)
    places = [(lon + a, lat + b) for a, b in rng.normal(0, 0.004, (80, 2))]
    heat_town.add_cases(town, places)
    chosen = heat_legend(COORDINATOR, town, HeatAsk("open"), NOW)
    assert f"Bandwidth {chosen.bandwidth_m:.0f} m, because" in str(chosen.notes[0])


def test_a_tile_shows_the_class_at_each_pixel(town: Store) -> None:
    lon, lat = heat_town.middle(0)
    heat_town.add_cases(town, [(lon, lat)] * 20)
    ask = HeatAsk("open", bandwidth_m=300)
    surface = heat_surface(COORDINATOR, town, ask, NOW)
    zoom, x, y = tile_at(lon, lat, 15)
    png, is_current = heat_tile(COORDINATOR, town, ask, NOW, surface.mark, (zoom, x, y), COLOURS)
    assert is_current
    shown = picture(png)
    for row, column in [(0, 0), (40, 200), (128, 128), (255, 10), (200, 255)]:
        size = 2.0**zoom * 256
        at_x, at_y = (x * 256 + column + 0.5) / size, (y * 256 + row + 0.5) / size
        at_lon = at_x * 360 - 180
        at_lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * at_y))))
        kind = sum(value(town, ask, at_lon, at_lat) >= edge for edge in surface.edges)
        known = (0, 0, 0, 0) if kind == 0 else COLOURS.classes[kind - 1]
        assert tuple(shown[row, column]) == known


def test_nothing_is_drawn_far_from_the_district(town: Store) -> None:
    heat_town.add_cases(town, [heat_town.middle(0)])
    ask = HeatAsk("open", bandwidth_m=300)
    for tile in (tile_at(112.5, 31, 12), tile_at(111, 35, 9), (22, 0, 0), (22, 2**22 - 1, 0)):
        png, _ = heat_tile(COORDINATOR, town, ask, NOW, "", tile, COLOURS)
        assert not picture(png)[..., 3].any()
    world, _ = heat_tile(COORDINATOR, town, ask, NOW, "", (0, 0, 0), COLOURS)
    assert picture(world).shape[2] == 4


def test_a_new_case_gives_a_new_mark_and_an_old_mark_is_told_to_be_old(town: Store) -> None:
    ask = HeatAsk("open", bandwidth_m=300)
    heat_town.add_cases(town, [heat_town.middle(0)])
    mark = heat_legend(COORDINATOR, town, ask, NOW).mark
    assert heat_legend(COORDINATOR, town, ask, NOW + DAY).mark == mark
    heat_town.add_cases(town, [heat_town.middle(0)])
    assert heat_legend(COORDINATOR, town, ask, NOW).mark != mark
    _png, is_current = heat_tile(COORDINATOR, town, ask, NOW, "older", (3, 6, 3), COLOURS)
    assert not is_current


def test_an_earlier_day_shows_the_cases_as_they_stood(town: Store) -> None:
    heat_town.add_cases(town, [heat_town.middle(0)] * 2, reported_at=NOW - 20 * DAY)
    heat_town.add_cases(
        town,
        [heat_town.middle(0)] * 3,
        reported_at=NOW - 30 * DAY,
        status="closed",
        closed_at=NOW - 5 * DAY,
    )
    then = HeatAsk("open", bandwidth_m=300, on=(NOW - 10 * DAY).date())
    assert heat_legend(COORDINATOR, town, then, NOW).counted == 5
    assert heat_legend(COORDINATOR, town, HeatAsk("open", bandwidth_m=300), NOW).counted == 2


def test_an_empty_district_has_an_empty_surface(store: Store) -> None:
    found = heat_legend(COORDINATOR, store, HeatAsk("open", per_households=True), NOW)
    assert (found.counted, found.classes, found.largest) == (0, (), 0)
    png, _ = heat_tile(COORDINATOR, store, HeatAsk("open"), NOW, "", (10, 800, 400), COLOURS)
    assert not picture(png)[..., 3].any()


@given(st.floats(1e-9, 1e9))
def test_classes_begin_at_round_numbers_and_the_last_can_be_seen(largest: float) -> None:
    found = breaks(largest)
    assert len(found) == CLASSES
    assert list(found) == sorted(set(found))
    assert largest * 0.3 < found[-1] <= largest * 0.8 * (1 + 1e-9)
    digits = {f"{one:.0e}"[0] for one in found}
    assert digits <= {"1", "2", "5"}


def test_nothing_has_no_classes() -> None:
    assert breaks(0) == breaks(math.nan) == breaks(-1) == ()
