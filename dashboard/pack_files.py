"""A pack as files: for the meeting, or for outside after a check."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final, cast

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import offer_file
from dashboard.i18n import _, language
from dashboard.pack_check import pack_check_part
from data.store import Store
from service.language import languages
from service.packs.building import Pack
from service.packs.edition import Audience
from service.packs.files import FORMATS, pack_file

_NAMES: Final = {"html": "HTML", "pptx": "PPTX", "pdf": "PDF", "xlsx": "XLSX", "png": "PNG"}


def files_part(viewer: Viewer, store: Store, pack: Pack, now: datetime) -> None:
    """Show what can be taken away: in which language, for whom, in which format."""
    offered: list[str] = ["inside"] if may(viewer, Action.EXPORT) else []
    offered += ["outside"] if may(viewer, Action.PUBLISH) else []
    if not offered:
        st.info(_("You may look at this pack, but not take files of it away."))
        return
    words = {"inside": _("For the meeting"), "outside": _("For outside")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        audience = st.segmented_control(
            _("For whom"), offered, format_func=words.get, default=offered[0], required=True
        )
        tongues = list(languages())
        tongue = st.segmented_control(
            _("Language of the files"),
            tongues,
            format_func=languages().get,
            default=language(),
            required=True,
        )
    if audience == "outside":
        pack_check_part(viewer, store, pack.code, now)
        if not st.checkbox(_("I have seen what is hidden and what is shown.")):
            return
    with st.container(horizontal=True):
        for made_as, (media_type, ending) in FORMATS.items():
            make = partial(
                pack_file,
                viewer,
                store,
                pack.code,
                made_as,
                str(tongue),
                cast("Audience", audience),
                now,
            )
            offer_file(
                _NAMES[made_as],
                lambda make=make: make().body,
                file_name=f"{pack.code}-{audience}-{tongue}.{ending}",
                mime=media_type,
                key=f"pack_{made_as}",
                kind="pack",
                code=pack.code,
                is_marked=True,
            )
    st.caption(
        _(
            "Every file carries who took it and when, and is noted. PNG is one picture per slide,"
            " in a zip."
        )
    )
