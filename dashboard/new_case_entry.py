"""The form that is being filled in: which one, what place was clicked, whether it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from service.cases.registering import Registered

MAP_KEY = "new_case_map"
_ENTRY = "new_case_entry"


@dataclass
class Entry:
    """One form of this session, changed in place.

    Attributes
    ----------
    turn
        Number of the form; the fields of the next one begin empty under keys of their own.
    picked
        Longitude and latitude clicked on the map.
    registered
        What was registered from it: a form is saved once, however often it is sent.
    joined
        The standing case it was added to.

    Notes
    -----
    Every access to the session's state may end the run in favour of a newer one, a plain
    attribute cannot: what was saved is never forgotten between saving and noting it.
    """

    turn: int = 0
    picked: tuple[float, float] | None = None
    registered: Registered | None = None
    joined: str | None = None
    seen: object = None
    kept: dict[str, object] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Return the key of a field of this form."""
        return f"new_case_{self.turn}_{name}"

    def begin_next(self) -> None:
        """Empty the form for the next case."""
        self.turn += 1
        self.picked = self.registered = self.joined = None


def entry_now() -> Entry:
    """Return this session's form, with a new click on the map taken into it."""
    entry = st.session_state.setdefault(_ENTRY, Entry())
    told = st.session_state.get(MAP_KEY)
    if isinstance(told, dict) and told.get("picked") and told.get("seq") != entry.seen:
        entry.seen = told.get("seq")
        lon, lat = told["picked"]
        entry.picked = (float(lon), float(lat))
    return entry
