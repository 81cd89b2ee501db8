"""Preview a file, take it in, and read the diary of what came in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.import_store import load_imports, open_import
from data.issues import RowIssue
from data.readers.files import read_areas, read_points, read_shapes, read_table
from data.readers.reading import Reading
from data.rows import Progress
from data.schema import imports
from data.settings_store import office_zone
from data.store import Store, revisions_now
from service.coverage import roster_of
from service.end_demonstration import refuse_real_data
from service.intake.cases import prepare_cases
from service.intake.draft import Draft, open_draft, sha256_of
from service.intake.duty import prepare_leaves, prepare_postings, prepare_workers
from service.intake.grids import prepare_grids
from service.intake.households import prepare_households
from service.intake.land import LAYERS, prepare_land
from service.intake.options import ImportOptions, Kind
from service.intake.overrides import prepare_overrides
from service.intake.points import prepare_places
from service.intake.replacing import Again
from service.intake.report import as_kept, report_of
from service.intake.save import save
from service.intake.units import prepare_units

Report = dict[str, object]
_TABLES = {Kind.WORKERS, Kind.POSTINGS, Kind.UNITS, Kind.LEAVES, Kind.OVERRIDES}


def preview_import(
    viewer: Viewer, store: Store, kind: Kind, path: Path, options: ImportOptions, now: datetime
) -> Report:
    """Return the report an import of this file would have; nothing is changed.

    Raises
    ------
    CaseworkError
        When the viewer may not import.
    DataError, GeoError
        When the file cannot be used at all.
    """
    require(viewer, Action.IMPORT_FILES)
    reading = read_file(kind, path, options)
    with store.read() as conn:
        draft = _prepare(conn, kind, path, reading, options, now)
    return report_of(draft, sha256_of(path), import_id=None) | {"dry_run": True}


def import_file(
    viewer: Viewer,
    store: Store,
    kind: Kind,
    path: Path,
    options: ImportOptions,
    now: datetime,
    progress: Progress | None = None,
    warn: Callable[[RowIssue], None] | None = None,
) -> Report:
    """Take a file in, in one transaction, and return its report.

    The same rows again add nothing.  A row that is refused never keeps the others out.  What
    concerns the file as a whole, such as a datum that would fit better, is told to ``warn``
    before anything is saved.

    Raises
    ------
    CaseworkError
        When the viewer may not import.
    ServiceError
        When everybody may look into this district without an account.
    DataError, GeoError
        When the file cannot be used at all; then nothing is changed.
    """
    require(viewer, Action.IMPORT_FILES)
    reading = read_file(kind, path, options)
    sha256 = sha256_of(path)
    with store.read() as conn:
        draft, seen = _prepare(conn, kind, path, reading, options, now), revisions_now(conn)
    for issue in draft.issues if warn else ():
        if issue.row is None:
            warn(issue)  # type: ignore[misc]
    with store.begin() as conn:
        refuse_real_data(conn)
        if revisions_now(conn) != seen:  # somebody else was quicker
            draft = _prepare(conn, kind, path, reading, options, now)
        report = report_of(draft, sha256, import_id=None) | {"dry_run": False}
        if not _is_news(draft):
            return report
        import_id = open_import(
            conn,
            kind=str(kind),
            file_name=path.name,
            sha256=sha256,
            options=options.as_json(),
            imported_by=viewer.name,
            imported_at=now,
            row_count=report["rows"],
            accepted=report["accepted"],
            refused=report["refused"],
            report={},
        )
        save(conn, draft, import_id, viewer, now, progress)
        roster_of(conn)  # a duty that nobody could read must not stay
        again = Again(conn, import_id, viewer, now)
        report |= {
            "import_id": import_id,
            "placed_again": again.place(kind, options.valid_from),
        }
        kept = imports.update().where(imports.c.id == import_id)
        conn.execute(kept.values(report=as_kept(report)))
    return report


def imports_so_far(viewer: Viewer, store: Store) -> pd.DataFrame:
    """Return the diary of imports, newest first."""
    require(viewer, Action.IMPORT_FILES)
    with store.read() as conn:
        return load_imports(conn)


def read_file(kind: Kind, path: Path, options: ImportOptions) -> Reading:
    """Return what the reader for this kind of file finds in it.

    Raises
    ------
    DataError
        When it cannot be used at all.
    """
    if kind is Kind.GRIDS:
        return read_areas(path, layer=options.layer, encoding=options.encoding, crs=options.crs)
    if kind in LAYERS:
        return read_shapes(path, layer=options.layer, encoding=options.encoding, crs=options.crs)
    if kind in _TABLES:
        return read_table(path, layer=options.layer, sheet=options.sheet, encoding=options.encoding)
    return read_points(
        path,
        sheet=options.sheet,
        layer=options.layer,
        encoding=options.encoding,
        lon=options.columns.get("lon"),
        lat=options.columns.get("lat"),
        crs=options.crs,
    )


def _prepare(
    conn: sa.Connection,
    kind: Kind,
    path: Path,
    reading: Reading,
    options: ImportOptions,
    now: datetime,
) -> Draft:
    draft = open_draft(kind, path, reading, options)
    today = now.astimezone(office_zone(conn)).date()
    steps: dict[Kind, Callable[[], None]] = {
        Kind.GRIDS: lambda: prepare_grids(conn, draft),
        Kind.WORKERS: lambda: prepare_workers(conn, draft),
        Kind.POSTINGS: lambda: prepare_postings(conn, draft),
        Kind.HOUSEHOLDS: lambda: prepare_households(conn, draft, today),
        Kind.CASES: lambda: prepare_cases(conn, draft, now),
        Kind.UNITS: lambda: prepare_units(conn, draft),
        Kind.LEAVES: lambda: prepare_leaves(conn, draft),
        Kind.OVERRIDES: lambda: prepare_overrides(conn, draft),
        Kind.PLACES: lambda: prepare_places(conn, draft, today),
    } | dict.fromkeys(LAYERS, lambda: prepare_land(conn, draft))
    steps[kind]()
    return draft


def _is_news(draft: Draft) -> bool:
    names = ("postings", "workers", "ended")
    extras = sum(len(draft.extras.get(name, ())) for name in names)
    return bool(len(draft.frame) or extras) or (
        draft.changed is not None and len(draft.changed) > 0
    )
