"""Charts: the same family of colours, texts that stay texts, pictures that ask nobody."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from casework.period import Period
from dashboard import palette
from data.store import Store
from service.charts.look import Look
from service.charts.rendering import themed, to_png, to_svg
from service.errors import ServiceError
from service.units_funnel import units_funnel
from service.units_picture import funnel_picture
from service.units_table import UnitsAsk, units_table
from tests.service.conftest import NOW
from tests.service.test_units_table import LEADER
from tests.service.units_town import HOSTILE, LATE, MAY, ON_TIME, found_units, put
from tests.translations import ROOT

WORDS = ("<script>alert(1)</script>", "datum['v']", "朝阳街道", "a'b\"c", "${v} {{v}}", "=1+1")


def _bars(*words: str) -> dict[str, object]:
    rows = [{"name": word, "v": at + 1} for at, word in enumerate(words)]
    return {
        "data": {"values": rows},
        "mark": "bar",
        "encoding": {
            "x": {"field": "v", "type": "quantitative"},
            "y": {"field": "name", "type": "nominal", "sort": list(words)},
        },
    }


def _texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - made here
    return [text for one in root.iter() if one.tag.endswith("}text") and (text := one.text)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_those_of_the_map(theme: str) -> None:
    look = Look(theme)
    assert list(look.ramp) == palette.ramp(5, theme)
    assert look.diverging == palette._DIVERGING[theme]
    assert (
        look.colour("first") in look.diverging
        and look.colour("neutral") in (palette.SYMBOLS[theme]["done"])
    )


def test_text_of_people_stays_text_in_a_picture() -> None:
    svg = to_svg(themed(_bars(*WORDS), Look("light", "projector")))
    assert set(WORDS) <= set(_texts(svg))
    tags = {one.tag.split("}")[-1] for one in ET.fromstring(svg).iter()}  # noqa: S314
    assert not tags & {"script", "a", "image", "foreignObject"}


def test_names_with_line_ends_of_unicode_are_drawn_on_one_line() -> None:
    names = [f"东\u2028西\u2029村\u2028{number}" for number in range(3)]
    svg = to_svg(themed(_bars(*names), Look("light", "projector")))
    assert {f"东 西 村 {number}" for number in range(3)} <= set(_texts(svg))


def test_a_picture_has_the_size_of_its_look() -> None:
    for size, scale in (("screen", 1.0), ("projector", 1.0), ("print", 2.0)):
        look = Look("dark", size)
        png = to_png(themed(_bars("一"), look), scale)
        width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
        assert (width, height) == (look.width * scale, look.height * scale)


def test_months_and_days_are_written_in_the_looks_language() -> None:
    days = {
        "data": {"values": [{"d": f"2026-{month:02}-15T00:00:00", "v": 1} for month in (3, 4, 5)]},
        "mark": "point",
    }
    said = {}
    for language in ("zh", "en"):
        look = Look(language=language)
        axis = {"format": look.month_format, "tickCount": 4}
        x = {"field": "d", "type": "temporal", "axis": axis}
        said[language] = _texts(to_svg(themed(days | {"encoding": {"x": x}}, look)))
    assert "2026年4月" in said["zh"] and "Apr 2026" in said["en"]


OUT = "http://127.0.0.1:9/x"


@pytest.mark.parametrize(
    "chart",
    [
        {"data": {"url": OUT}, "mark": "bar", "encoding": {}},
        {"data": {"values": [{"u": OUT}]}, "mark": "image", "encoding": {"url": {"field": "u"}}},
        {"data": {"values": [{"u": OUT}]}, "mark": "bar", "encoding": {"href": {"field": "u"}}},
        {"layer": [{"data": {"url": OUT}, "mark": "bar"}]},
        _bars("一") | {"usermeta": {"embedOptions": {"actions": True}}},
    ],
)
def test_a_chart_that_would_ask_or_lead_elsewhere_is_refused(chart: dict) -> None:
    for draw in (lambda: themed(chart, Look()), lambda: to_svg(chart), lambda: to_png(chart)):
        with pytest.raises(ServiceError, match="as values"):
            draw()


def test_an_address_among_the_data_is_just_a_word() -> None:
    rows = [{"name": "url", "v": 1, "url": OUT}]
    assert themed(_bars("一") | {"data": {"values": rows}}, Look())["data"]["values"] == rows


def test_the_start_of_the_server_imports_neither_altair_nor_the_renderer() -> None:
    lines = (
        "import sys, dashboard.chart_panel, dashboard.units_board, routes.table, commands.units",
        "print([one for one in ('altair', 'vl_convert') if one in sys.modules])",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip().splitlines()[-1] == "[]"


# --- the funnel -------------------------------------------------------------------------------


@pytest.fixture
def town(store: Store) -> Store:
    found_units(store)
    put(store, (40, "G1", ON_TIME), (160, "G1", LATE), (190, "G2", ON_TIME), (10, "G2", LATE))
    put(store, (1, "G3", LATE), (6, "G4", ON_TIME))
    return store


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_funnel_names_those_outside_and_draws_all_others_alike(
    town: Store, language: str
) -> None:
    ask = UnitsAsk("community", MAY, ("closed_on_time",))
    table = units_table(LEADER, town, ask, NOW)
    found = units_funnel(table, "closed_on_time")
    assert {one.code: one.wide for one in found.funnel.units} == {
        "C1": "below", "C2": "above", "C3": "within", "C4": "within",
    }  # fmt: skip
    spec = funnel_picture(found, table, Look("light", "projector", language))
    texts = _texts(to_svg(spec))
    assert HOSTILE in texts and "乙社区" in texts
    assert "丙社区" not in texts and "丁社区" not in texts
    said = " ".join(str(one) for one in found.sentences)
    assert "Of 4 communities, 2 differ from 58.0 %" in said and HOSTILE in said


def test_what_is_hidden_for_outside_is_neither_drawn_nor_named(town: Store) -> None:
    table = units_table(LEADER, town, UnitsAsk("community", MAY, ("closed_on_time",)), NOW)
    found = units_funnel(table, "closed_on_time", hidden={"C1"})
    spec = json.dumps(funnel_picture(found, table, Look()), ensure_ascii=False)
    assert "乙社区" in spec and "<script>" not in spec
    assert HOSTILE not in " ".join(str(one) for one in found.sentences)


@pytest.mark.parametrize("key", ["transfers", "reported", "nothing"])
def test_a_mean_or_a_bare_number_is_not_held_against_chance(town: Store, key: str) -> None:
    keys = ("closed_on_time", "transfers", "reported")
    table = units_table(LEADER, town, UnitsAsk("community", MAY, keys), NOW)
    with pytest.raises(ServiceError, match="closed_on_time"):
        units_funnel(table, key)


def test_a_funnel_of_one_unit_or_of_all_alike_can_be_drawn(store: Store) -> None:
    found_units(store)
    put(store, (1, "G1", ON_TIME))
    ask = UnitsAsk("community", Period.parse("2026"), ("closed_on_time", "reported_per_1000"))
    table = units_table(LEADER, store, ask, NOW)
    for key in ask.keys:
        found = units_funnel(table, key)
        assert found.funnel.outside == ()
        assert to_svg(funnel_picture(found, table, Look())).startswith("<svg")
