"""The map on a page: the only call of the map component, and its guard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import folium
import streamlit as st
from branca.colormap import ColorMap
from folium.elements import JSCSSMixin
from streamlit_folium import st_folium

from dashboard.map_element import configuration, empty_map, keep_files_local
from service.errors import ServiceError

_HEIGHT = 600
# The frame fills what is left of the window; the number is the page's own header and filters.
_STYLE = """
<style>
.stMainBlockContainer {{ padding: 3.9rem 0.75rem 0.5rem; }}
.st-key-{key} iframe {{ height: {height} !important; min-height: 380px;
  border-radius: 8px; display: block; }}
</style>
"""


def draw_map(
    config: Mapping[str, object], key: str, used_px: int = 78, height: str | None = None
) -> str | None:
    """Draw the map and return the number of the case clicked last, None before any.

    Parameters
    ----------
    config
        From `dashboard.map_config.map_config`.
    key
        Fixed for a page, or the frame is made anew.
    used_px
        Height of what else the page shows, in pixels: the map fills what is left.
    height
        The height itself as CSS has it (``60vh``), for a map that is one part of a page.
    """
    keep_files_local()
    made = empty_map()
    group = configuration(config)
    refuse_outside(made)
    refuse_outside(group)
    wanted = height or f"calc(100dvh - {used_px}px)"
    st.html(_STYLE.format(key=f"{key}_frame", height=wanted))
    with st.container(key=f"{key}_frame"):
        told = st_folium(
            made,
            key=key,
            height=_HEIGHT,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=group,
        )
    clicked = told.get("clicked_case") if isinstance(told, dict) else None
    return clicked if isinstance(clicked, str) else None


def refuse_outside(element: folium.MacroElement) -> None:
    """Do nothing when an element and its children load only from this machine.

    Raises
    ------
    ServiceError
        With the first address that leads outside.
    """
    for address in _addresses(element):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address.startswith("//"):
            raise ServiceError(
                "The map is not drawn: it would ask {address}, which is not on this machine."
                " Serve the file from here and name that address.",
                address=address,
            )


def _addresses(element: folium.MacroElement) -> Iterator[str]:
    if isinstance(element, ColorMap):
        raise ServiceError(
            "The map is not drawn: the component would fetch d3js for the colour scale {kind},"
            " from outside this machine. Draw a legend of our own.",
            kind=type(element).__name__,
        )
    if isinstance(element, JSCSSMixin):
        yield from (address for _name, address in [*element.default_js, *element.default_css])
    for child in element._children.values():
        yield from _addresses(child)
