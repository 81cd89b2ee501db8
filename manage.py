"""The command line: the same acts as the screens."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from casework.access import OPERATOR
from casework.errors import CaseworkError
from commands import case, deadlines, escalation, figures, ledger, rules, supervision
from commands.output import ready_store, show
from data.errors import DataError
from data.store import open_store
from geo.errors import GeoError
from service.clock import now, today
from service.errors import ServiceError
from service.intake.options import ImportOptions, Kind, columns_said
from service.language import both

REFUSALS = (CaseworkError, DataError, GeoError, ServiceError)

app = typer.Typer(
    help="格格 Gege: who answers for every point of the district.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(case.app, name="case")
app.add_typer(deadlines.app)
app.add_typer(escalation.app)
app.add_typer(figures.app)
app.add_typer(ledger.app, name="ledger")
app.add_typer(rules.app, name="rules")
app.add_typer(supervision.app)

Exported = Literal["grids", "workers", "households", "cases", "assignments"]
Crs = Annotated[str | None, typer.Option(help="EPSG:4549, CGCS2000, WGS84, GCJ-02 ...")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"])]
Column = Annotated[str | None, typer.Option(metavar="COLUMN", help="Which column holds it.")]


@app.callback()
def settle_database(
    database: Annotated[
        str | None,
        typer.Option(help="Address or path of the database; else GEGE_DATABASE, else var/gege.db."),
    ] = None,
) -> None:
    """Keep the database address for the command that follows."""
    if database and database.startswith("-"):
        raise ServiceError("--database needs the address or path of a database behind it.")
    if database:
        os.environ["GEGE_DATABASE"] = database


@app.command()
def init() -> None:
    """Make the database, or bring an older one up to date; data that is there stays."""
    from data.migrate import migrate

    store = open_store()
    typer.echo("ready, tables made or renewed" if migrate(store) else "ready, nothing to do")


@app.command()
def demo(
    households: Annotated[int, typer.Option(help="How many households.")] = 40_000,
    grids: Annotated[int, typer.Option(help="How many grids.")] = 110,
    cases: Annotated[int, typer.Option(help="How many cases, over one year.")] = 4_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same district.")] = 2011,
) -> None:
    """Fill an empty database with the fictional demonstration district."""
    from service.demonstration import fill_demonstration

    made = fill_demonstration(
        OPERATOR,
        ready_store(),
        now(),
        households=households,
        grids=grids,
        cases=cases,
        seed=seed,
        progress=_progress,
    )
    show(made)


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
        code_scheme=code_scheme,
        valid_from=valid_from.date() if valid_from else None,
        is_repair_asked=repair,
        is_whole=whole,
        vacant=frozenset(vacant or []),
    )
    if report is not None and (report.is_dir() or not report.parent.is_dir()):
        raise ServiceError(
            "The report cannot be written to {path}: name a file in a folder that is there.",
            path=str(report),
        )
    result = _take_in(kind, file, options, report, is_dry_run=dry_run)
    _deliver(result, report)
    if not result["accepted"]:
        raise typer.Exit(2)


@app.command()
def undo(number: Annotated[int, typer.Argument(help="Number of the import.")]) -> None:
    """Take an import back, as long as nothing was built on it."""
    from service.intake.undo import undo_import

    show(undo_import(OPERATOR, ready_store(), number, now()))


@app.command()
def imports() -> None:
    """Show the diary of imports, newest first."""
    from service.intake.acts import imports_so_far

    frame = imports_so_far(OPERATOR, ready_store())
    show(json.loads(frame.to_json(orient="records", date_format="iso")))


@app.command(context_settings={"ignore_unknown_options": True})
def locate(
    lon: Annotated[float, typer.Argument(help="Longitude or easting.")],
    lat: Annotated[float, typer.Argument(help="Latitude or northing.")],
    crs: Crs = None,
    on: Day = None,
) -> None:
    """Say who answers for a point on a day, and why, as one JSON object."""
    from service.answers import locate as ask
    from service.answers import position_in_store

    store = ready_store()
    x, y = position_in_store(lon, lat, crs or "CGCS2000")
    show(ask(OPERATOR, store, x, y, on.date() if on else today(), "both").as_json())


@app.command()
def export(
    what: Annotated[Exported, typer.Argument(help="What to write.")],
    file: Annotated[Path, typer.Argument(help="The file; its ending says how.")],
    on: Day = None,
) -> None:
    """Write grids, workers, households, cases or who answers for every case into a file."""
    from service.exports import export as write

    count = write(OPERATOR, ready_store(), what, file, on.date() if on else today())
    typer.echo(f"{count} rows -> {file}", err=True)


@app.command()
def setting(
    key: Annotated[str, typer.Argument(help="Leave it out to see all.")] = "",
    value: Annotated[str | None, typer.Argument(help="The new value, as JSON or text.")] = None,
) -> None:
    """Show the settings, or one of them, or change one."""
    from service.settings import change_setting, settings_now

    if key and value is not None:
        change_setting(OPERATOR, ready_store(), key, value)
    everything = settings_now(OPERATOR, ready_store())
    show({key: everything[key]} if key in everything else everything)


@app.command()
def audit(
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
) -> None:
    """Examine the map and the data: gaps, overlaps, grids with nobody, cases in no grid ..."""
    from service.audit import audit_district, audit_lines

    findings = audit_district(OPERATOR, ready_store(), now())
    if as_json:
        show([finding.as_json() for finding in findings])
    else:
        typer.echo("\n".join(audit_lines(findings)))


def _take_in(
    kind: Kind, file: Path, options: ImportOptions, report: Path | None, *, is_dry_run: bool
) -> dict[str, Any]:
    from service.intake.acts import import_file as take_in
    from service.intake.acts import preview_import
    from service.intake.report import refusal_report

    try:
        if is_dry_run:
            return preview_import(OPERATOR, ready_store(), kind, file, options, now())
        return take_in(OPERATOR, ready_store(), kind, file, options, now(), _progress, _warn)
    except REFUSALS as error:
        if report is not None:
            _deliver(refusal_report(kind, file, error), report)
        raise


def _deliver(result: dict[str, Any], report: Path | None) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=1, default=str)
    if report is None:
        typer.echo(text)
        return
    report.write_text(text, encoding="utf-8")
    figures = ("rows", "accepted", "refused", "added", "updated", "unassigned", "ties")
    typer.echo(", ".join(f"{name} {result[name]}" for name in figures) + f" -> {report}")


def _warn(issue: Any) -> None:  # noqa: ANN401
    typer.echo(both(issue), err=True)


def _progress(what: str, done: int, total: int) -> None:
    if total > 20_000 and sys.stderr.isatty():
        typer.echo(f"\r{what}: {done}/{total}", nl=done >= total, err=True)


def _database_first(arguments: list[str]) -> list[str]:
    """Return the arguments with --database in front, so that it may stand anywhere."""
    moved: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--database":
            moved += [word, next(words, "-")]
        elif word.startswith("--database="):
            moved.append(word)
        else:
            rest.append(word)
    return moved + rest


def main() -> None:
    """Run a command; a refusal is one sentence in both languages and exit code 2."""
    try:
        app(args=_database_first(sys.argv[1:]))
    except REFUSALS as error:
        typer.echo(both(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
