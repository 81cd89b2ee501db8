"""The page's address: what is chosen stands in it, so that it can be shared and gone back to."""

from __future__ import annotations

import streamlit as st


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
