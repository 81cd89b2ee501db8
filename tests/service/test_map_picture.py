"""Maps as pictures: what is drawn, what is said, and what must not leave the office."""

from __future__ import annotations

import base64
import io
import re
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from casework.period import Period
from casework.sentence import Sentence, Term
from dashboard.heat_palette import heat_inks
from dashboard.palette import layer_colours
from data.schema import org_units, settings
from data.store import TOPICS, Store, bump
from service.charts.look import Look
from service.errors import ServiceError
from service.heat.ask import HeatAsk
from service.heat.tiles import HeatColours
from service.hot_spots.ask import SpotAsk
from service.hot_spots.layers import spot_layer
from service.map_choropleth import ChoroplethAsk, choropleth
from service.map_difference_layer import difference_layer
from service.map_layer import LayerClass, MapLayer
from service.map_period_layers import period_layers
from service.map_periods import PeriodAsk
from service.map_picture.guarded import guarded_layer
from service.map_picture.picture import PictureAsk, map_png, map_svg
from service.map_picture.svg import lines_of, plain, width_of
from tests.service import heat_town
from tests.service.heat_town import NOW

COORDINATOR = Viewer("张三", Role.COORDINATOR, None)
OF_FIRST = Viewer("李四", Role.COORDINATOR, heat_town.FIRST)
COLOURS = HeatColours(*heat_inks("light"))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31), "month")
ZH, EN = Look("light", "projector", "zh"), Look("dark", "screen", "en")
SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert(1)</script>"&\x00\x1b onload=alert(1)'


@pytest.fixture
def town(store: Store) -> Store:
    made = heat_town.build(store)
    heat_town.add_cases(made, [heat_town.middle(0)] * 12 + [heat_town.middle(1)] * 3)
    return made


def reported(store: Store, viewer: Viewer = COORDINATOR, area: str | None = None) -> PictureAsk:
    layer = choropleth(viewer, store, ChoroplethAsk("reported", MAY, area=area), NOW)
    return PictureAsk(layer, tuple(layer_colours(layer, "light")), area=area)


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def fills(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314
    return [one.get("fill") or "" for one in root.iter(f"{SVG}path") if one.get("fill") != "none"]


def test_a_picture_holds_title_classes_units_numbers_notes_scale_north_and_source(
    town: Store,
) -> None:
    said = texts(map_svg(COORDINATOR, town, reported(town), EN, NOW))
    whole = " ".join(said)
    assert said[0] == "requests received"
    assert {"3", "12"} <= set(said)
    assert said.count("1 grids") == 2
    assert "cases in a grid" in said
    assert "2 grids, 0 households." in whole
    assert "N" in said
    assert any(re.fullmatch(r"[125]0* (km|m)", one) for one in said)
    assert "Source: the records of" in whole


def test_each_grid_lies_where_it_is_and_has_the_colour_of_its_class(town: Store) -> None:
    ask = reported(town)
    drawn = Image.open(io.BytesIO(map_png(map_svg(COORDINATOR, town, ask, ZH, NOW), 1)))
    seen = np.asarray(drawn.convert("RGB"))
    found = {}
    for colour in ask.colours:
        rgb = tuple(bytes.fromhex(colour[1:]))
        rows, columns = np.nonzero((seen[:, :1490] == rgb).all(axis=2))
        found[colour] = (columns.mean(), len(columns))
    few, many = (found[colour] for colour in ask.colours)
    # 12 cases in the west, 3 in the east; both grids are of one size
    assert many[0] < few[0]
    assert many[1] == pytest.approx(few[1], rel=0.03)


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_viewer_of_a_part_gets_no_shape_and_no_number_of_the_other(
    town: Store, ending: str
) -> None:
    def picture() -> object:
        svg = map_svg(OF_FIRST, town, reported(town, OF_FIRST), EN, NOW)
        return svg if ending == "svg" else map_png(svg, 1)

    before = picture()
    heat_town.add_cases(town, [heat_town.middle(1)] * 500)
    assert picture() == before
    assert len(fills(map_svg(COORDINATOR, town, reported(town), EN, NOW))) > len(
        fills(map_svg(OF_FIRST, town, reported(town, OF_FIRST), EN, NOW))
    )


def test_a_layer_of_a_wider_viewer_shows_a_narrow_one_his_part_only(town: Store) -> None:
    wide = reported(town)
    svg = map_svg(OF_FIRST, town, wide, EN, NOW)
    drawn = [one for one in fills(svg) if one in wide.colours]
    assert drawn == [wide.colours[1]]


def test_a_heat_surface_is_drawn_where_its_cases_lie(town: Store) -> None:
    ask = PictureAsk(heat=HeatAsk("open", bandwidth_m=200), heat_colours=COLOURS)
    svg = map_svg(COORDINATOR, town, ask, ZH, NOW)
    image = next(ElementTree.fromstring(svg).iter(f"{SVG}image"))  # noqa: S314
    head, body = (image.get("href") or "").split(",")
    assert head == "data:image/png;base64"
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(body))).convert("RGBA"))
    assert seen.shape[:2] == (int(image.get("height") or 0), int(image.get("width") or 0))
    columns = np.nonzero(seen[..., 3].any(axis=0))[0]
    assert columns.min() > 0.1 * seen.shape[1]
    # the twelve cases lie a quarter of the way from west to east
    top = (seen == COLOURS.classes[-1]).all(axis=2)
    assert np.nonzero(top.any(axis=0))[0].mean() == pytest.approx(seen.shape[1] / 4, rel=0.03)


def test_a_surface_over_coloured_grids_is_refused(town: Store) -> None:
    ask = reported(town)
    both = PictureAsk(ask.layer, ask.colours, HeatAsk("open"), COLOURS)
    with pytest.raises(ServiceError, match="would mix their colours"):
        map_svg(COORDINATOR, town, both, ZH, NOW)


def test_for_outside_small_numbers_are_hidden_and_that_is_said(town: Store) -> None:
    inside = map_svg(COORDINATOR, town, reported(town), EN, NOW)
    ask = reported(town)
    outside = map_svg(COORDINATOR, town, PictureAsk(ask.layer, ask.colours, outside=True), EN, NOW)
    assert "url(#hidden)" not in fills(inside)
    assert "url(#hidden)" in fills(outside)
    said = " ".join(texts(outside))
    assert "For outside: grids with 1 to 4 cases" in said
    assert "Hidden: small numbers" in said
    assert "3" not in texts(outside)


def test_hidden_grids_leave_no_trace_in_values_classes_or_columns() -> None:
    layer, grids = _counted([0, 2, 3, 9, 40, 7])
    shown, hidden, said = guarded_layer(layer, grids, 5)
    assert hidden[1] and hidden[2] and not hidden[0]
    assert np.isnan(shown.values[hidden]).all()
    assert (shown.of[hidden] == -1).all()
    assert not shown.columns and not shown.says
    ends = [end for one in shown.classes if one.grids for end in (one.low, one.high)]
    assert not {2.0, 3.0} & set(ends)
    assert f"{int(hidden.sum())} of 6" in str(said)


def test_a_small_rest_of_a_share_is_hidden_as_well() -> None:
    layer, grids = _counted([100, 60], m=[102, 60])
    _shown, hidden, _said = guarded_layer(layer, grids, 5)
    assert hidden[0]


def test_a_layer_without_counts_is_refused_for_outside() -> None:
    layer, grids = _counted([9, 9])
    layer = MapLayer(**{**vars(layer), "columns": {"code": np.array(["a", "b"], dtype=object)}})
    with pytest.raises(ServiceError, match="does not say which numbers"):
        guarded_layer(layer, grids, 5)


def test_for_outside_a_surface_is_drawn_only_where_enough_cases_lie(store: Store) -> None:
    heat_town.build(store)
    heat_town.add_cases(store, [heat_town.middle(0)] * 8)
    few = PictureAsk(heat=HeatAsk("open", bandwidth_m=300), heat_colours=COLOURS, outside=True)
    # four cases at one address are no five
    heat_town.add_cases(store, [heat_town.middle(1)] * 4)
    svg = map_svg(COORDINATOR, store, few, EN, NOW)
    image = next(ElementTree.fromstring(svg).iter(f"{SVG}image"))  # noqa: S314
    body = (image.get("href") or "").split(",")[1]
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(body))).convert("RGBA"))[..., 3] > 0
    middle = seen.shape[1] // 2
    assert seen[:, :middle].any()
    assert not seen[:, middle:].any()
    assert "fewer than 5 cases lie behind a place" in " ".join(texts(svg))


def test_for_outside_no_note_tells_a_number_of_cases(town: Store) -> None:
    heat_town.add_cases(town, [(None, None)] * 2)
    days = (
        Period(date(2026, 5, 29), date(2026, 5, 29)),
        Period(date(2026, 5, 30), date(2026, 6, 1)),
    )
    two = PeriodAsk("reported", days)
    layers = [
        choropleth(COORDINATOR, town, ChoroplethAsk("reported", MAY), NOW),
        spot_layer(COORDINATOR, town, SpotAsk(MAY), NOW),
        difference_layer(COORDINATOR, town, two, NOW),
        *period_layers(COORDINATOR, town, two, NOW),
    ]
    asks = [PictureAsk(one, tuple(layer_colours(one, "light")), outside=True) for one in layers]
    asks.append(PictureAsk(heat=HeatAsk("open"), heat_colours=COLOURS, outside=True))
    for ask in asks:
        said = " ".join(texts(map_svg(COORDINATOR, town, ask, EN, NOW)))
        assert "For outside" in said
        for telling in (
            "In all",
            "lie in no grid",
            "not drawn, for want",
            r"\d cases\b(?! in a grid)",
        ):
            assert not re.search(
                telling, said.replace("1 to 4 cases", "").replace("than 5 cases", "")
            )


def test_text_of_people_is_text_and_nothing_else(town: Store) -> None:
    with town.begin() as conn:
        conn.execute(org_units.update().values(name=EVIL))
        conn.execute(settings.update().where(settings.c.key == "district_name").values(value=EVIL))
        bump(conn, *TOPICS)
    ask = reported(town)
    evil = PictureAsk(
        ask.layer,
        ask.colours,
        title=EVIL,
        notes=(Sentence("{x}", x=EVIL),),
        watermark=EVIL,
        area=heat_town.FIRST,
    )
    svg = map_svg(COORDINATOR, town, evil, EN, NOW)
    root = ElementTree.fromstring(svg)  # noqa: S314
    known = {"svg", "title", "defs", "pattern", "rect", "path", "g", "text", "image"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= known
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]
    assert "alert(1)" in " ".join(texts(svg))
    assert "\x00" not in svg
    assert map_png(svg, 0.2).startswith(b"\x89PNG")


def test_who_may_not_take_files_away_gets_no_picture(town: Store) -> None:
    ask = reported(town)
    with pytest.raises(CaseworkError):
        map_svg(Viewer("王五", Role.WORKER, heat_town.FIRST), town, ask, ZH, NOW)


def test_chinese_is_drawn_with_the_fonts_of_this_machine(town: Store) -> None:
    def drawn(title: str) -> bytes:
        return map_png(map_svg(COORDINATOR, town, PictureAsk(title=title), ZH, NOW), 0.5)

    # a font without Chinese draws the same empty box for every sign
    assert drawn("网格案件") != drawn("热力分布")


def test_an_empty_district_is_drawn_as_an_empty_sheet(store: Store) -> None:
    svg = map_svg(COORDINATOR, store, PictureAsk(title="空"), ZH, NOW)
    assert texts(svg)[0] == "空"
    heat = PictureAsk(heat=HeatAsk("open"), heat_colours=COLOURS)
    assert "Nothing to draw." in " ".join(texts(map_svg(COORDINATOR, store, heat, EN, NOW)))


def test_five_thousand_grids_stay_a_small_file() -> None:
    from service.map_picture.ground import ground_of

    side = 71
    cells = np.array(
        [
            shapely.segmentize(shapely.box(x, y, x + 1, y + 1), 0.05)
            for x in range(side)
            for y in range(side)
        ],
        dtype=object,
    )
    wavy = shapely.transform(
        cells, lambda xy: (xy + 0.02 * np.sin(7 * xy[:, ::-1])) * 0.004 + [111, 31]
    )
    grids = _layer_of(wavy)
    from service.heat.points import plane_of

    ground = ground_of(grids, np.ones(len(wavy), dtype=bool), plane_of(grids), 1400, 900)
    path = ground.path(ground.shapes)
    assert path.count("M") == side * side
    assert len(path) < 1_000_000


@example("00&)0", 22.0, 60.0)
@given(st.text(max_size=200), st.floats(8, 40), st.floats(60, 500))
def test_lines_hold_every_sign_and_fit(said: str, size: float, room: float) -> None:
    lines = lines_of(said, size, room)
    assert "".join("".join(lines).split()) == "".join(said.split())
    for line in lines:
        clinging = len(line) - len(line.rstrip("，。；：、！？）》」』”’,.;:!?)]}%‰"))
        assert width_of(line[: len(line) - clinging], size) <= max(room, size) * 1.001


@given(st.text(max_size=60))
def test_any_text_can_stand_in_a_drawing(said: str) -> None:
    element = ElementTree.fromstring(f'<a b="{plain(said)}">{plain(said)}</a>')  # noqa: S314
    assert len(list(element)) == 0


def _counted(n: list[int], m: list[int] | None = None):
    values = np.array(n, dtype=float)
    of = np.array([0 if one < 5 else 1 for one in n])
    classes = tuple(
        LayerClass(
            int((of == kind).sum()), kind, values[of == kind].min(), values[of == kind].max()
        )
        for kind in sorted(set(of.tolist()))
    )
    of = np.searchsorted(sorted(set(of.tolist())), of)
    columns = {"n": np.array(n), "m": np.array(m or n)}
    layer = MapLayer(
        "x", Term("a"), None, Term("b"), values, of, classes, "ramp",
        np.ones(len(n), dtype=bool), {}, columns=columns,
    )  # fmt: skip
    shapes = np.array([shapely.box(k, 0, k + 1, 1) for k in range(len(n))], dtype=object)
    return layer, _layer_of(shapes)


def _layer_of(shapes: np.ndarray):
    import geopandas as gpd
    import pandas as pd

    from service.map_view import GridLayer

    codes = [f"g{number}" for number in range(len(shapes))]
    columns = {"code": codes, "name": codes, "kind": "general", "parent_code": "c"}
    units = pd.DataFrame(
        {"code": ["c"], "name": ["c"], "level": ["community"], "parent_code": [None]}
    )
    return GridLayer("x", gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4490"), units)
