"""Which part of the district a page is about: a path of steps to click, kept in the address."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from casework.access import Viewer
from casework.sentence import Term
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.messages import plain
from data.store import Store
from service.areas import DISTRICT, GRID, OWN_GRIDS, AreaStep, area_path, children_of
from service.errors import ServiceError

PARAMETER: Final = "area"
_KEY: Final = "area_choice"
LEVEL_TERMS: Final = {
    "city": Term("city"),
    "county": Term("county"),
    "street": Term("street"),
    "community": Term("community"),
    GRID: Term("grid"),
    DISTRICT: Term("district"),
    OWN_GRIDS: Term("own grids"),
}


def choose_area(viewer: Viewer, store: Store, on: date) -> str | None:
    """Show the path of the chosen area, with the way up and down, and return its code.

    Returns
    -------
    str | None
        None for all the viewer sees: cases that lie in no grid count there too.

    Notes
    -----
    The address alone holds the choice (``?area=990101001``).  An area that does not exist on the
    day, or lies outside the viewer's part, is said and left.
    """
    path = _path(viewer, store, on)
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"{_KEY}_path"
    ):
        for number, step in enumerate(path):
            _step(number, step, is_here=step is path[-1])
        _down(children_of(viewer, store, path[-1].code, on))
    return path[-1].code if len(path) > 1 else None


def go_to_area(code: str | None) -> None:
    """Put an area into the address; the page shows it on its next run."""
    keep(PARAMETER, code)


def step_name(step: AreaStep) -> str:
    """Return what a step is called."""
    if step.level == OWN_GRIDS:
        return _("My grids")
    return step.name or _("Whole district")


def _path(viewer: Viewer, store: Store, on: date) -> tuple[AreaStep, ...]:
    try:
        return area_path(viewer, store, asked(PARAMETER), on)
    except ServiceError as error:
        st.warning(plain(_(error)))
        return area_path(viewer, store, None, on)


def _step(number: int, step: AreaStep, *, is_here: bool) -> None:
    name = plain(step_name(step))
    if is_here:
        st.markdown(f"**{name}**", width="content")
        return
    st.button(
        f"{name} ›",
        key=f"{_KEY}_{number}",
        type="tertiary",
        on_click=go_to_area,
        args=(None if number == 0 else step.code,),
    )


def _down(steps: tuple[AreaStep, ...]) -> None:
    if not steps:
        return
    names = {str(step.code): step_name(step) for step in steps}
    st.session_state[f"{_KEY}_down"] = None
    st.selectbox(
        _("Part of the district"),
        list(names),
        format_func=names.get,
        key=f"{_KEY}_down",
        placeholder=_("Choose a {level}", level=LEVEL_TERMS[steps[0].level]),
        label_visibility="collapsed",
        on_change=_take,
        width=230,
    )


def _take() -> None:
    code = st.session_state[f"{_KEY}_down"]
    if code:
        go_to_area(code)
