"""What the map of the workbench is told: the units as they would be, new shapes, what is chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.i18n import _
from dashboard.palette import AREAS
from dashboard.reorganise_state import Desk, Level
from service.figure_groups import climb
from service.map_figures import colour_areas, touching_areas
from service.map_grids import BANDS, grid_layer
from service.map_view import GridLayer, MapData

# New shapes are drawn as they are up to so many; more are simplified.
_MOST_EXACT = 300


def cut_config(desk: Desk, grids: GridLayer) -> dict[str, object]:
    """Return the workbench's part of the map's configuration.

    Parameters
    ----------
    grids
        Those the map draws: in force on the plan's day, without the plan.
    """
    bench, seen = desk.bench, desk.seen
    said = bench.refused
    return {
        "ack": {"mount": bench.frame, "seq": bench.told},
        "level": bench.level,
        "street": {"title": _("Street"), "unit": "", "none": _("No street")},
        "chosen": _outlined(desk),
        "cuttable": bench.chosen[0] if bench.level == "grid" and len(bench.chosen) == 1 else None,
        "patch": bench.once("patch", (seen,), lambda: _patch(desk)),
        "areas": bench.once("areas", (seen, grids.token, bench.level), lambda: _areas(desk, grids)),
        "said": _(said) if said else None,
    }


def cut_texts() -> dict[str, str]:
    """Return the words of the workbench's tools by name."""
    return {
        "cut_choose": _("Choose grids"),
        "cut_cut": _("Draw a cut line"),
        "cut_end": _("End the line"),
        "cut_hint": _("Click grids to choose them; click again to leave them out."),
        "cut_hint_one": _("One grid is chosen: a cut line can be drawn across it."),
        "cut_hint_line": _(
            "Click points from border to border. Double click or Enter ends the line, Esc gives it"
            " up."
        ),
    }


def units_above(desk: Desk, level: Level) -> dict[str, str | None]:
    """Return the unit of a level above each grid, or the grid itself, as they would be."""
    grids, units = desk.seen.grids, desk.seen.units
    if level == "grid":
        return {code: code for code in grids["code"]}
    parents = zip(units["code"], units["parent_code"], strict=True)
    parent_of = {code: above if isinstance(above, str) else None for code, above in parents}
    level_of = dict(zip(units["code"], units["level"], strict=True))
    return {
        code: climb(above if isinstance(above, str) else None, level, level_of, parent_of)
        for code, above in zip(grids["code"], grids["parent_code"], strict=True)
    }


def _outlined(desk: Desk) -> list[str]:
    chosen = set(desk.bench.chosen)
    if not chosen:
        return []
    above = units_above(desk, desk.bench.level)
    return [grid for grid, unit in above.items() if unit in chosen]


def _patch(desk: Desk) -> dict[str, Any] | None:
    new = desk.seen.grids[desk.seen.grids["is_new"]]
    if not len(new):
        return None
    band = len(BANDS) - 1 if len(new) <= _MOST_EXACT else 2
    return grid_layer(new.reset_index(drop=True), band)


def _areas(desk: Desk, grids: GridLayer) -> dict[str, Any]:
    """Return the unit of each grid drawn, as it would be, with colours that neighbours differ in.

    A grid that is given up stands with the first that comes from it.
    """
    level: Level = "street" if desk.bench.level == "street" else "community"
    above, names = units_above(desk, level), desk.names(level)
    heir = {
        old: code
        for code, origins in zip(desk.seen.grids["code"], desk.seen.grids["origins"], strict=True)
        for old in origins
    }
    units = [above.get(code if code in above else heir.get(code, "")) for code in grids.codes]
    owner, codes = pd.factorize(pd.Series(units, dtype=object))
    touching = touching_areas(owner, MapData.of(desk.store).touching(grids))
    colours = colour_areas(np.arange(len(codes)), len(codes), touching)
    return {
        "grids": grids.token,
        "of": owner.tolist(),
        "names": [names.get(code, code) for code in codes],
        "colours": colours.tolist(),
        "palette": list(AREAS),
    }
