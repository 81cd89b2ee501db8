"""The figures, each with its formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.output import leaving, possible, ready_store, refuse_nowhere, show
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    from casework.period import Period
    from data.store import Store
    from service.figure import Figure
    from service.figure_answer import FigureAnswer
    from service.figures import FigureTable

app = typer.Typer(help="The figures, each with its formula.", no_args_is_help=True)

_FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]
Grouping = Literal[
    "unit", "tier", "grid", "community", "street", "county", "city", "category", "channel",
    "voice", "wish", "urgency",
]  # fmt: skip
_AREAS = ("grid", "community", "street", "county", "city")
Side = Literal["numerator", "denominator"]
MapName = Literal["as-it-was", "today"]


@app.command()
def figures(
    first: Annotated[datetime | None, typer.Option("--from", formats=_FORMS)] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=_FORMS)] = None,
    period: Annotated[
        str | None,
        typer.Option(help="2026-10, 2026-Q3, 2026, 2026-W40 or 2026-10-01..2026-10-15."),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=_FORMS, help="Looked at when this day was over; else now."),
    ] = None,
    area: Annotated[str | None, typer.Option(help="Code of an area or grid.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of an owner unit.")] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="A figure by its key, as often as wanted; else all.")
    ] = None,
    by: Annotated[Grouping | None, typer.Option(help="With --key: one line for each.")] = None,
    on_map: Annotated[
        MapName,
        typer.Option("--map", help="With --by an area: as it was on the case's day, or today's."),
    ] = "as-it-was",
    rows: Annotated[Side | None, typer.Option(help="With one --key: the rows behind it.")] = None,
    is_compared: Annotated[
        bool, typer.Option("--compare", help="Beside the period before and the year before.")
    ] = False,
    trend: Annotated[int, typer.Option(min=0, max=60, help="So many periods in a line.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Write a table: .csv, .xlsx.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show the figures of a period: value, counts, as-of date, formula and what is left out."""
    keys = key or []
    _refuse_without_key(keys, by or rows)
    _refuse_map(on_map, by)
    store = ready_store()
    asked = _Asked(
        _period(first, last, period), keys, area, unit, by, on_map, _end_of(store, as_of)
    )
    if rows is not None:
        _tell_rows(store, asked, rows)
    elif is_compared or trend or out:
        _tell_answer(store, asked, trend, out, as_json=as_json)
    elif by is not None:
        _tell_tables(store, asked, by, as_json=as_json)
    else:
        _tell_figures(store, asked, as_json=as_json)


@dataclass(frozen=True)
class _Asked:
    """What is asked for, whatever of it is wanted."""

    period: Period | tuple[date | None, date | None]
    keys: list[str]
    area: str | None
    unit: str | None
    by: Grouping | None
    on_map: MapName
    as_of: datetime

    @property
    def days(self) -> tuple[date | None, date | None]:
        return (
            self.period if isinstance(self.period, tuple) else (self.period.first, self.period.last)
        )

    @property
    def part(self) -> dict[str, Any]:
        return {"as_of": self.as_of, "area": self.area, "unit": self.unit}


def _refuse_without_key(keys: list[str], option: str | None) -> None:
    from service.errors import ServiceError

    if not keys and option:
        raise ServiceError("For {option} one figure has to be named with --key.", option=option)


def _refuse_map(on_map: MapName, by: Grouping | None) -> None:
    from service.errors import ServiceError

    if on_map == "today" and by not in _AREAS:
        raise ServiceError(
            "--map today says in which of today's areas a case counts: name them with --by grid,"
            " community, street, county or city."
        )


def _period(
    first: datetime | None, last: datetime | None, period: str | None
) -> Period | tuple[date | None, date | None]:
    from casework.period import Period
    from service.errors import ServiceError

    days = tuple(possible(one).date() if one else None for one in (first, last))
    if period is None:
        return days[0], days[1]
    if any(days):
        raise ServiceError(
            "A period is named with --period or with --from and --to: leave one out."
        )
    return Period.parse(period)


def _end_of(store: Store, day: datetime | None) -> datetime:
    from data.settings_store import office_zone

    if day is None:
        return now()
    with store.read() as conn:
        zone = office_zone(conn)
    return datetime.combine(possible(day).date() + timedelta(days=1), time.min, zone)


def _map_of(store: Store, asked: _Asked) -> date | None:
    from data.settings_store import office_zone

    if asked.on_map != "today":
        return None
    with store.read() as conn:
        return now().astimezone(office_zone(conn)).date()


def _tell_rows(store: Store, asked: _Asked, side: Side) -> None:
    from service.figures import figure_rows

    frame = figure_rows(who(), store, asked.keys[0], side, *asked.days, **asked.part)
    typer.echo(frame.to_json(orient="records", date_format="iso", force_ascii=False))


def _tell_tables(store: Store, asked: _Asked, by: Grouping, *, as_json: bool) -> None:
    from service.figures import figure_tables

    tables = figure_tables(
        who(), store, asked.keys, by, *asked.days, **asked.part, map_of=_map_of(store, asked)
    )
    if as_json:
        told = [table.as_json() for table in tables.values()]
        show(told[0] if len(told) == 1 else told)
        return
    for table in tables.values():
        _tell_table(table)


def _tell_figures(store: Store, asked: _Asked, *, as_json: bool) -> None:
    from service import figures as acts

    if asked.keys:
        found = tuple(
            acts.figure(who(), store, key, *asked.days, **asked.part) for key in asked.keys
        )
    else:
        found = acts.figures(who(), store, *asked.days, **asked.part)
    if as_json:
        show([one.as_json() for one in found])
        return
    for one in found:
        _tell(one)


def _tell_answer(
    store: Store, asked: _Asked, periods: int, out: Path | None, *, as_json: bool
) -> None:
    from service.figure_answer import FigureAsk, answer_figures

    ask = FigureAsk(
        period=_whole(store, asked),
        keys=tuple(asked.keys),
        area=asked.area,
        unit=asked.unit,
        by=asked.by,
        map_of=_map_of(store, asked),
        periods=periods,
    )
    found = answer_figures(who(), store, ask, asked.as_of)
    if out is not None:
        from service.figure_files import write_figures

        refuse_nowhere(out)
        with leaving(out, "figures") as place:
            count = write_figures(who(), found, place)
        typer.echo(f"{out}: {count}")
    elif as_json:
        show(found.as_json("zh") | {"language": "zh"})
    else:
        _tell_compared(found)


def _whole(store: Store, asked: _Asked) -> Period:
    """Return the period, this month where none is named."""
    from casework.period import Period
    from data.settings_store import office_zone
    from service.errors import ServiceError

    if isinstance(asked.period, Period):
        return asked.period
    first, last = asked.period
    if first is not None and last is not None:
        return Period(first, last)
    if first is not None or last is not None:
        raise ServiceError("A comparison needs both ends: give --from and --to, or --period.")
    with store.read() as conn:
        zone = office_zone(conn)
    return Period.holding((asked.as_of - timedelta(microseconds=1)).astimezone(zone).date())


def _tell(one: Figure) -> None:
    from service.language import both

    typer.echo(f"{one.chinese}  {both(one.text)}")
    typer.echo(f"    = {both(one.formula)}  [{one.source}]")
    for line in one.remarks:
        typer.echo(f"    {both(line)}")
    for line in one.exclusions:
        typer.echo(f"    - {both(line)}")


def _tell_table(table: FigureTable) -> None:
    from service.language import both

    for line in (*table.lines, *table.nothing_due):
        n, m = line.figure.n, line.figure.m
        typer.echo(f"{line.code or '-'}\t{both(line.name)}\t{line.figure.value}\t{n}/{m}")


def _tell_compared(found: FigureAnswer) -> None:
    from service.language import both

    for one in found.compared:
        _tell(one.now)
        for change, reason in (
            (one.change, one.reason),
            (one.change_year, one.reason_year),
        ):
            said = [reason] if change is None else [change.text, change.chance]
            for line in said:
                if line is not None:
                    typer.echo(f"    ~ {both(line)}")
        for figure in found.lines.get(one.key, ()):
            typer.echo(f"    {figure.period_from}\t{figure.period_to}\t{figure.value}")
    for table in found.tables.values():
        typer.echo(table.key)
        _tell_table(table)
