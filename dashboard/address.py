"""The page's address: what is chosen stands in it, so that it can be shared and gone back to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

# What is chosen on one page and looked at on the next.
_GOES_ALONG: Final = ("period", "area")
_PAGE, _CHOSEN = "address_page", "address_chosen"


def asked(name: str) -> str | None:
    """Return what the address says under this name, None where it says nothing."""
    return st.query_params.get(name) or None


def keep(name: str, value: str | None) -> None:
    """Put a value into the address; an empty one is taken out."""
    if not value:
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


@contextmanager
def going_along(page: str, pages: Collection[str]) -> Iterator[None]:
    """Bring period and area along from the page before, where both pages are about them.

    Parameters
    ----------
    page
        Address of the page that is shown.
    pages
        Addresses of the pages that share the choice.

    Notes
    -----
    An address that says anything by itself, a link or a step back, is left as it is.
    """
    if page in pages and page != st.session_state.get(_PAGE) and not st.query_params:
        for name, value in st.session_state.get(_CHOSEN, {}).items():
            keep(name, value)
    st.session_state[_PAGE] = page
    try:
        yield
    finally:
        if page in pages:
            st.session_state[_CHOSEN] = {name: asked(name) for name in _GOES_ALONG}
