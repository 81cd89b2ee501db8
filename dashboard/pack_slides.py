"""A pack as its slides, and what the presenter writes beside each."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import pairs, show
from dashboard.once import once
from dashboard.when import local_time
from data.store import Store
from service.packs.building import Pack
from service.packs.comments import comments_kept, write_comment
from service.packs.layout import COMMENT_SIGNS
from service.settings import settings_now

_HEIGHT = 620


def slides_part(viewer: Viewer, store: Store, pack: Pack, now: datetime) -> None:
    """Show the slides as they will be presented, beside the comments."""
    if not pack.is_intact:
        st.error(_("What is kept of this pack is not what was frozen: put back a copy."))
    if not pack.deck.slides:
        st.info(_("The pack has no slides: show a section in the template and build it again."))
        _facts(viewer, store, pack)
        return
    comments = comments_kept(viewer, store, pack.code)
    names = {one.key: one.title.told(language()) for one in pack.deck.slides}
    said = asked("slide")
    st.session_state["pack_slide"] = said if said in names else pack.deck.slides[0].key
    with st.container(horizontal=True, vertical_alignment="bottom"):
        numbers = {key: at for at, key in enumerate(names, start=1)}
        slide = st.selectbox(
            _("Slide"),
            list(names),
            format_func=lambda key: f"{numbers[key]} · {names[key]}" + " ✎" * (key in comments),
            key="pack_slide",
            on_change=lambda: keep("slide", st.session_state["pack_slide"]),
            width=420,
        )
        st.link_button(_("Present"), _address(pack.code, slide), type="primary")
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    st.iframe("/".join(["", *filter(None, [base]), _address(pack.code, slide)]), height=_HEIGHT)
    if may(viewer, Action.PREPARE_PACK):
        _comment(viewer, store, pack.code, slide, comments.get(slide, ""), now)
    _facts(viewer, store, pack)


def _address(code: str, slide: str) -> str:
    return f"{PREFIX}/present/{quote(code)}?lang={language()}&slide={quote(slide)}"


def _facts(viewer: Viewer, store: Store, pack: Pack) -> None:
    zone = str(settings_now(viewer, store)["time_zone"])
    deck = pack.deck
    show(
        pairs(
            [
                (_("Period"), deck.period_name.told(language())),
                (_("Part"), deck.place.told(language())),
                (_("Records as of"), local_time(deck.as_of, zone)),
                (_("Slides"), str(len(deck.slides))),
                (_("Built by"), pack.built_by),
                (_("Check sum"), pack.sha256[:16]),
            ]
        )
    )


def _comment(viewer: Viewer, store: Store, code: str, slide: str, kept: str, now: datetime) -> None:
    forms = once("pack")
    with st.form(forms.key(f"comment_{slide}"), border=False):
        text = st.text_area(
            _("Comment beside this slide"), kept, max_chars=COMMENT_SIGNS, height=80
        )
        is_asked = st.form_submit_button(_("Keep the comment"))
    if is_asked:
        write_comment(viewer, store, code, slide, text, now)
        forms.done(_("The comment is kept."))
