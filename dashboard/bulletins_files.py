"""A bulletin as files, for the meeting or for outside; and the log of all files that left."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final, cast

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import download_table, offer_file
from dashboard.i18n import _, language
from dashboard.markup import show, tag
from dashboard.when import local_times
from data.rows import records
from data.store import Store
from service.bulletins.files import FORMATS, bulletin_file, told_for
from service.bulletins.reading import Bulletin
from service.language import languages
from service.publications import AUDIENCE_TERMS, KIND_TERMS, Audience, publications_of
from service.settings import settings_now

_NAMES: Final = {"html": "HTML", "csv": "CSV", "xlsx": "XLSX"}


def bulletin_files_part(viewer: Viewer, store: Store, bulletin: Bulletin, now: datetime) -> None:
    """Show what can be taken away: in which language, for whom, in which format."""
    code = bulletin.head["code"]
    offered = ["inside"]
    if may(viewer, Action.PUBLISH) and bulletin.state == "published":
        offered.append("outside")
    words = {one: _(AUDIENCE_TERMS[one]) for one in offered}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        audience = st.segmented_control(
            _("For whom"), offered, default="inside", required=True, key="bulletin_audience",
            format_func=words.get,
        )  # fmt: skip
        tongue = st.segmented_control(
            _("Language of the files"), list(languages()), default=language(), required=True,
            format_func=languages().get, key="bulletin_tongue",
        )  # fmt: skip
    if bulletin.state != "published":
        st.caption(_("Files for outside are made once the bulletin is published."))
    if audience == "outside" and not _is_checked(viewer, store, code, now):
        return
    with st.container(horizontal=True):
        for made_as, media_type in FORMATS.items():
            make = partial(
                bulletin_file, viewer, store, code, made_as, str(tongue),
                cast("Audience", audience), now,
            )  # fmt: skip
            offer_file(
                _NAMES[made_as],
                lambda make=make: make().body,
                file_name=f"{code}-{audience}-{tongue}.{made_as}",
                mime=media_type,
                key=f"bulletin_{made_as}",
                kind="bulletin",
                code=code,
                is_marked=True,
            )
    st.caption(_("Every file carries who took it and when, and is noted."))


def _is_checked(viewer: Viewer, store: Store, code: str, now: datetime) -> bool:
    """Show what is hidden and every text of people, and ask to confirm that these were read."""
    told = told_for(viewer, store, code, "outside", now)
    assert told.check is not None
    show(*(tag("p", _(one)) for one in told.check.sentences))
    said = [
        (f"{line.line.number}", text)
        for _key, lines in told.parts
        for line in lines
        for appeal in line.appeals
        for text in (appeal.reason, appeal.answer)
        if text
    ]
    if said:
        show(*(tag("p", f"{number} · {text}") for number, text in said))
    return st.checkbox(_("I have seen what is hidden and what is shown."))


def log_part(viewer: Viewer, store: Store) -> None:
    """Show the files that left: what, for whom, with what hidden, taken by whom and when."""
    frame = publications_of(viewer, store)
    if frame.empty:
        st.info(_("No file has left so far."))
        return
    zone = str(settings_now(viewer, store)["time_zone"])
    rows = records(frame)
    shown = pd.DataFrame(
        {
            _("Taken at"): local_times(pd.to_datetime(frame["taken_at"], utc=True), zone),
            _("Taken by"): frame["taken_by"],
            _("What"): [_(KIND_TERMS[row["kind"]]) for row in rows],
            _("Code"): frame["code"],
            _("For whom"): [_(AUDIENCE_TERMS[row["audience"]]) for row in rows],
            _("Format"): [str(row["format"]).upper() for row in rows],
            _("Language"): [languages().get(row["language"], row["language"]) for row in rows],
            "k": [_said(row["k"]) for row in rows],
            _("Hidden numbers"): [_said(row["report"].get("hidden")) for row in rows],
            _("Contacts masked"): [_said(row["report"].get("masked")) for row in rows],
            "SHA-256": frame["file_sha256"],
        },
        dtype=object,
    )
    height = min(620, 35 * (len(shown) + 1) + 3)
    st.dataframe(shown, hide_index=True, height=height, key="publications")
    download_table(shown, _("files that left"), key="publications_file")


def _said(number: int | None) -> str:
    return "–" if number is None else str(number)
