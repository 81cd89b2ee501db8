"""The figures, each with its formula."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from casework.access import OPERATOR
from commands.output import possible, ready_store, show
from service.clock import now

if TYPE_CHECKING:
    from data.store import Store
    from service.figure import Figure
    from service.figures import FigureTable

app = typer.Typer(help="The figures, each with its formula.", no_args_is_help=True)

_FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]
Grouping = Literal["unit", "tier", "grid", "community", "street"]
Side = Literal["numerator", "denominator"]
MapName = Literal["as-it-was", "today"]


@app.command()
def figures(
    first: Annotated[datetime | None, typer.Option("--from", formats=_FORMS)] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=_FORMS)] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=_FORMS, help="Looked at when this day was over; else now."),
    ] = None,
    area: Annotated[str | None, typer.Option(help="Code of an area or grid.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of an owner unit.")] = None,
    key: Annotated[str | None, typer.Option(help="One figure by its key; else all.")] = None,
    by: Annotated[Grouping | None, typer.Option(help="With --key: one line for each.")] = None,
    on_map: Annotated[
        MapName,
        typer.Option("--map", help="With --by an area: as it was on the case's day, or today's."),
    ] = "as-it-was",
    rows: Annotated[Side | None, typer.Option(help="With --key: the rows behind it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show the figures of a period: value, counts, as-of date, formula and what is left out."""
    from service import figures as acts
    from service.errors import ServiceError

    store = ready_store()
    asked: dict[str, Any] = {
        "period_from": possible(first).date() if first else None,
        "period_to": possible(last).date() if last else None,
        "as_of": _end_of(store, as_of),
        "area": area,
        "unit": unit,
    }
    if key is None and (by or rows):
        raise ServiceError("For {option} one figure has to be named with --key.", option=by or rows)
    if on_map == "today" and by not in ("grid", "community", "street"):
        raise ServiceError(
            "--map today says in which of today's areas a case counts: name them with --by grid,"
            " community or street."
        )
    if key is None:
        _tell(acts.figures(OPERATOR, store, **asked), as_json=as_json)
    elif rows is not None:
        frame = acts.figure_rows(OPERATOR, store, key, rows, **asked)
        typer.echo(frame.to_json(orient="records", date_format="iso", force_ascii=False))
    elif by is not None:
        map_of = _today(store) if on_map == "today" else None
        table = acts.figure_table(OPERATOR, store, key, by, **asked, map_of=map_of)
        _tell_table(table, as_json=as_json)
    else:
        _tell((acts.figure(OPERATOR, store, key, **asked),), as_json=as_json)


def _end_of(store: Store, day: datetime | None) -> datetime:
    from data.settings_store import office_zone

    if day is None:
        return now()
    with store.read() as conn:
        zone = office_zone(conn)
    return datetime.combine(possible(day).date() + timedelta(days=1), time.min, zone)


def _today(store: Store) -> date:
    from data.settings_store import office_zone

    with store.read() as conn:
        return now().astimezone(office_zone(conn)).date()


def _tell(found: tuple[Figure, ...], *, as_json: bool) -> None:
    from service.language import both

    if as_json:
        show([one.as_json() for one in found])
        return
    for one in found:
        typer.echo(f"{one.chinese}  {both(one.text)}")
        typer.echo(f"    = {both(one.formula)}  [{one.source}]")
        for line in one.remarks:
            typer.echo(f"    {both(line)}")
        for line in one.exclusions:
            typer.echo(f"    - {both(line)}")


def _tell_table(table: FigureTable, *, as_json: bool) -> None:
    from service.language import both

    if as_json:
        show(table.as_json())
        return
    for line in (*table.lines, *table.nothing_due):
        n, m = line.figure.n, line.figure.m
        typer.echo(f"{line.code or '-'}\t{both(line.name)}\t{line.figure.value}\t{n}/{m}")
