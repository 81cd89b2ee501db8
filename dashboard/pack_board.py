"""The meeting pack: built in one act, shown, commented, compared, taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.markup import Markup, page_title, show
from dashboard.once import once
from dashboard.pack_build import build_part
from dashboard.pack_compare import compare_part
from dashboard.pack_files import files_part
from dashboard.pack_layouts import pack_layouts_part
from dashboard.pack_slides import slides_part
from dashboard.pack_template import pack_template_part
from dashboard.part_choice import choose_part
from dashboard.refusals import refusals_shown
from data.rows import records
from data.store import Store
from service.packs.building import pack_of, packs_of

_STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
@media(max-width:640px){.stMainBlockContainer{padding:3.6rem .75rem 1rem}}
</style>""")
_PARTS: Final = ("slides", "files", "compare", "template", "layout")


def pack_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the pack in the address, the newest without one; and a new one to build."""
    now = now.replace(second=0, microsecond=0)
    show(_STYLE)
    page_title(_("Meeting pack"))
    once("pack").tell()
    if may(viewer, Action.PREPARE_PACK):
        with refusals_shown():
            build_part(viewer, store, now)
    packs = records(packs_of(viewer, store))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = _chosen(packs)
        part = _part(viewer, has_pack=code is not None)
    if code is None:
        st.info(_("No pack has been built so far: choose a period and build one."))
    with refusals_shown():
        if part == "template":
            pack_template_part(viewer, store, now)
        elif part == "layout":
            pack_layouts_part(viewer, store, now)
        elif code is not None:
            pack = pack_of(viewer, store, code)
            if part == "files":
                files_part(viewer, store, pack, now)
            elif part == "compare":
                compare_part(viewer, store, pack, now)
            else:
                slides_part(viewer, store, pack, now)


def _chosen(packs: list[dict[str, Any]]) -> str | None:
    if not packs:
        return None
    names = {row["code"]: _name(row) for row in packs}
    said = asked("pack")
    st.session_state["pack_chosen"] = said if said in names else packs[0]["code"]
    picked = st.selectbox(
        _("Pack"),
        list(names),
        format_func=names.get,
        key="pack_chosen",
        on_change=lambda: keep("pack", st.session_state["pack_chosen"]),
        width=420,
    )
    return str(picked)


def _name(row: dict[str, Any]) -> str:
    place = row["unit"] or row["area"] or _("Whole district")
    return _("{period} · {place} · {code}", period=row["period"], place=place, code=row["code"])


def _part(viewer: Viewer, *, has_pack: bool) -> str:
    words = {
        "slides": _("Slides and comments"),
        "files": _("Files"),
        "compare": _("Then and today"),
        "template": _("Template"),
        "layout": _("Presentation layout"),
    }
    of_pack = _PARTS[:3] if has_pack else ()
    offered = [*of_pack, *(_PARTS[3:] if may(viewer, Action.PREPARE_PACK) else ())]
    if not offered:
        return ""
    shown = {name: words[name] for name in offered}
    return choose_part("part", _("Part"), shown, "pack_part", is_named=False)
