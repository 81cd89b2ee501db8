"""Two periods compared, and when cases come in."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from casework.period import Period
from commands.output import leaving, ready_store, refuse_nowhere, show, told
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    from service.period_changes import UnitChange

app = typer.Typer(help="Two periods compared, and when cases come in.", no_args_is_help=True)

Reading = Literal["today", "as-it-was"]
Shown = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Area = Annotated[str | None, typer.Option(help="Code of an area or grid.")]


@app.command()
def compare(
    first: Annotated[str, typer.Option(help="A period: 2026-09, 2026-Q3, 2026, 2026-W40.")],
    second: Annotated[str, typer.Option(help="Another period.")],
    figure: Annotated[str, typer.Option(help="Key of a figure.")] = "reported",
    area: Area = None,
    by: Annotated[
        Literal["part", "grid"], typer.Option(help="The parts right below the area, or grids.")
    ] = "part",
    reading: Annotated[
        Reading, typer.Option("--map", help="Counted on today's map, or as it was.")
    ] = "today",
    out: Annotated[Path | None, typer.Option(help="Write the parts into a file.")] = None,
    as_json: Shown = False,
) -> None:
    """Show a figure in two periods: the whole and its parts, and what may be chance."""
    from service.map_difference import differences
    from service.map_periods import PeriodAsk
    from service.period_changes import grid_changes, unit_changes, whole_change

    if out is not None:
        refuse_nowhere(out)
    store = ready_store()
    periods = (Period.parse(first), Period.parse(second))
    how: Literal["today", "as_it_was"] = "today" if reading == "today" else "as_it_was"
    found = differences(who(), store, PeriodAsk(figure, periods, area, how), now())
    whole = whole_change(who(), found)
    viewer = who()
    is_by_grid = by == "grid"
    lines = grid_changes(viewer, found) if is_by_grid else unit_changes(viewer, store, found, area)
    rows = [_row(one) for one in lines]
    if out is not None:
        _write(out, rows)
    elif as_json:
        show({"figure": figure, "whole": _row(whole), "lines": rows})
    else:
        _tell(whole, lines)


@app.command("intake-calendar")
def intake_calendar(
    period: Annotated[str, typer.Option(help="A period: 2026-10, 2026-Q3, 2026, 2026-W40.")],
    area: Area = None,
    as_json: Shown = False,
) -> None:
    """Show when cases come in: by day of the week and hour."""
    from service.intake_calendar import ROWS
    from service.intake_calendar import intake_calendar as ask
    from service.language import both

    found = ask(who(), ready_store(), Period.parse(period), now(), area)
    if as_json:
        hours = [
            {"row": told(row), "days": int(days), "cases": cases}
            for row, days, cases in zip(ROWS, found.day_numbers, found.hours.tolist(), strict=True)
        ]
        days = [{"day": one.day, "n": one.n, "holiday": one.holiday} for one in found.days]
        show({"period": found.period.key, "total": found.total, "hourless": found.hourless,
              "text": both(found.text), "hours": hours, "days": days})  # fmt: skip
        return
    typer.echo(both(found.text))
    for row, days, cases in zip(ROWS, found.day_numbers, found.hours.tolist(), strict=True):
        if days:
            typer.echo("\t".join([both(row), str(days), *map(str, cases)]))
    for note in found.notes:
        typer.echo(both(note))


def _row(line: UnitChange) -> dict[str, Any]:
    from service.language import both

    return {
        "code": line.step.code if line.step else None,
        "name": line.step.name if line.step else None,
        "first_n": line.first[0],
        "first_m": line.first[1],
        "second_n": line.second[0],
        "second_m": line.second[1],
        "change": None if math.isnan(line.change) else round(line.change, 4),
        "is_beyond_chance": line.is_apart,
        "text": both(line.text),
    }


def _tell(whole: UnitChange, lines: tuple[UnitChange, ...]) -> None:
    from service.language import both

    typer.echo(both(whole.text))
    for one in lines:
        code, name = (one.step.code, one.step.name) if one.step else ("-", "-")
        typer.echo(f"{code or '-'}\t{name}\t{both(one.text)}")


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    import pandas as pd

    from data.writers.files import write_table

    with leaving(path, "table") as place:
        write_table(place, pd.DataFrame(rows))
    typer.echo(f"{len(rows)} rows -> {path}", err=True)
