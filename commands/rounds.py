"""Rounds: what is due, a check, what was put right, figures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import uuid4

import typer

from commands.output import DAY_FORMATS, day_of, leaving, ready_store, refuse_nowhere, show, told
from commands.viewer import who
from service.clock import now

app = typer.Typer(help="Rounds: points due, checks, figures.", no_args_is_help=True)
rounds = typer.Typer(help="Points of rounds: due, checked, put right.", no_args_is_help=True)
app.add_typer(rounds, name="rounds")

On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
Area = Annotated[str | None, typer.Option(help="Code of a unit or grid.")]
Note = Annotated[str | None, typer.Option(help="In a few words, no names.")]


@rounds.command("due")
def show_due(
    on: On = None,
    area: Area = None,
    worker: Annotated[str | None, typer.Option(help="Only points of this worker.")] = None,
) -> None:
    """Show the points that wait for a check, those that wait longest first."""
    from data.rows import records
    from service.rounds.due import points_due

    store = ready_store()
    show(records(points_due(who(), store, day_of(store, on), worker, area)))


@rounds.command()
def check(
    point: Annotated[str, typer.Argument(help="Code of the point.")],
    result: Annotated[Literal["pass", "fail"], typer.Argument(help="What was found.")],
    on: On = None,
    note: Note = None,
    case: Annotated[str | None, typer.Option(help="Make a case of this text.")] = None,
    uid: Annotated[str | None, typer.Option(help="The same mark again adds nothing.")] = None,
) -> None:
    """Record a check of a point."""
    from service.rounds.checking import NewCheck, record_check

    store = ready_store()
    mark = uid or f"command-{uuid4().hex}"
    said = NewCheck(mark, point, day_of(store, on), result, note, case_text=case)
    show(told(record_check(who(), store, said, now())))


@rounds.command()
def rectify(
    number: Annotated[int, typer.Argument(help="Of the check, as `rounds failed` shows it.")],
    on: On = None,
    note: Note = None,
) -> None:
    """Keep that what failed was put right."""
    from service.rounds.checking import rectify_check

    store = ready_store()
    day = day_of(store, on)
    rectify_check(who(), store, number, day, now(), note)
    show({"number": number, "rectified_on": day})


@rounds.command()
def void(
    number: Annotated[int, typer.Argument(help="Of the check.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words.")],
) -> None:
    """Keep that a check was written down wrongly; it counts no more."""
    from service.rounds.checking import void_check

    void_check(who(), ready_store(), number, reason, now())
    show({"number": number, "reason": reason})


@rounds.command()
def failed(on: On = None, area: Area = None) -> None:
    """Show what failed and is not put right yet, the oldest first."""
    from data.rows import records
    from service.rounds.failed import failed_open

    store = ready_store()
    show(records(failed_open(who(), store, day_of(store, on), area)))


@rounds.command("figures")
def show_figures(
    period: Annotated[str, typer.Option(help="2026-10, 2026-Q3, 2026, 2026-W40, or two days.")],
    by: Annotated[
        Literal["community", "street", "county", "kind"], typer.Option(help="The lines.")
    ] = "community",
    area: Area = None,
    out: Annotated[Path | None, typer.Option(help="Write a .csv or .xlsx file.")] = None,
) -> None:
    """Show due days passed, failed, put right, missed and still open over a period."""
    from casework.period import Period
    from data.rows import records
    from data.writers.files import write_table
    from service.rounds.figures import round_figures

    store = ready_store()
    today = day_of(store, None)
    found = round_figures(who(), store, Period.parse(period).until(today), today, by, area)
    if out is None:
        show(records(found))
        return
    refuse_nowhere(out)
    with leaving(out, "table") as place:
        write_table(place, found)
    typer.echo(f"{len(found)} -> {out}", err=True)
