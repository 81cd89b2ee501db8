"""How far a campaign is: figures, the curve against the plan, parts, what people answered."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote

import streamlit as st

from casework.access import Action, Viewer, may
from casework.visit import STATE_TERMS, HomeState, VisitPlan
from dashboard.area_choice import LEVEL_TERMS
from dashboard.chart_panel import show_chart
from dashboard.downloads import offer_file
from dashboard.i18n import _, language
from dashboard.markup import Markup, figures, heading, pairs, show, tag
from dashboard.messages import plain
from dashboard.share_words import percent
from data.store import Store
from service.campaigns.answers import answers_of
from service.campaigns.chart import curve_chart
from service.campaigns.outside import answers_table, export_campaign
from service.campaigns.progress import By, Progress, campaign_progress, last_day, progress_by
from service.map_view import MapData

_ROW_PX: Final = 36
_MOST_ROWS: Final = 14
_MIME: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_STYLE: Final = Markup("""<style>
.gg .lead b{font-size:2.2rem;line-height:1.15;font-variant-numeric:tabular-nums}
.gg .first{font-size:1.1rem;font-weight:600}
</style>""")


def campaign_progress_shown(
    viewer: Viewer, store: Store, chosen: VisitPlan, today: date, now: datetime
) -> None:
    """Show a campaign as it stands today, or as it stood on its last day."""
    found = campaign_progress(viewer, store, chosen.code, today)
    if not found.total:
        st.info(_("Nobody lives where this campaign means households, as far as you see."))
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        _figures(store, found, today)
    with right:
        heading(_("Households met, day by day"))
        show_chart(
            partial(curve_chart, found.curve),
            "campaign-curve",
            _("Households met by each day, against the plan"),
        )
    left, right = st.columns([2, 1], gap="large")
    with left:
        _parts(viewer, store, chosen, today, now)
    with right:
        _answers(viewer, store, chosen, now)


def _figures(store: Store, found: Progress, today: date) -> None:
    one = found.campaign
    names = _names(store, found.on)
    where = ", ".join(names.get(code, code) for code in one.area_codes) or _("Whole district")
    lead = tag(
        "p",
        tag("b", percent(found.reached, found.total)),
        " ",
        _("met: {n} of {m} households", n=f"{found.reached:,}", m=f"{found.total:,}"),
        kind="lead",
    )
    notices = _("notices delivered, of {m}", m=f"{found.total:,}")
    told = [_(said) for said in found.told]
    show(
        _STYLE,
        lead,
        tag("p", told[0], kind="first"),
        *(tag("p", said, kind="quiet") for said in told[1:]),
        figures(
            [
                (notices, f"{found.noticed:,}"),
                (_("still to visit"), f"{found.to_do:,}"),
                (_(STATE_TERMS[HomeState.NOT_HOME]), f"{found.not_home:,}"),
                (_(STATE_TERMS[HomeState.DECLINED]), f"{found.declined:,}"),
            ]
        ),
        pairs(
            [
                (_("Purpose"), one.purpose),
                (_("From and to"), f"{one.since} – {last_day(one)}"),
                (_("Where"), where),
                (_("As of"), str(found.on if found.is_over else today)),
            ]
        ),
    )
    st.link_button(
        _("Show the households on the map"),
        f"home-visits?plan={quote(one.code)}&lang={language()}",
    )


def _names(store: Store, on: date) -> dict[str, str]:
    grids = MapData.of(store).grids(on)
    return {**grids.unit_names, **dict(zip(grids.codes, grids.frame["name"], strict=True))}


def _parts(viewer: Viewer, store: Store, chosen: VisitPlan, today: date, now: datetime) -> None:
    words: dict[By, str] = {"community": _("By community"), "street": _("By street")}
    by = st.segmented_control(
        _("Parts"),
        list(words),
        format_func=words.get,
        default="community",
        required=True,
        key="campaigns_by",
        label_visibility="collapsed",
    )
    frame = progress_by(viewer, store, chosen.code, today, by)
    name, share = _(LEVEL_TERMS[by]), _("Share met")
    columns: dict[str, Any] = {
        "name": name,
        "coverage": share,
        "met": _("Met"),
        "occupied": _("Households"),
        "noticed": _("Notices delivered"),
        "to_do": _("To visit"),
        "not_home": _(STATE_TERMS[HomeState.NOT_HOME]),
        "declined": _(STATE_TERMS[HomeState.DECLINED]),
    }
    frame["name"] = frame["name"].fillna(_("in none of them"))
    shown = frame[list(columns)].rename(columns=columns)
    numbers = list(columns.values())[2:]
    st.dataframe(
        shown,
        hide_index=True,
        height=_ROW_PX * (min(len(shown), _MOST_ROWS) + 1) + 3,
        row_height=_ROW_PX,
        column_config={
            name: st.column_config.TextColumn(pinned=True),
            share: st.column_config.ProgressColumn(
                format="percent", min_value=0.0, max_value=1.0, width=125
            ),
            **{
                one: st.column_config.NumberColumn(format="localized", width=_width(one))
                for one in numbers
            },
        },
        key=f"campaigns_parts_{by}",
        alt=_("How far each part is"),
    )
    if may(viewer, Action.EXPORT):
        _files(viewer, store, chosen, today, now)


def _width(head: str) -> int:
    """Return the width of a column in which its head can be read."""
    return max(86, 34 + sum(8 if char.isascii() else 15 for char in head))


def _files(viewer: Viewer, store: Store, chosen: VisitPlan, today: date, now: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for ending, label in (
            (".xlsx", _("For outside, as Excel")),
            (".csv", _("For outside, as CSV")),
        ):
            offer_file(
                label,
                partial(_made, viewer, store, chosen.code, today, ending, now, language()),
                file_name=f"campaign-{chosen.code}-{today}{ending}",
                mime=_MIME[ending],
                key=f"campaigns_file{ending}",
                kind="campaign",
                code=chosen.code,
            )
    st.caption(_("For outside: sums by community, small numbers hidden."))


def _made(
    viewer: Viewer,
    store: Store,
    code: str,
    on: date,
    ending: str,
    now: datetime,
    said: str,
) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"campaign{ending}"
        export_campaign(viewer, store, code, on, path, now, said)
        return path.read_bytes()


def _answers(viewer: Viewer, store: Store, chosen: VisitPlan, now: datetime) -> None:
    if not chosen.question:
        return
    heading(_("What people answered"))
    found = answers_of(viewer, store, chosen.code, now)
    show(tag("p", chosen.question, kind="first"))
    if found.table is None:
        for said in found.sentences:
            st.info(plain(_(said)))
        return
    frame = answers_table(found, language()).iloc[:, 1:].astype(str)
    st.dataframe(
        frame,
        hide_index=True,
        height=_ROW_PX * (min(len(frame), _MOST_ROWS) + 1) + 3,
        row_height=_ROW_PX,
        key="campaigns_answers",
        alt=_("What people answered"),
    )
    show(*(tag("p", _(said), kind="quiet") for said in found.sentences))
