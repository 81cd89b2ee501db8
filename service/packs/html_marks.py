"""Elements with attributes, every text and every value in them escaped."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Final

from service.sheet_page import Html, joined

_VOID: Final = frozenset({"img", "col", "meta"})


def tag(name: str, /, *parts: str, **attributes: str | None) -> Html:
    """Return an element; ``_`` in an attribute's name is ``-``, one that is None is left out.

    A ``_`` at the end of a name is dropped: ``class_``.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{joined(parts)}</{name}>")


def picture_address(svg: str) -> str:
    """Return an SVG as an address: shown as a picture it reaches nothing and runs nothing."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
