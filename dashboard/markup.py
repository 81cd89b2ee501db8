"""The one way text becomes HTML: everything is escaped unless it was made here."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


class Markup(str):
    """HTML made by `tag`, in which every text is escaped already."""

    __slots__ = ()


_VOID: Final = frozenset({"br", "hr"})
# Lines and quiet words follow the page's own text colour, so they fit light and dark alike.
_STYLE: Final = """<style>
.gg{line-height:1.5;overflow-wrap:anywhere}
.gg h2{font-size:1.5rem;margin:0;padding:0;line-height:1.3}
.gg h3{font-size:1.25rem;margin:0 0 .15rem;padding:0;line-height:1.3}
.gg h4{font-size:.95rem;margin:.9rem 0 .3rem;padding:0;font-weight:600}
.gg p{margin:.2rem 0;font-size:.95rem}
.gg .quiet{opacity:.72;font-size:.88rem}
.gg .late{font-weight:700}
.gg .badge{display:inline-block;border:1px solid currentColor;border-radius:4px;padding:0 .45em;
 font-size:.88rem;margin-right:.4em;white-space:nowrap}
.gg .halves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(21rem,100%),1fr));
 gap:0 1.6rem}
.gg dl{display:grid;grid-template-columns:minmax(7em,max-content) 1fr;gap:.15rem .9rem;
 margin:0!important;padding:0;font-size:.95rem}
.gg dt{opacity:.72;margin:0!important;font-weight:400}
.gg dd{margin:0!important;font-variant-numeric:tabular-nums}
.gg ol{list-style:none;margin:0;padding:0 0 0 .9rem;
 border-left:2px solid color-mix(in srgb,currentColor 25%,transparent);font-size:.92rem}
.gg ol li{margin:.1rem 0 .45rem;position:relative}
.gg ol li::before{content:"";position:absolute;left:-1.28rem;top:.45em;width:.6em;height:.6em;
 border-radius:50%;background:currentColor;opacity:.6}
.gg .figures{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;margin:0;padding:0}
.gg .figures div{min-width:4.5em}
.gg .figures b{display:block;font-size:1.3rem;line-height:1.25;font-variant-numeric:tabular-nums}
.gg .figures span{opacity:.72;font-size:.85rem}
.gg table{border-collapse:collapse;width:100%;font-size:.93rem}
.gg th,.gg td{text-align:left;padding:.28rem .6rem .28rem 0;vertical-align:top;
 border-bottom:1px solid color-mix(in srgb,currentColor 16%,transparent)}
.gg th{font-weight:600;opacity:.8}
.gg .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.gg .scroll{overflow-x:auto}
@media(max-width:640px){.gg tr{display:grid;grid-template-columns:1fr 3.4rem 6.2rem 4rem}
 .gg th{font-size:.8rem} .gg th.n{white-space:normal}
 .gg tr>.wide{grid-column:1/-1;padding-top:0}.gg th.wide{display:none}
 .gg td:not(.wide){border-bottom:0}}
@media(min-width:640px){.st-key-beside{position:sticky;top:3.6rem}}
</style>"""


def tag(name: str, *parts: str, kind: str | None = None) -> Markup:
    """Return an element holding the parts; a part that is plain text is escaped.

    Parameters
    ----------
    name
        Of the element, a literal in our own source.
    kind
        Its class, a literal too.
    """
    start = f"<{name}>" if kind is None else f'<{name} class="{escape(kind)}">'
    inside = joined(*parts)
    return Markup(start if name in _VOID else f"{start}{inside}</{name}>")


def joined(*parts: str) -> Markup:
    """Return the parts one after another; a part that is plain text is escaped."""
    return Markup("".join(p if isinstance(p, Markup) else escape(str(p)) for p in parts))


def show(*parts: str) -> None:
    """Show the parts on the page, plain text escaped."""
    st.html(_STYLE + tag("div", *parts, kind="gg"))


def page_title(text: str) -> None:
    """Show the name of a page above all else, as the menu says it."""
    show(tag("h2", text))


def heading(text: str) -> None:
    """Show the heading of a part of a page."""
    show(tag("h3", text))


def pairs(rows: list[tuple[str, str]]) -> Markup:
    """Return a list of names and values."""
    return tag("dl", *(joined(tag("dt", name), tag("dd", value)) for name, value in rows))


def figures(rows: list[tuple[str, str]]) -> Markup:
    """Return figures, large, each above what it counts."""
    return tag(
        "div", *(tag("div", tag("b", n), tag("span", what)) for what, n in rows), kind="figures"
    )


def beside() -> DeltaGenerator:
    """Return a container that stays in sight while the column beside it is scrolled."""
    return st.container(key="beside")
