"""Positions and shapes of a file, brought into the district's own coordinate system."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.errors import DataError
from geo.assign import GridIndex, assign
from geo.crs import DeclaredCrs, declared_crs, implausible, points_to_store
from geo.datum_fit import compare_datums, find_stated_codes
from geo.errors import GeoError
from service.intake.draft import Draft


def settle_crs(draft: Draft) -> DeclaredCrs:
    """Return the coordinate system of the file: what the person said, else what the file says.

    Raises
    ------
    DataError
        When neither says anything: it is asked for, never guessed.
    GeoError
        When the name is not understood.
    """
    reading, said = draft.reading, draft.options.crs
    if not said and not reading.declared_crs:
        raise DataError(
            "{file} does not say in which coordinate system its positions are: name it with --crs,"
            " for example --crs CGCS2000, --crs WGS84, --crs GCJ-02 or --crs EPSG:4549.",
            file=draft.path.name,
        )
    crs = declared_crs(str(said or reading.declared_crs))
    draft.crs_used = crs.name
    draft.crs_source = "stated" if said else reading.crs_source
    _say_overruled(draft, crs)
    return crs


def _say_overruled(draft: Draft, crs: DeclaredCrs) -> None:
    if not draft.reading.file_crs:
        return
    try:
        own = declared_crs(draft.reading.file_crs)
    except GeoError:  # what the file says is not understood, what the person says is
        return
    if own.name != crs.name and not (own.is_stored_as_is and crs.is_stored_as_is):
        draft.remark(
            "crs.overruled",
            "The file declares {found}, you declared {said}: {said} was used.",
            found=own.name,
            said=crs.name,
        )


def take_points(draft: Draft, index: GridIndex, *, is_required: bool) -> None:
    """Put ``lon, lat`` into the frame, in EPSG:4490; a blank position stays NaN or is refused."""
    x, y = _coordinates(draft)
    has_place = np.isfinite(x) & np.isfinite(y)
    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    if has_place.any():
        crs = settle_crs(draft)
        _refuse_implausible(draft, x[has_place], y[has_place], crs, index)
        lon[has_place], lat[has_place] = points_to_store(x[has_place], y[has_place], crs)
    draft.frame = draft.frame.assign(lon=lon, lat=lat)
    if is_required:
        draft.refuse(
            draft.frame["lon"].isna(),
            "coordinate.blank",
            "lon",
            "This row has no position: fill in both coordinates.",
        )


def refuse_out_of_world(draft: Draft) -> None:
    """Refuse rows whose position, once converted, is nowhere on earth."""
    lon, lat = draft.frame["lon"], draft.frame["lat"]
    is_off = lon.notna() & ~(lon.abs().le(180) & lat.abs().le(90))
    draft.refuse(
        is_off,
        "coordinate.range",
        "lon",
        "This position lies nowhere on earth in {crs}: check the coordinate system and the order"
        " of the two columns.",
        crs=draft.crs_used,
    )


def test_datum(draft: Draft, index: GridIndex) -> None:
    """Say so when the points would fit the grids markedly better under another datum."""
    x, y = _coordinates(draft)
    has_place = np.isfinite(x) & np.isfinite(y)
    if not len(index.codes) or not has_place.any() or draft.crs_used is None:
        return
    attributes = draft.reading.frame.loc[draft.frame.index]
    stated = find_stated_codes({str(name): attributes[name] for name in attributes}, index.codes)
    codes = None if stated is None else attributes[stated].to_numpy(dtype=object)[has_place]
    crs = declared_crs(draft.options.crs or str(draft.reading.declared_crs))
    draft.fit = compare_datums(index, x[has_place], y[has_place], crs, codes)
    if draft.fit.is_markedly_better:
        draft.remark(
            "datum.shifted",
            "Declared as {declared}, {declared_share} of {n} points agree with the grids"
            " ({measure}); read as {best} it would be {best_share}. If the points are shifted on"
            " the map, import the file again with --crs {best}.",
            **fit_values(draft),
        )


def fit_values(draft: Draft) -> dict[str, object]:
    """Return the two figures of the datum test and what they are shares of."""
    fit = draft.fit
    if fit is None:
        return {}
    return {
        "declared": fit.declared,
        "declared_share": f"{fit.declared_share:.3%}",
        "best": fit.best,
        "best_share": f"{fit.best_share:.3%}",
        "n": fit.n,
        "measure": fit.measure,
    }


def count_placed(draft: Draft, placed: pd.DataFrame) -> None:
    """Count the points on a border and those in no grid."""
    draft.ties = int((placed["how"] == "tie").sum())
    draft.unassigned = int(placed["grid_code"].isna().sum())


def place_households(draft: Draft, index: GridIndex, snap_m: float | None) -> None:
    """Put ``grid_code, why_no_grid`` of every household into the frame."""
    lon, lat = (draft.frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    placed = assign(index, lon, lat, snap_m=snap_m)
    count_placed(draft, placed)
    draft.frame = draft.frame.assign(
        grid_code=placed["grid_code"].to_numpy(dtype=object),
        why_no_grid=placed["why_no_grid"].to_numpy(dtype=object),
    )


def _coordinates(draft: Draft) -> tuple[np.ndarray, np.ndarray]:
    reading = draft.reading
    if reading.x is None or reading.y is None:
        blank = np.full(len(draft.frame), np.nan)
        return blank, blank
    at = reading.frame.index.get_indexer(draft.frame.index)
    return np.asarray(reading.x, dtype=float)[at], np.asarray(reading.y, dtype=float)[at]


def _refuse_implausible(
    draft: Draft, x: np.ndarray, y: np.ndarray, crs: DeclaredCrs, index: GridIndex
) -> None:
    bounds = [float(one) for one in index.grids.total_bounds]
    around = (bounds[0], bounds[1], bounds[2], bounds[3]) if len(index.codes) else None
    found = implausible(x, y, crs, district=around)
    if found is not None:
        raise DataError(found.msgid, **{"file": draft.path.name, **found.params})
