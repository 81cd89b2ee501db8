"""Every word the map shows in the browser, in the viewer's language."""

from __future__ import annotations

from dashboard.i18n import _


def map_texts() -> dict[str, str]:
    """Return the map's words by name; the browser fills in ``{named}`` values."""
    return _panels() | _card() | _reasons() | _kinds()


def _panels() -> dict[str, str]:
    return {
        "search": _("Grid, worker, address or case number"),
        "nothing_found": _("Nothing found"),
        "layers": _("Layers"),
        "colour_by": _("Colour grids by"),
        "show": _("Show"),
        "legend": _("Legend"),
        "layer_base": _("Base map"),
        "layer_tiles": _("Online base map"),
        "layer_heat": _("Heat surface"),
        "layer_households": _("Households"),
        "layer_grids": _("Grids"),
        "layer_cases": _("Cases"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "whole_district": _("Whole district"),
        "north": _("N"),
        "n_grids": _("{n} grids"),
        "many_areas": _("{n} in all: neighbours differ in colour, point at a grid for its name"),
        "heap": _("{n} cases here, {overdue} overdue: click to come closer"),
        "sum": _(
            "{grids} grids, {households} households, {open_cases} open cases, {overdue} overdue."
        ),
        "sum_of_grids": _("{grids} grids, {households} households."),
        "more_notes": _("How it was found"),
        "unplaced": _("{unplaced} of the cases asked for lie in no grid of this map."),
    }


def _card() -> dict[str, str]:
    return {
        "close": _("Close"),
        "asking": _("Looking up who answers…"),
        "no_grid": _("No grid here"),
        "dedicated": _("dedicated grid"),
        "worker": _("Grid worker"),
        "backup": _("Backup"),
        "nobody": _("Nobody is posted"),
        "since": _("Since"),
        "until": _("Until the day before"),
        "order": _("By order"),
        "how": _("Found by"),
        "why_none": _("Why"),
        "border": _("To the border"),
        "runner_up": _("Next grid"),
        "metres": _("{n} m"),
        "kilometres": _("{n} km"),
        "card_households": _("households"),
        "card_open_cases": _("open cases"),
        "due": _("due {when}"),
    }


def _reasons() -> dict[str, str]:
    return {
        "how_inside": _("Inside the grid"),
        "how_tie": _("On a border; the rule decided"),
        "how_dedicated": _("A dedicated grid comes before the general one"),
        "how_override": _("The category is answered for by this grid"),
        "how_snapped": _("Nearest grid within the set distance"),
        "none_outside": _("Outside the district"),
        "none_gap": _("In a gap between grids"),
        "none_no_coordinate": _("No usable coordinate"),
    }


def _kinds() -> dict[str, str]:
    return {
        "kind_grid": _("Grid"),
        "kind_worker": _("Worker"),
        "kind_case": _("Case"),
        "kind_address": _("Address"),
        "case_open": _("Open case, not overdue"),
        "case_overdue": _("Overdue case"),
        "case_done": _("Closed case"),
    }
