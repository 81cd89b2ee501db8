"""The matrix of oversight: a row per township, a column per area of work; a click opens a cell."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboard.address import keep
from dashboard.i18n import _
from service.oversight.matrix import Cell, Matrix

_KEY: Final = "oversight_matrix"
UNIT, AREA = "unit", "work"


def matrix_table(matrix: Matrix) -> None:
    """Show the matrix; a click on a number puts its township and area into the address."""
    if not matrix.units:
        st.info(_("There is no street or township yet: import the units first."))
        return
    columns = {key: _column(key, matrix) for key in matrix.areas}
    total = [cell_text(matrix.of(code)) for code in matrix.units]
    shown = pd.DataFrame(
        {
            _("Township"): [*matrix.units.values(), _("All")],
            **columns,
            _("All areas"): [*total, cell_text(matrix.of())],
        },
        dtype=object,
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=35 * (len(shown) + 1) + 3,
        key=_KEY,
        column_config={
            _("Township"): st.column_config.Column(pinned=True),
            **{key: st.column_config.Column(name) for key, name in matrix.areas.items()},
        },
        on_select=lambda: _open(matrix),
        selection_mode="single-cell",
    )


def cell_text(cell: Cell) -> str:
    """Return a number of the matrix: open of all, and how many are overdue."""
    if not cell.found:
        return "–"
    late = f" ▲{cell.overdue}" if cell.overdue else ""
    return f"{cell.open} / {cell.found}{late}"


def _column(key: str, matrix: Matrix) -> list[str]:
    counted = [cell_text(matrix.of(code, key)) for code in matrix.units]
    return [*counted, cell_text(matrix.of(area=key))]


def _open(matrix: Matrix) -> None:
    """Put the cell that was clicked into the address."""
    cells = st.session_state[_KEY]["selection"]["cells"]
    if not cells:
        return
    row, column = cells[0]
    units = list(matrix.units)
    keep(UNIT, units[row] if row < len(units) else None)
    keep(AREA, column if column in matrix.areas else None)
