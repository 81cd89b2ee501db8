"""Files in: import, undo, the diary of imports."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from commands.output import REFUSALS, progress, ready_store, refuse_nowhere, show, write_out
from commands.viewer import who
from service.clock import now
from service.intake.options import ImportOptions, Kind, columns_said
from service.language import both

app = typer.Typer(help="Files in: import, undo, the diary of imports.", no_args_is_help=True)

Crs = Annotated[str | None, typer.Option(help="EPSG:4549, CGCS2000, WGS84, GCJ-02 ...")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"])]
Column = Annotated[str | None, typer.Option(metavar="COLUMN", help="Which column holds it.")]


@app.command("import")
def import_file(  # noqa: PLR0913 - the options are the contract
    kind: Annotated[Kind, typer.Argument(help="What one row of the file is.")],
    file: Annotated[Path, typer.Argument(help="The file.")],
    layer: Annotated[str | None, typer.Option(help="Layer of a GeoPackage.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Character set, such as gb18030.")] = None,
    crs: Crs = None,
    code: Column = None,
    name: Column = None,
    parent: Column = None,
    worker: Column = None,
    id: Column = None,  # noqa: A002
    lon: Column = None,
    lat: Column = None,
    category: Column = None,
    reported_at: Column = None,
    closed_at: Column = None,
    due_at: Column = None,
    address: Column = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Any other column, as role=COLUMN, repeatable.")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(help="What holds for every row, as role=WORD: use=contact, kind=接访室."),
    ] = None,
    code_scheme: Annotated[
        Literal["any", "15", "16", "20"] | None, typer.Option(help="Else as the settings say.")
    ] = None,
    valid_from: Day = None,
    vacant: Annotated[
        list[str] | None, typer.Option(help="A word in the worker column that means nobody.")
    ] = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend invalid polygons.")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Grids not in the file are given up on --valid-from.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go in.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report here as JSON.")] = None,
) -> None:
    """Take a file in: exit 0 when it went in, even with refused rows, 2 when nothing did."""
    named = {
        "code": code, "name": name, "parent": parent, "worker": worker, "id": id, "lon": lon,
        "lat": lat, "category": category, "reported_at": reported_at, "closed_at": closed_at,
        "due_at": due_at, "address": address,
    }  # fmt: skip
    options = ImportOptions(
        layer=layer,
        sheet=sheet,
        encoding=encoding,
        crs=crs,
        columns={role: value for role, value in named.items() if value}
        | columns_said(column or []),
        given=columns_said(given or []),
        code_scheme=code_scheme,
        valid_from=valid_from.date() if valid_from else None,
        is_repair_asked=repair,
        is_whole=whole,
        vacant=frozenset(vacant or []),
    )
    if report is not None:
        refuse_nowhere(report)
    result = _take_in(kind, file, options, report, is_dry_run=dry_run)
    _deliver(result, report)
    if not result["accepted"]:
        raise typer.Exit(2)


@app.command()
def undo(number: Annotated[int, typer.Argument(help="Number of the import.")]) -> None:
    """Take an import back, as long as nothing was built on it."""
    from service.intake.undo import undo_import

    show(undo_import(who(), ready_store(), number, now()))


@app.command()
def imports() -> None:
    """Show the diary of imports, newest first."""
    from service.intake.acts import imports_so_far

    frame = imports_so_far(who(), ready_store())
    show(json.loads(frame.to_json(orient="records", date_format="iso")))


def _take_in(
    kind: Kind, file: Path, options: ImportOptions, report: Path | None, *, is_dry_run: bool
) -> dict[str, Any]:
    from service.intake.acts import import_file as take_in
    from service.intake.acts import preview_import
    from service.intake.report import refusal_report

    try:
        if is_dry_run:
            return preview_import(who(), ready_store(), kind, file, options, now())
        return take_in(who(), ready_store(), kind, file, options, now(), progress, _warn)
    except REFUSALS as error:
        if report is not None:
            _deliver(refusal_report(kind, file, error), report)
        raise


def _deliver(result: dict[str, Any], report: Path | None) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=1, default=str)
    if report is None:
        typer.echo(text)
        return
    write_out(report, text, "report")
    figures = ("rows", "accepted", "refused", "added", "updated", "unassigned", "ties")
    typer.echo(", ".join(f"{name} {result[name]}" for name in figures) + f" -> {report}")


def _warn(issue: Any) -> None:  # noqa: ANN401
    typer.echo(both(issue), err=True)
