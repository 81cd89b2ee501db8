"""Who sits before the screen: asked at every run of a page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from casework.access import Viewer
from casework.access_entry import Door
from data.access_log import DOOR
from data.store import open_store
from service.clock import now
from service.identity import asking
from service.identity.asking import Asker

_WHO = "whose_session"


def visitor() -> Viewer:
    """Return who looks at this page; the run ends here when nobody is signed in."""
    viewer = asker().viewer
    if viewer is None:
        st.stop()
    return viewer


def asker() -> Asker:
    """Return who asks for this page, by the cookies of the browser's connection."""
    DOOR.set(Door.SCREEN)
    return asking.asker_of(open_store(), cookies(), now())


def cookies() -> Mapping[str, str]:
    """Return the cookies the browser's connection was made with."""
    return st.context.cookies


def forget_others(found: Asker) -> None:
    """Forget what was chosen in this tab when somebody else sits before it now."""
    if st.session_state.get(_WHO, found.key) != found.key:
        st.session_state.clear()
    st.session_state[_WHO] = found.key
