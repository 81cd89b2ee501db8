"""The viewer's language: from the address, from his choice, from his browser."""

from __future__ import annotations

import streamlit as st

from service.language import Said, language_of, languages, say

_PARAMETER = "lang"
_CHOSEN = "language_chosen"
_WIDGET = "language_switch"


def language() -> str:
    """Return the code of the viewer's language.

    The address decides (``?lang=en``), then what he chose in this session, then his browser, then
    Chinese.
    """
    asked = st.query_params.get(_PARAMETER)
    # Each sentence of a page asks: written only when it is new.
    if asked in languages() and st.session_state.get(_CHOSEN) != asked:
        st.session_state[_CHOSEN] = asked
    chosen = st.session_state.get(_CHOSEN)
    return str(chosen) if chosen in languages() else language_of(st.context.locale)


def _(message: str | Said, **params: object) -> str:
    """Return the sentence in the viewer's language; plain text, escape it where it is shown."""
    return say(message, language(), **params)


def language_switch() -> None:
    """Show the switch; a choice stays in the session and in the address."""
    names = languages()
    current = language()
    st.session_state[_WIDGET] = current
    st.radio(
        "语言 / Language",
        list(names),
        format_func=names.__getitem__,
        key=_WIDGET,
        horizontal=True,
        label_visibility="collapsed",
        on_change=_choose,
    )


def _choose() -> None:
    chosen = st.session_state[_WIDGET]
    st.session_state[_CHOSEN] = chosen
    st.query_params[_PARAMETER] = chosen
