"""The findings of the audit: the summary by check, and the table in which one can be chosen."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from service.audit import KindSummary
from service.finding import KINDS, SEVERITY_TERMS, Finding

_SYMBOLS = {"error": "▲", "warning": "●"}
_ROW_PX = 35


def severity_text(severity: str) -> str:
    """Return how grave a finding is, as a symbol and a word."""
    return f"{_SYMBOLS[severity]} {_(SEVERITY_TERMS[severity])}"  # type: ignore[index]


def summary_table(lines: list[KindSummary]) -> None:
    """Show one line per check: how many were found, what they affect, what is looked for."""
    heads = (_("Check"), _("Found"), _("Households"), _("Open cases"), _("What is looked for"))
    kinds = (None, "n", "n", "n", "wide")
    head = tag("tr", *(tag("th", h, kind=kind) for h, kind in zip(heads, kinds, strict=True)))
    rows = [_summary_row(line) for line in lines]
    show(tag("div", tag("table", tag("thead", head), tag("tbody", *rows)), kind="scroll"))


def _summary_row(line: KindSummary) -> Markup:
    check = KINDS[line.kind]
    found = f"{line.findings:,}" if line.findings else "✓ " + _("none")
    if line.errors:
        found = f"{_SYMBOLS['error']} {found}"
    elif line.findings:
        found = f"{_SYMBOLS['warning']} {found}"
    cells = joined(
        tag("td", tag("b", _(check.title)) if line.findings else joined(_(check.title))),
        *(tag("td", text, kind="n") for text in (found, _n(line.households), _n(line.open_cases))),
        tag("td", _(check.meaning), kind="quiet wide"),
    )
    return tag("tr", cells)


def finding_table(findings: list[Finding], selected: int | None, *, key: str) -> int | None:
    """Show the findings and return the place of the chosen one in them, None for no choice."""
    at = [] if selected is None else [selected]
    picked = st.dataframe(
        findings_frame(findings),
        hide_index=True,
        height=min(460, _ROW_PX * (len(findings) + 1) + 3),
        row_height=_ROW_PX,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        selection_default={"selection": {"rows": at, "columns": [], "cells": []}},
        column_config={
            _("Area (m²)"): st.column_config.NumberColumn(format="localized"),
            _("What was found"): st.column_config.TextColumn(width="large"),
        },
        key=key,
        alt=_("Findings"),
    )
    rows = picked["selection"]["rows"] or [row for row, _column in picked["selection"]["cells"]]
    return rows[-1] if rows and rows[-1] < len(findings) else None


def findings_frame(findings: list[Finding]) -> pd.DataFrame:
    """Return the findings as a table with headings in the viewer's language; codes are text."""
    return pd.DataFrame(
        {
            _("Severity"): [severity_text(one.severity) for one in findings],
            _("Check"): [_(KINDS[one.kind].title) for one in findings],
            _("What was found"): [_(one.sentence) for one in findings],
            _("Grids"): [_codes(one.grid_codes) for one in findings],
            _("Case number"): [one.case_code or "" for one in findings],
            _("Households"): [one.households for one in findings],
            _("Open cases"): [one.open_cases for one in findings],
            _("Area (m²)"): [
                None if one.area_m2 is None else round(one.area_m2) for one in findings
            ],
        }
    )


def _codes(codes: tuple[str, ...]) -> str:
    shown = ", ".join(codes[:6])
    return shown if len(codes) <= 6 else _("{codes} and {n} more", codes=shown, n=len(codes) - 6)


def _n(number: int) -> str:
    return f"{number:,}" if number else "–"
