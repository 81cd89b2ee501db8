"""An area in which everybody has to be reached at once: opened, confirmed, printed, closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.output import day_of, leaving, ready_store, refuse_nowhere, show, write_out
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from data.store import Store

app = typer.Typer(
    help="An area in which everybody has to be reached at once.", no_args_is_help=True
)

Code = Annotated[str, typer.Argument(help="Code of the emergency.")]
State = Literal["confirmed", "nobody_there", "needs_help", "open"]


@app.command("open")
def open_area(  # noqa: PLR0913 - the options are the contract
    name: Annotated[str, typer.Argument(help="Its name.")],
    file: Annotated[Path | None, typer.Option(help="Its area, as a map file.")] = None,
    crs: Annotated[str | None, typer.Option(help="Of the file, where it does not say.")] = None,
    wkt: Annotated[str | None, typer.Option(help="Its area, as WKT or GeoJSON.")] = None,
    area: Annotated[str | None, typer.Option(help="Code of a unit or grid: all of it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who is inside.")] = False,
) -> None:
    """Open an emergency: who is inside, and who goes to them, is kept as it is now."""
    from service.emergency.looking import look_inside
    from service.emergency.opening import open_emergency

    store = ready_store()
    shape = _shape(store, file, crs, wkt, area)
    found = look_inside(who(), store, shape, now())
    told: dict[str, Any] = {
        "households": found.households,
        "occupied": found.occupied,
        "without_worker": found.without_worker,
        "area_km2": round(found.area_km2, 6),
        "grids": found.grids.to_dict("records"),
    }
    if not dry_run:
        told = {"code": open_emergency(who(), store, name, shape, now())} | told
    show(told)


@app.command("list")
def show_list(
    code: Annotated[str | None, typer.Argument(help="Code of one; else all of them.")] = None,
    worker: Annotated[str | None, typer.Option(help="Only this worker's list.")] = None,
    out: Annotated[Path | None, typer.Option(help="Into this file.")] = None,
) -> None:
    """Show the emergencies there are, or the households of one that is open."""
    from service.emergency.export import export_list
    from service.emergency.lines import emergencies_of, lines_of

    store = ready_store()
    if code is None:
        show(emergencies_of(who(), store).drop(columns="shape").to_dict("records"))
    elif out is not None:
        refuse_nowhere(out)
        with leaving(out, "emergency_list", code) as place:
            count = export_list(who(), store, code, place)
        typer.echo(f"{count} rows -> {out}", err=True)
    else:
        show(lines_of(who(), store, code, worker).to_dict("records"))


@app.command("confirm")
def confirm_home(
    code: Code,
    household: Annotated[str, typer.Argument(help="Code of the household.")],
    state: Annotated[State, typer.Argument(help="What was found; open takes a word back.")],
) -> None:
    """Keep what was found at a household; the last word counts."""
    from service.emergency.lines import confirm

    show(vars(confirm(who(), ready_store(), code, household, state, now())))


@app.command("progress")
def show_progress(code: Code) -> None:
    """Show how far it is: in all, per grid, per worker's list."""
    from service.emergency.progress import progress

    found = progress(who(), ready_store(), code)
    show(
        {
            "code": found.code,
            "name": found.name,
            "closed_at": found.closed_at,
            "reached": found.reached,
            **found.totals,
            "grids": found.grids.to_dict("records"),
            "lists": found.lists.to_dict("records"),
        }
    )


@app.command("sheet")
def sheet(
    code: Code,
    out: Annotated[Path, typer.Argument(help="The HTML file: opens from a stick.")],
    worker: Annotated[str | None, typer.Option(help="Only this worker's list.")] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Its language.")] = "zh",
) -> None:
    """Write the lists to print: one file with map and boxes to tick, which asks for nothing."""
    from service.emergency.sheet import emergency_sheet

    page = emergency_sheet(who(), ready_store(), code, now(), lang, worker)
    write_out(out, page, "emergency_list", code)
    typer.echo(f"-> {out}", err=True)


@app.command("close")
def close(code: Code) -> None:
    """Close it: its totals stay, its list of households is taken away for good."""
    from service.emergency.opening import close_emergency

    show(close_emergency(who(), ready_store(), code, now()))


def _shape(
    store: Store, file: Path | None, crs: str | None, wkt: str | None, area: str | None
) -> BaseGeometry:
    from service.emergency.area import area_of_code, area_of_file, area_of_text

    if sum(one is not None for one in (file, wkt, area)) != 1:
        raise ServiceError("Name the area in one way: --file, --wkt or --area.")
    if file is not None:
        return area_of_file(who(), file, crs)
    if wkt is not None:
        return area_of_text(wkt)
    return area_of_code(who(), store, str(area), day_of(store, None))
