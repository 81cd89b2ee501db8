"""Links that give the map on the page as a file."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboard.i18n import _, language
from dashboard.map_links import PREFIX


def map_downloads(address_query: str, *, outside: bool = False) -> None:
    """Show two links: the map as PNG and as SVG, in the page's language and theme.

    Parameters
    ----------
    address_query
        What `routes.map_pictures` takes: ``layer=figure`` or ``heat=1`` and the query of that
        layer.
    outside
        Whether small numbers are hidden, for a picture that leaves the office.
    """
    with st.container(horizontal=True):
        for ending, text in (("png", _("Map as PNG")), ("svg", _("Map as SVG"))):
            st.link_button(text, picture_address(ending, address_query, outside=outside))


def picture_address(ending: str, address_query: str, *, outside: bool = False) -> str:
    """Return the address of the picture, as a page of the app reaches it."""
    asked = dict(parse_qsl(address_query))
    asked |= {"lang": language(), "theme": st.context.theme.type or "light"}
    if outside:
        asked["outside"] = "1"
    return f"{PREFIX}/map.{ending}?{urlencode(asked)}"
