"""A chart on a page: drawn in the browser from values alone, and its picture to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.address import asked
from dashboard.downloads import offer_file
from dashboard.i18n import _, language
from service.charts.look import Look, Size, Theme
from service.charts.rendering import Spec, to_png, to_svg


def page_look(size: Size = "screen") -> Look:
    """Return the look of the page's charts: its theme, its language, its size.

    Parameters
    ----------
    size
        Where the address does not say ``size=projector``.
    """
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    return Look(theme, "projector" if asked("size") == "projector" else size, language())


def show_chart(chart: Spec | Callable[[Look], Spec], name: str, title: str) -> None:
    """Show a chart, and two buttons that give its picture as PNG and SVG, made when asked for.

    Parameters
    ----------
    chart
        A specification from `service.charts.rendering.themed`, or what makes one in a look: then
        the picture is made as large as a slide wants it.
    name
        Of the files, and of the chart among those of the page.
    title
        What the chart shows, in one sentence: read out to whoever does not see it.
    """
    spec = chart(page_look()) if callable(chart) else chart
    # Without Streamlit's own theme, which knows other colours.  Its menu with the link to an
    # editor outside is off.
    st.vega_lite_chart(spec, theme=None, width="stretch", key=f"chart_{name}", alt=title)
    look = page_look("projector")
    with st.container(horizontal=True):
        for ending, label in (("png", _("Picture as PNG")), ("svg", _("Picture as SVG"))):
            offer_file(
                label,
                partial(_picture, chart, look, ending),
                file_name=f"{name}.{ending}",
                mime="image/png" if ending == "png" else "image/svg+xml",
                key=f"chart_{name}_{ending}",
                kind="chart",
            )


def _picture(chart: Spec | Callable[[Look], Spec], look: Look, ending: str) -> bytes:
    spec = chart(look) if callable(chart) else chart
    return to_png(spec) if ending == "png" else to_svg(spec).encode()
