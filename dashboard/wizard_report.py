"""What an import would do or has done: counts, the datum, repairs, and every issue."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.downloads import download_table
from dashboard.i18n import _, language
from dashboard.markup import Markup, figures, joined, show, tag
from dashboard.messages import plain
from dashboard.wizard_words import role_word

Report = dict[str, Any]


def show_report(report: Report, *, key: str) -> None:
    """Show the report of an import or of its preview."""
    _counts(report)
    _datum(report)
    _repairs(report)
    _issues(report, key)


def _counts(report: Report) -> None:
    sentence = _(
        "{rows} rows in the file = {accepted} accepted + {refused} refused.",
        rows=f"{report['rows']:,}",
        accepted=f"{report['accepted']:,}",
        refused=f"{report['refused']:,}",
    )
    rows = [
        (_("new"), report["added"]),
        (_("changed"), report["updated"]),
        (_("there already"), report["unchanged"]),
        (_("refused"), report["refused"]),
    ]
    if report["kind"] in {"households", "cases"}:
        rows += [(_("in no grid"), report["unassigned"]), (_("on a border"), report["ties"])]
    names = {"org_units": _("communities and streets"), "workers": _("workers")}
    names |= {"postings": _("postings"), "ended": _("older versions ended")}
    made = report.get("made", {})
    rows += [(word, made[name]) for name, word in names.items() if made.get(name)]
    show(tag("p", sentence), figures([(word, f"{count:,}") for word, count in rows]))
    if report.get("crs"):
        source = _("as you said") if report["crs_source"] == "option" else report["crs_source"]
        st.caption(
            plain(_("Positions read as {crs} ({source}).", crs=report["crs"], source=source or "–"))
        )


def _datum(report: Report) -> None:
    fit = report.get("datum_fit") or {}
    shifted = [one for one in report["issues"] if one["code"] == "datum.shifted"]
    if not fit:
        return
    if not shifted:
        st.caption(
            plain(
                _(
                    "Datum tested on {n} points: as {declared} {declared_share} agree with the"
                    " grids; no other datum fits markedly better.",
                    **fit,
                )
            )
        )
        return
    st.warning(plain(shifted[0][f"message_{language()}"]))
    show(
        figures(
            [
                (_("declared: {name}", name=fit["declared"]), fit["declared_share"]),
                (_("would fit better: {name}", name=fit["best"]), fit["best_share"]),
            ]
        )
    )


def _repairs(report: Report) -> None:
    if not report.get("repaired"):
        return
    st.markdown("**" + _("Repaired polygons: area before and after") + "**")
    before, after = _("Area before (m²)"), _("Area after (m²)")
    frame = pd.DataFrame(
        [
            {
                _("Grid code"): str(one.get("code", "")),
                _("Fault"): str(one.get("reason", "")),
                before: one.get("area_before_m2"),
                after: one.get("area_after_m2"),
            }
            for one in report["repaired"]
        ]
    )
    numbers = {name: st.column_config.NumberColumn(format="localized") for name in (before, after)}
    st.dataframe(frame, hide_index=True, column_config=numbers)


def _issues(report: Report, key: str) -> None:
    frame = issues_frame(report, language())
    if frame.empty:
        show(tag("p", joined("✓ ", _("No row was refused and nothing remarked."))))
        return
    show(tag("h4", _("Problems and remarks ({n})", n=f"{len(frame):,}")), *_about_file(report))
    rows = frame[frame[_("Row")].notna()]
    if len(rows):
        st.dataframe(
            rows,
            hide_index=True,
            height=min(420, 36 * (len(rows) + 1) + 3),
            column_config={_("What to do"): st.column_config.TextColumn(width="large")},
            key=f"{key}_issues",
        )
    download_table(
        frame, _("problems of {file}", file=report["file"]), key=f"{key}_issues", is_named=False
    )


def _about_file(report: Report) -> list[Markup]:
    """Return the remarks about the file as a whole, in full; the datum has its own place."""
    said = f"message_{language()}"
    return [
        tag("p", "● ", as_on_page(one[said]))
        for one in report["issues"]
        if one["row"] is None and one["code"] != "datum.shifted"
    ]


def issues_frame(report: Report, said_in: str) -> pd.DataFrame:
    """Return the issues as a table: row, column, value, what becomes of the row, what to do."""
    names = (_("Row"), _("Row is"), _("Column"), _("Value"), _("What to do"))
    rows = [
        (
            one["row"],
            _row_is(one),
            one["column"] or "",
            "" if one["value"] is None else str(one["value"])[:200],
            as_on_page(one[f"message_{said_in}"]),
        )
        for one in sorted(report["issues"], key=lambda one: one["row"] or 0)
    ]
    frame = pd.DataFrame(rows, columns=list(names))
    return frame.astype({_("Row"): "Int64"})


_OPTION = re.compile(r"--([a-z-]+)")


def as_on_page(sentence: str) -> str:
    """Return a sentence with the names of this page's fields for the command line's options."""
    fields = {
        "crs": _("Coordinate system of the positions"),
        "repair": _("Repair invalid polygons (their areas before and after are shown)"),
        "vacant": _("Words in the worker column that mean nobody"),
        "code-scheme": _("Code scheme"),
        "valid-from": _("In force from"),
    }
    return _OPTION.sub(
        lambda found: "[" + fields.get(found[1], role_word(found[1].replace("-", "_"))) + "]",
        sentence,
    )


def _row_is(issue: dict[str, Any]) -> str:
    if issue["row"] is None:
        return "○ " + _("whole file")
    return "▲ " + _("refused") if issue["refused"] else "● " + _("taken, remark")
