"""What the heat page shows, to take away: as pictures and tables, for the office or outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.downloads import offer_file
from dashboard.heat_control import heat_config
from dashboard.i18n import _, language
from dashboard.layer_asks import Looked
from dashboard.map_config import query_of
from dashboard.map_downloads import map_downloads
from dashboard.markup import show, tag
from data.store import Store
from data.writers.files import write_areas, write_book, write_table
from service.language import say
from service.map_choropleth_table import choropleth_table
from service.map_spots_table import spot_table
from service.map_table import MapTable
from service.map_view import GridLayer

_MIME: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".geojson": "application/geo+json",
}


def take_away(
    viewer: Viewer, store: Store, looked: Looked, grids: GridLayer, now: datetime
) -> None:
    """Show what gives the map as a picture and the table behind it; made when it is asked for."""
    show(tag("h4", _("Take away")))
    is_for_outside = st.toggle(_("For outside: small numbers hidden"), key="heat_outside")
    table = table_of(viewer, store, looked, now, is_for_outside=is_for_outside)
    map_downloads(picture_query(looked), outside=is_for_outside)
    labels = {".csv": _("CSV"), ".xlsx": _("Excel"), ".geojson": _("GeoJSON")}
    with st.container(horizontal=True, gap="small"):
        for ending, label in labels.items():
            offer_file(
                label,
                partial(_made, table, grids, ending, language()),
                file_name=_name(looked, ending, is_for_outside=is_for_outside),
                mime=_MIME[ending],
                key=f"heat_file{ending}",
                kind="hot_spots",
            )
    if is_for_outside:
        show(*(tag("p", _(said), kind="quiet") for said in table().told_hidden))


def table_of(
    viewer: Viewer, store: Store, looked: Looked, now: datetime, *, is_for_outside: bool
) -> Callable[[], MapTable]:
    """Return what makes the table behind the map."""
    if looked.choice.way == "spots":
        return partial(spot_table, viewer, store, looked.spots, now, is_for_outside=is_for_outside)
    return partial(
        choropleth_table, viewer, store, looked.choropleth, now, is_for_outside=is_for_outside
    )


def picture_query(looked: Looked) -> str:
    """Return what the address of a picture is asked with."""
    if looked.choice.way == "surface":
        return "heat=1&" + str(heat_config(looked.heat)["query"])
    layer = {"classes": "figure", "rate": "rate", "spots": "spots"}[looked.choice.way]
    return f"layer={layer}&{looked.query}&{query_of(looked.wanted)}"


def _made(table: Callable[[], MapTable], grids: GridLayer, ending: str, language: str) -> bytes:
    return made(table(), grids, ending, language)


def made(table: MapTable, grids: GridLayer, ending: str, language: str) -> bytes:
    """Return a table as the content of a file with this ending."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"map{ending}"
        if ending == ".geojson":
            write_areas(path, table.with_shapes(grids))
        elif ending == ".csv":
            write_table(path, table.named(language))
        else:
            title = say("About these numbers", language)
            notes = pd.DataFrame({title: [say(one, language) for one in table.notes]})
            write_book(path, {say("Numbers", language): table.named(language), title: notes})
        return path.read_bytes()


def _name(looked: Looked, ending: str, *, is_for_outside: bool) -> str:
    mark = "-outside" if is_for_outside else ""
    return f"map-{looked.choice.way}-{looked.choice.key}-{looked.period.key}{mark}{ending}"
