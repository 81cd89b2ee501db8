"""A form is carried out once, however often its button is pressed, and says so afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.messages import plain


@dataclass
class Once:
    """The forms of one page; each time one was carried out, all begin anew under other keys.

    Notes
    -----
    A second click reaches the page while the first is still at work and asks for a form that is
    no longer there.  The count is a plain attribute: an access to the session's state may end
    the run between the deed and its note, this cannot.
    """

    name: str
    turn: int = 0
    said: str | None = None

    def key(self, part: str) -> str:
        """Return the key of a field or form."""
        return f"{self.name}_{part}_{self.turn}"

    def done(self, sentence: str) -> None:
        """Note that a form was carried out, and show the page anew."""
        self.turn += 1
        self.said = sentence
        st.rerun()

    def tell(self) -> None:
        """Say what was done last, once."""
        said, self.said = self.said, None
        if said:
            st.success(plain(said))


def once(name: str) -> Once:
    """Return the forms of a page in this session."""
    key = f"once_{name}"
    if key not in st.session_state:
        st.session_state[key] = Once(name)
    found: Once = st.session_state[key]
    return found
