"""One of a few, side by side to press, and kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from dashboard.address import asked, keep


def choose_part(
    name: str,
    label: str,
    words: Mapping[str, str],
    key: str,
    *,
    is_named: bool = True,
) -> str:
    """Show the choice and return what is chosen: the first until there is a choice.

    Parameters
    ----------
    name
        Under which the address holds it; the first stands for no word in the address.
    words
        What is shown for each value.
    is_named
        Whether the label is seen.
    """
    usual, said = next(iter(words)), asked(name)
    st.session_state[key] = said if said in words else usual
    seen: Literal["visible", "collapsed"] = "visible" if is_named else "collapsed"
    picked = st.segmented_control(
        label,
        list(words),
        format_func=words.__getitem__,
        required=True,
        wrap=True,
        key=key,
        label_visibility=seen,
        on_change=_keep,
        args=(name, key, usual),
    )
    return str(picked or usual)


def _keep(name: str, key: str, usual: str) -> None:
    value = str(st.session_state[key] or usual)
    keep(name, None if value == usual else value)
