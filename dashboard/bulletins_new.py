"""A new bulletin: period, part, what it tells, its words, and until when it may be contested."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from casework.period import Period
from dashboard.address import keep
from dashboard.area_choice import choose_area
from dashboard.i18n import _
from dashboard.once import once
from dashboard.period_choice import choose_period
from data.store import Store
from service.bulletins.building import USUAL_APPEALS, NewBulletin, build_bulletin, words_now
from service.bulletins.facts import PART_TERMS, PARTS
from service.bulletins.wording import LONGEST, NAMES, Texts
from service.language import languages
from service.settings import settings_now


def new_part(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the form of a new bulletin and put it together when asked."""
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width="content"):
            usual = Period.holding(today).previous()
            period = choose_period(viewer, store, today, "bulletin_period", usual)
        with st.container(width="content"):
            area = choose_area(viewer, store, today)
    done = once("bulletin")
    names = {one: _(PART_TERMS[one]) for one in PARTS}
    with st.form(done.key("new")):
        left, right = st.columns([2, 1])
        title = left.text_input(_("Title"), key=done.key("title"), max_chars=80)
        until = right.date_input(
            _("Lines may be contested until"), value=today + USUAL_APPEALS, format="YYYY-MM-DD",
            key=done.key("until"),
        )  # fmt: skip
        parts = st.pills(
            _("What it tells"), list(PARTS), format_func=names.get,
            selection_mode="multi", default=list(PARTS), key=done.key("parts"),
        )  # fmt: skip
        words = _words(words_now(viewer, store))
        if not st.form_submit_button(_("Put the bulletin together"), type="primary"):
            return
        new = NewBulletin(title, period, until, area, tuple(parts), words)
        code = build_bulletin(viewer, store, new, now)
        keep("bulletin", code)
        done.done(_("{code} is put together; units may contest its lines now.", code=code))


def _words(before: Texts) -> Texts:
    """Ask for the sentences, those of the bulletin before to begin with."""
    done = once("bulletin")
    names = {"opening": _("First sentence"), "closing": _("Last sentence")}
    names |= {key: _(term) for key, term in PART_TERMS.items()}
    found: Texts = {}
    with st.expander(_("Words")):
        st.caption(
            _(
                "Numbers and days stand in braces: {known}. A bulletin ranks and blames nobody.",
                known=", ".join("{" + one + "}" for one in NAMES),
            )
        )
        for column, (tongue, called) in zip(st.columns(2), languages().items(), strict=True):
            column.markdown(f"**{called}**")
            found[tongue] = {
                key: column.text_area(
                    names[key], value=text, max_chars=LONGEST, height=90,
                    key=done.key(f"{tongue}_{key}"),
                )
                for key, text in before[tongue].items()
            }  # fmt: skip
    return found
