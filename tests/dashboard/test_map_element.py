"""The map's description: always the same script, only our own files, no text that is a program."""

from __future__ import annotations

import json

import folium
import pytest
from branca.colormap import LinearColormap
from folium.plugins import HeatMap
from streamlit_folium import _get_feature_group_string, generate_js_hash, generate_leaflet_string

from dashboard import palette
from dashboard.map_element import configuration, empty_map, keep_files_local, safe_json
from dashboard.map_links import assets
from dashboard.map_panel import refuse_outside
from service.errors import ServiceError

HOSTILE = "</script><img src=x onerror=1>'\"{{ 'x' }} _a1b2 \u2028 &amp; ${1}"


def _script() -> str:
    made = empty_map()
    folium.Figure().add_child(made)
    made.render()
    return generate_leaflet_string(made)


def test_the_script_of_the_map_never_changes() -> None:
    keep_files_local()
    first, second = _script(), _script()
    assert first == second
    assert generate_js_hash(first, "key") == generate_js_hash(second, "key")


def test_a_configuration_comes_through_as_it_was() -> None:
    config = {"text": HOSTILE, "under_score": [1, None, True, "格"]}
    text = safe_json(config)
    assert json.loads(text) == config
    assert not set("<>&'_\u2028") & set(text)
    assert configuration(config) is not None


def test_text_that_is_a_template_is_not_run_by_the_renderer() -> None:
    config = {"name": "{{ 7 * 7 }} {% raw %} {# no #} {{{{ {", "deep": {"a": {"b": {}}}}
    text = safe_json(config)
    assert json.loads(text) == config
    made = empty_map()
    folium.Figure().add_child(made)
    made.render()
    script = _get_feature_group_string(configuration(config), map=made)
    assert text in script
    assert "49" not in script


def test_a_file_from_outside_is_refused_by_name() -> None:
    keep_files_local()
    made = empty_map()
    refuse_outside(made)
    heat = HeatMap([[31, 111]]).add_to(made)
    refuse_outside(made)
    heat.default_js = [("heat", "https://cdn.example.org/heat.js")]
    with pytest.raises(ServiceError, match=r"cdn\.example\.org"):
        refuse_outside(made)


def test_a_colour_map_that_would_load_d3_is_refused() -> None:
    made = empty_map()
    LinearColormap(["red", "blue"]).add_to(made)
    with pytest.raises(ServiceError, match="d3js"):
        refuse_outside(made)


def test_the_bundle_asks_for_nothing_else() -> None:
    script = assets()["map.js"].content.decode()
    assert "sourceMappingURL" not in script
    assert "innerHTML = " not in script.split("window.gege", 1)[1]


@pytest.mark.parametrize("theme", palette.THEMES)
@pytest.mark.parametrize("classes", range(6))
def test_more_is_always_darker_or_always_lighter(theme: str, classes: int) -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    found = [lightness(colour) for colour in palette.ramp(classes, theme)]
    assert len(found) == classes
    assert found == sorted(found, reverse=theme == "light")
    assert len(set(found)) == classes
