"""Before and after: totals, differences by name, faults of the map, duty, the crosswalk."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.reorganise_state import Desk
from service.reorganise.preview import Preview

_MOST_LINES: Final = 100


def outlook_part(desk: Desk) -> None:
    """Show what the plan would come to."""
    seen = desk.seen.told
    if seen is None:
        st.info(_("The plan is empty, so all stays as it is."))
        return
    _totals(seen)
    _sentences(_("Differences"), seen)
    heading(_("Which code becomes which"))
    walk = crosswalk_table(seen.crosswalk)
    changed = walk[(seen.crosswalk["kind"] != "same").to_numpy()]
    st.caption(_("Shown are the codes that change; the file has all of them."))
    st.dataframe(changed, hide_index=True, height=min(38 + 35 * max(len(changed), 1), 320))
    download_table(walk, f"crosswalk-{seen.plan.on}", key="reorganise_walk")
    heading(_("Who covers the new grids"))
    st.dataframe(duty_table(seen.duty), hide_index=True)


def _totals(seen: Preview) -> None:
    heading(_("Before and after"))
    names = [_(what) for what in seen.totals["what"]]
    columns = (seen.totals["before"], seen.totals["after"])
    numbers = [[f"{float(value):,.0f}" for value in column] for column in columns]
    table = {_("What"): names, _("Before"): numbers[0], _("After"): numbers[1]}
    st.dataframe(pd.DataFrame(table), hide_index=True)


def _sentences(title: str, seen: Preview) -> None:
    heading(title)
    if not seen.differences:
        st.success(
            _("Every household, open case, worker and square metre is there before as after.")
        )
    for one in seen.differences[:_MOST_LINES]:
        st.warning(plain(_(one)))
    for finding in seen.findings[:_MOST_LINES]:
        st.error(plain(_(finding.sentence)))
    if not seen.findings:
        st.success(_("The new map has no gaps, overlaps or slivers that the old one did not have."))
    if seen.remarks:
        with st.expander(_("{n} remarks", n=len(seen.remarks)), expanded=True):
            st.markdown("\n".join(f"- {plain(_(one))}" for one in seen.remarks[:_MOST_LINES]))


def crosswalk_table(walk: pd.DataFrame) -> pd.DataFrame:
    """Return the crosswalk with columns and kinds in the viewer's language."""
    words = {
        "same": _("same"),
        "moved": _("moved"),
        "merged": _("merged"),
        "split": _("split"),
        "extracted": _("extracted"),
        "grid": _("grid"),
        "community": _("community"),
        "street": _("street"),
        "county": _("county"),
    }
    said = walk.assign(
        level=walk["level"].map(lambda one: words.get(one, one)),
        kind=walk["kind"].map(lambda one: words.get(one, one)),
        area_m2=walk["area_m2"].round(1),
    )
    return said.rename(
        columns={
            "level": _("Level"),
            "old_code": _("Old code"),
            "old_name": _("Old name"),
            "new_code": _("New code"),
            "new_name": _("New name"),
            "kind": _("What becomes of it"),
            "area_m2": _("Area, m²"),
            "households": _("Households"),
            "open_cases": _("Open cases"),
        }
    )


def duty_table(duty: pd.DataFrame) -> pd.DataFrame:
    """Return who answers for new grids with columns and words in the viewer's language."""
    how = {
        "inherited": _("as before"),
        "most_households": _("had most of the households"),
        "vacant": _("vacant"),
    }
    said = duty.assign(
        how=duty["how"].map(lambda one: how.get(one, one)),
        others=duty["others"].map(lambda one: one if isinstance(one, str) else ", ".join(one)),
    )
    return said.rename(
        columns={
            "grid_code": _("Grid code"),
            "grid_name": _("Grid"),
            "worker_code": _("Worker code"),
            "worker_name": _("Grid worker"),
            "how": _("Why"),
            "others": _("No longer"),
        }
    )
