"""Every word of the studio's tools on the map, in the viewer's language."""

from __future__ import annotations

from dashboard.i18n import _


def studio_texts() -> dict[str, str]:
    """Return the words by name; the browser fills in ``{named}`` values."""
    return _tools() | _chosen() | _refusals()


def _tools() -> dict[str, str]:
    return {
        "studio_select": _("Select grids by clicking"),
        "studio_paint": _("Paint: every click gives a grid to the chosen worker"),
        "studio_box": _("Draw a box (or drag with Shift held)"),
        "studio_lasso": _("Draw around grids with a lasso"),
        "studio_undo": _("Undo (Ctrl+Z)"),
        "studio_redo": _("Redo (Ctrl+Y)"),
        "studio_lock": _("Lock: neither gives nor takes grids"),
        "studio_unlock": _("Unlock"),
        "studio_lock_selected": _("Lock or unlock"),
        "studio_give_nobody": _("Give to nobody"),
        "studio_balance_them": _("Balance their workers"),
        "studio_clear_selection": _("Clear"),
        "studio_show_workers": _("Show workers and their grids"),
        "studio_hide_workers": _("Workers and their grids"),
        "studio_find_worker": _("Name or number of a worker"),
    }


def _chosen() -> dict[str, str]:
    return {
        "studio_nobody": _("Nobody (vacant)"),
        "studio_was": _("before: {worker}"),
        "studio_n_selected": _("{n} selected: choose who gets them"),
        "studio_painting": _("a click gives him the grid"),
        "studio_select_how": _("Click grids, then choose a worker"),
        "studio_paint_how": _("Choose a worker, then click grids"),
        "studio_busy": _("A proposal is being worked out…"),
    }


def _refusals() -> dict[str, str]:
    return {
        "studio_outside": _("This grid is not in your part of the district: it cannot be changed."),
        "studio_choose_first": _("Choose a worker first, then click grids."),
        "studio_locked_grid": _("Grid {grid} is locked: unlock it, or leave it as it is."),
        "studio_locked_worker": _("{worker} is locked: unlock, or choose another."),
        "studio_is_locked": _("locked"),
    }
