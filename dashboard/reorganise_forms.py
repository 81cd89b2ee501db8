"""What can be done with what is chosen, each with its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.reorganise_state import Desk, Level
from dashboard.upload import ask_for_file, forget_upload, upload_words
from service.cut_lines import cut_lines, split_along
from service.reorganise.plan import (
    ExtractUnit,
    MergeGrids,
    MergeUnits,
    MoveGrid,
    MoveUnit,
    Operation,
    SplitUnit,
)

_LONG: Final = 100
_ABOVE: Final[dict[Level, Level]] = {"grid": "community", "community": "street"}
# Told apart in the session by these words; the names shown are those of `_words`.
_MERGE, _MOVE, _EXTRACT, _SPLIT, _CUT = "merge", "move", "extract", "split", "cut"


def forms_for(desk: Desk) -> None:
    """Show which operations the choice allows, and the form of one of them."""
    forms = _allowed(desk)
    if not forms:
        st.caption(_("Nothing is chosen yet."))
        return
    words = {
        _MERGE: _("Merge into one"),
        _MOVE: _("Move elsewhere"),
        _EXTRACT: _("Form a new unit"),
        _SPLIT: _("Split in two"),
        _CUT: _("Cut along lines"),
    }
    asked = st.selectbox(
        _("What to do"), list(forms), format_func=words.__getitem__,
        key=f"reorganise_do_{'_'.join(forms)}",
    )  # fmt: skip
    forms[asked or next(iter(forms))](desk)


def _allowed(desk: Desk) -> dict[str, Callable[[Desk], None]]:
    level, count = desk.bench.level, len(desk.bench.chosen)
    forms: dict[str, tuple[bool, Callable[[Desk], None]]] = {
        _MERGE: (count > 1, _merge),
        _CUT: (level == "grid" and count > 0, _cut),
        _MOVE: (level in _ABOVE and count > 0, _move),
        _EXTRACT: (level in _ABOVE and count > 0, _extract),
        _SPLIT: (level != "grid" and count == 1, _split),
    }
    return {name: form for name, (may, form) in forms.items() if may}


def _key(desk: Desk, part: str) -> str:
    """Return the key of a field; after each step all begin anew."""
    return f"reorganise_{part}_{len(desk.bench.plan.operations)}_{desk.bench.level}"


def _do(desk: Desk, *operations: Operation) -> None:
    desk.try_step(desk.bench.plan.then(*operations))
    st.rerun()


def _name(desk: Desk, label: str, part: str = "name") -> str:
    return st.text_input(label, key=_key(desk, part), max_chars=_LONG).strip()


def _unit(desk: Desk, form: str, level: str, label: str, *, optional: bool = False) -> str | None:
    """Ask for a unit of a level, None for none; each form keeps an answer of its own."""
    units = desk.seen.units
    rows = units[units["level"] == level]
    names = dict(zip(rows["code"], rows["name"], strict=True))
    listed: list[str | None] = [None, *names] if optional else list(names)
    return st.selectbox(
        label, listed, key=_key(desk, f"{form}_unit_{level}"),
        format_func=lambda code: f"{plain(names[code])} · {plain(code)}" if code else _("as it is"),
    )  # fmt: skip


def _button(desk: Desk, label: str, *, may: bool) -> bool:
    return st.button(label, type="primary", key=_key(desk, "take"), disabled=not may)


def _merge(desk: Desk) -> None:
    level, chosen = desk.bench.level, desk.bench.chosen
    name = _name(desk, _("Name of the new grid") if level == "grid" else _("Name of the new unit"))
    if level == "grid":
        if _button(desk, _("Into the plan"), may=bool(name)):
            _do(desk, MergeGrids(chosen, name))
        return
    parent = _unit(desk, _MERGE, _parent_level(level), _("Above it"), optional=True)
    if _button(desk, _("Into the plan"), may=bool(name)):
        _do(desk, MergeUnits(chosen, name, level, parent))


def _move(desk: Desk) -> None:
    level = desk.bench.level
    parent = _unit(desk, _MOVE, _parent_level(level), _("Where to"))
    if _button(desk, _("Into the plan"), may=parent is not None) and parent:
        kind = MoveGrid if level == "grid" else MoveUnit
        _do(desk, *(kind(code, parent) for code in desk.bench.chosen))


def _extract(desk: Desk) -> None:
    above = _parent_level(desk.bench.level)
    name = _name(desk, _("Name of the new unit"))
    parent = _unit(desk, _EXTRACT, _parent_level(above), _("Above it"))
    if _button(desk, _("Into the plan"), may=bool(name and parent)) and parent:
        _do(desk, ExtractUnit(desk.bench.chosen, name, parent))


def _split(desk: Desk) -> None:
    (code,) = desk.bench.chosen
    children = _children(desk, code)
    first = st.multiselect(
        _("What forms the first part; the rest forms the second"), list(children),
        format_func=lambda one: f"{plain(children[one])} · {plain(one)}",
        key=_key(desk, "part"), placeholder=_("Choose"),
    )  # fmt: skip
    names = (
        _name(desk, _("Name of the first part"), "first"),
        _name(desk, _("Name of the second part"), "second"),
    )
    rest = tuple(one for one in children if one not in first)
    if _button(desk, _("Into the plan"), may=all(names) and bool(first and rest)):
        _do(desk, SplitUnit(code, {names[0]: tuple(first), names[1]: rest}))


def _cut(desk: Desk) -> None:
    if len(desk.bench.chosen) == 1:
        st.info(_("Press “Draw a cut line” on the map and click from border to border."))
    st.caption(_("Or cut the chosen grids along the lines of a file: roads, rivers, borders."))
    upload_words()
    path = ask_for_file(len(desk.bench.plan.operations))
    crs = st.text_input(
        _("Coordinate system, where the file does not say it"),
        key=_key(desk, "crs"),
        placeholder="EPSG:4490",
    )
    if _button(desk, _("Cut along these lines"), may=path is not None) and path:
        lines = cut_lines(desk.viewer, path, crs.strip() or None)
        splits = split_along(desk.seen.grids, desk.bench.chosen, lines)
        forget_upload()
        _do(desk, *splits)


def _children(desk: Desk, code: str) -> dict[str, str]:
    """Return names of what lies directly below a unit, by code: units, or grids."""
    for frame in (desk.seen.units, desk.seen.grids):
        below = frame[frame["parent_code"] == code]
        if len(below):
            return dict(zip(below["code"], below["name"], strict=True))
    return {}


def _parent_level(level: str) -> str:
    return {"grid": "community", "community": "street", "street": "county"}[level]
