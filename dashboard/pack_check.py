"""What a file of a pack for outside would hide, shown before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from casework.access import Action, Viewer, require
from dashboard.i18n import _, language
from dashboard.markup import Markup, show, tag
from dashboard.messages import plain
from data.store import Store
from service.packs.building import pack_of
from service.packs.check import Check, SlideCheck
from service.packs.comments import comments_kept
from service.packs.deck import Deck
from service.packs.guarding import for_outside
from service.publication import publication_k


def pack_check_part(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    """Show what is hidden and left out, slide by slide, and the comments as they would stand.

    Raises
    ------
    CaseworkError
        When the viewer may not make files for outside.
    ServiceError
        When there is no such pack in the viewer's part.
    """
    del now
    require(viewer, Action.PUBLISH)
    k, comments = publication_k(viewer, store), comments_kept(viewer, store, code)
    deck, check = for_outside(pack_of(viewer, store, code).deck, k, comments)
    with st.container(border=True, key="pack_check"):
        st.markdown(f"**{_('Publication check')}**")
        show(*(tag("p", _(one)) for one in check.sentences))
        _slides(check)
        _comments(deck, check)


def _slides(check: Check) -> None:
    touched = [one for one in check.slides if one.numbers or one.blocks]
    rows = [
        *(_row(one, str(one.numbers), str(one.blocks or "")) for one in touched),
        *(_row(one, _("left out"), "") for one in check.left_out),
    ]
    if rows:
        head = (_("Slide"), _("Hidden numbers"), _("Left out blocks"))
        show(_table(head, rows))


def _row(one: SlideCheck, numbers: str, blocks: str) -> tuple[str, str, str]:
    return one.title.told(language()), numbers, blocks


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    lines = [tag("tr", *(tag("td", one) for one in row)) for row in rows]
    top = tag("thead", tag("tr", *(tag("th", one) for one in head)))
    return tag("div", tag("table", top, tag("tbody", *lines)), kind="scroll")


def _comments(deck: Deck, check: Check) -> None:
    """Show what people wrote, once more: no rule knows every name."""
    if not check.comments:
        return
    st.warning(
        plain(_("Read what was written beside the slides once more: names no rule can know."))
    )
    rows = []
    for key, text in check.comments.items():
        slide = deck.slide(key)
        rows.append((slide.title.told(language()) if slide else key, text))
    show(_table((_("Slide"), _("Comment")), rows))
