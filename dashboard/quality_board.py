"""The audit on a page: figures, checks, findings, and the map that flies to the chosen one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import beside, figures, joined, show, tag
from dashboard.quality_table import (
    finding_table,
    findings_frame,
    severity_text,
    summary_table,
)
from data.store import Store
from service.audit import KindSummary, audit_district, summary
from service.finding import KINDS, SEVERITIES, Finding
from service.map_filter import CaseFilter
from service.map_summary import MapSummary

_CHOSEN = "finding_chosen"


def quality_board(viewer: Viewer, store: Store, state: MapSummary, now: datetime) -> None:
    """Show what the audit finds."""
    with st.spinner(_("Checking map and data…")):
        findings = audit_district(viewer, store, now)
    lines = summary(viewer, findings)
    _figures(findings)
    if not findings:
        _nothing_found(lines)
        return
    left, right = st.columns([11, 9], gap="medium")
    with left:
        is_open = "kind" not in st.query_params
        with st.expander(_("What is checked, and what was found"), expanded=is_open):
            summary_table(lines)
        shown = _filtered(findings, lines)
        chosen = _choose(shown)
        if chosen is None:
            st.caption(_("Choose a row to fly there on the map."))
        else:
            _details(chosen)
        download_table(findings_frame(shown), _("map audit"), key="findings")
    with right, beside():
        _map(viewer, store, state, chosen, now)


def _figures(findings: list[Finding]) -> None:
    errors, warnings = ([one for one in findings if one.severity == s] for s in SEVERITIES)
    show(
        figures(
            [
                (severity_text("error"), f"{len(errors):,}"),
                (severity_text("warning"), f"{len(warnings):,}"),
                (_("households touched by errors"), f"{sum(o.households for o in errors):,}"),
                (_("open cases touched by errors"), f"{sum(o.open_cases for o in errors):,}"),
            ]
        )
    )


def _nothing_found(lines: list[KindSummary]) -> None:
    st.success(
        _(
            "Nothing was found, every check passed: no gap or overlap, somebody answers for each"
            " grid, every case lies in one."
        ),
    )
    summary_table(lines)


def _filtered(findings: list[Finding], lines: list[KindSummary]) -> list[Finding]:
    found = [line.kind for line in lines if line.findings]
    counts = {line.kind: line.findings for line in lines}
    wanted = st.session_state.get("finding_kind", asked("kind") or "")
    st.session_state["finding_kind"] = wanted if wanted in found else ""
    kind = st.selectbox(
        _("Check"),
        ["", *found],
        format_func=lambda k: (
            f"{_(KINDS[k].title)} ({counts[k]:,})"
            if k
            else _("All checks ({n})", n=f"{len(findings):,}")
        ),
        key="finding_kind",
    )
    keep("kind", kind)
    return [one for one in findings if not kind or one.kind == kind]


def _choose(findings: list[Finding]) -> Finding | None:
    """Return the chosen finding, told by its content so that it survives another order."""
    kept = st.session_state.get(_CHOSEN)
    at = findings.index(kept) if kept in findings else None
    key = f"findings_{st.session_state.get('finding_kind') or 'all'}"
    picked = finding_table(findings, at, key=key)
    chosen = None if picked is None else findings[picked]
    st.session_state[_CHOSEN] = chosen
    return chosen


def _details(finding: Finding) -> None:
    place = "–" if finding.lon is None else f"{finding.lon:.6f}, {finding.lat:.6f} (CGCS2000)"
    show(
        tag("p", tag("span", severity_text(finding.severity), kind="badge"), _(finding.sentence)),
        tag("p", joined(_(KINDS[finding.kind].meaning)), kind="quiet"),
        tag("p", _("Place: {place}", place=place), kind="quiet"),
    )


def _map(
    viewer: Viewer, store: Store, state: MapSummary, chosen: Finding | None, now: datetime
) -> None:
    on = now.astimezone(ZoneInfo(state.zone)).date()
    config = map_config(viewer, store, state, CaseFilter(zone=state.zone), on)
    if chosen is not None and chosen.bounds is not None:
        # The map flies to a place of any kind; the first grid concerned is outlined.
        code = chosen.grid_codes[0] if len(chosen.grid_codes) == 1 else ""
        config["selected_case"] = {"kind": "place", "code": code, "bounds": list(chosen.bounds)}
    elif chosen is not None:
        st.info(_("This finding has no place on the map."))
    draw_map(config, key="audit_map", used_px=190)
