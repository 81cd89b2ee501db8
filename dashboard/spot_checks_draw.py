"""One draw: what was announced, drawing it, and drawing it again to see that it comes out equal."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.draw import LONGEST_SEED
from dashboard.downloads import offer_file
from dashboard.i18n import _
from dashboard.markup import heading, pairs, show, tag
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.store import Store
from service.spot_checks.bulletin import frame_text
from service.spot_checks.drawing import draw_sample, repeat_draw
from service.spot_checks.draws import DrawRecord
from service.spot_checks.frame import STRATA_TERMS, SUBJECT_TERMS
from service.spot_checks.repeating import command_of, procedure_sentences


def draw_part(viewer: Viewer, store: Store, record: DrawRecord, today: date, now: datetime) -> None:
    """Show the announcement, and beside it the form that draws or the repetition."""
    left, right = st.columns([10, 10], gap="medium")
    with left:
        _announced(record)
    with right, refusals_shown():
        if record.head["drawn_on"] is None:
            _draw_form(viewer, store, record, today, now)
        else:
            _again(viewer, store, record)


def _announced(record: DrawRecord) -> None:
    head = record.head
    heading(_("As announced on {day}", day=head["announced_on"]))
    found = [
        (_("Name"), head["name"]),
        (_("What is checked"), _(SUBJECT_TERMS[head["subject"]])),
        (_("Divided"), _(STRATA_TERMS[head["strata_by"]])),
        (_("Where the seed comes from"), head["seed_source"]),
        (_("Known from"), str(head["seed_on"])),
        (_("Seed"), head["seed"] or "-"),
        (_("Drawn"), str(head["drawn_on"] or "-")),
        (_("Procedure"), head["procedure"]),
        (_("SHA-256 of the frame"), head["frame_sha256"]),
    ]
    show(pairs(found))
    shown = pd.DataFrame(
        [(name, has, size, code) for code, name, has, size in record.strata],
        columns=[_("Stratum"), _("In the frame"), _("Drawn"), _("Code")],
    )
    st.dataframe(shown, hide_index=True, height=min(12, len(shown)) * 35 + 38)


def _draw_form(
    viewer: Viewer, store: Store, record: DrawRecord, today: date, now: datetime
) -> None:
    head = record.head
    heading(_("Draw"))
    if today < head["seed_on"]:
        st.info(_("It can be drawn from {day} on, when its seed is known.", day=head["seed_on"]))
        return
    if not may(viewer, Action.DRAW_CHECKS):
        return
    form = once("spot")
    with st.form(form.key("draw"), border=False):
        seed = st.text_input(
            _("Seed, as it was published"),
            max_chars=LONGEST_SEED,
            key=form.key(f"seed_{head['code']}"),
        )
        show(tag("p", head["seed_source"], kind="quiet"))
        if st.form_submit_button(_("Draw"), type="primary"):
            sample = draw_sample(viewer, store, head["code"], now, seed)
            form.done(_("{n} were drawn.", n=len(sample)))


def _again(viewer: Viewer, store: Store, record: DrawRecord) -> None:
    head = record.head
    heading(_("Draw it again"))
    show(*(tag("p", _(one)) for one in procedure_sentences()))
    if st.button(_("Repeat the draw"), type="primary", key="spot_repeat"):
        found = repeat_draw(viewer, store, head["code"])
        if found.is_same:
            st.success(
                _(
                    "It comes out equal: the frame has the announced hash, and the same {n} are"
                    " drawn in the same order.",
                    n=len(found.sample),
                )
            )
        else:
            st.error(
                _(
                    "It does not come out equal: frame as announced: {frame}, same sample:"
                    " {sample}. Something was changed after the draw.",
                    frame=_("yes") if found.is_same_frame else _("no"),
                    sample=_("yes") if found.is_same_sample else _("no"),
                )
            )
        rows = [(one.stratum, one.position, one.code, one.key) for one in found.sample]
        columns = [_("Stratum"), _("Number in the stratum"), _("Code"), _("Key")]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, height=320)
    may_know = may(viewer, Action.RECORD_CHECK) or head["reported_on"] is not None
    if may(viewer, Action.EXPORT) and may_know:
        offer_file(
            _("Frame as a file"),
            lambda: frame_text(viewer, store, head["code"]).encode(),
            file_name="frame.tsv",
            mime="text/tab-separated-values",
            key="spot_frame_file",
            kind="frame",
            code=head["code"],
            is_marked=True,
        )
        st.caption(_("On any other machine, from that file alone:"))
        st.code(command_of(head), language=None, wrap_lines=True)
