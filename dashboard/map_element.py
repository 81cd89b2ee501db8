"""The map as folium describes it: an empty Leaflet map, our script, and a configuration.

The map's script never changes, or the frame would be made anew; all that changes travels in the
configuration, which is a feature group without features.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import folium
from folium.elements import JSCSSMixin, MacroElement
from folium.template import Template

from dashboard.map_links import from_frame

_TEMPLATE_MARK = re.compile(r"\{(?=[{%#])")
_ESCAPED = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&'_\u2028\u2029"}


class MapScript(MacroElement):
    """Hands the Leaflet map to our script."""

    _template = Template(
        "{% macro script(this, kwargs) %}gege.start({{ this._parent.get_name() }});{% endmacro %}"
    )


class MapConfiguration(MacroElement):
    """Hands a configuration to our script.

    Parameters
    ----------
    config
        Plain values; any text may stand in it.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}gege.configure({{ this.json }});{% endmacro %}"
    )

    def __init__(self, config: Mapping[str, object]) -> None:
        super().__init__()
        self._name = "MapConfiguration"
        self.json = safe_json(config)


def safe_json(config: Mapping[str, object]) -> str:
    """Return JSON that may stand in any script.

    No mark-up can begin or end in it, and none of the patterns the map component replaces in
    scripts (``_`` followed by letters, ``{{ 'name' }}``) can occur.  Scripts are rendered as
    templates once more: what would begin an expression there can only stand in a text.
    """
    text = json.dumps(config, ensure_ascii=True, separators=(",", ":")).translate(_ESCAPED)
    return _TEMPLATE_MARK.sub(r"\\u007b", text)


def keep_files_local() -> None:
    """Make every folium element load nothing but our own bundle."""
    waiting = [JSCSSMixin]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        kind.default_js = []
        kind.default_css = []
    folium.Map.default_js = [("gege", from_frame("map.js"))]


def empty_map() -> folium.Map:
    """Return the map without layers; its script is always the same."""
    made = folium.Map(
        location=[0, 0],
        zoom_start=3,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        max_zoom=20,
        min_zoom=3,
        zoom_snap=0.5,
    )
    MapScript().add_to(made)
    return made


def configuration(config: Mapping[str, object]) -> folium.FeatureGroup:
    """Return the feature group that carries a configuration."""
    group = folium.FeatureGroup(name="configuration")
    MapConfiguration(config).add_to(group)
    return group
