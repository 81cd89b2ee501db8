"""Whose district this is, above everything else in the side bar."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Final

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _, language
from dashboard.messages import plain
from data.store import Store
from service.settings import settings_now

# In the page itself: a file that Streamlit lends is gone when a page is loaded again fast.
PAGE_ICON: Final = "data:image/png;base64," + b64encode(
    (Path(__file__).parent / "map_assets" / "icon.png").read_bytes()
).decode("ascii")
# Streamlit's hint inside its fields ("Press Enter to apply") knows English only.
# Where the screen is narrow the side bar is shut, and what it says is said beside its handle.
# A style alone takes no room on the page.
_WHERE_THE_BAR_IS_SHUT: Final = """<style>
@media (max-width:767px){[data-testid=stHeader]::after{content:"{said}";position:absolute;
 top:.9rem;right:1rem;padding:.1rem .6rem;border:1px solid currentColor;border-radius:1rem;
 font-size:.85rem}}
</style>"""
_WITHOUT_HINTS: Final = "<style>[data-testid=InputInstructions]{display:none}</style>"


def district_heading(viewer: Viewer, store: Store) -> None:
    """Show the program's name, the district's, and whether it is the demonstration."""
    if language() != "en":
        st.html(_WITHOUT_HINTS)
    kept = settings_now(viewer, store)
    name = str(kept["district_name"] or _("District without a name"))
    st.sidebar.markdown(f"### 格格 · {plain(name)}")
    if kept["is_demonstration"]:
        st.sidebar.caption(_("Demonstration: every place, person and case is invented."))
        st.html(_WHERE_THE_BAR_IS_SHUT.replace("{said}", _("Demonstration")))
