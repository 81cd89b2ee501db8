"""Units side by side: a table, a workbook or the picture of a funnel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from casework.period import Period
from commands.output import day_of, leaving, ready_store, refuse_nowhere, show
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    from data.store import Store
    from service.units_table import UnitLine, UnitsAsk, UnitsTable

app = typer.Typer(help="Streets, communities, grids and departments side by side.")

Level = Literal["county", "street", "community", "grid", "unit"]
Lang = Literal["zh", "en"]
_PICTURES = (".png", ".svg")


@app.command()
def units(
    by: Annotated[Level, typer.Option(help="What is compared; unit for departments.")] = "street",
    period: Annotated[
        str | None, typer.Option(help="2026-10, 2026-Q3, 2026-W40, 2026, or two days with ..")
    ] = None,
    figures: Annotated[str | None, typer.Option(help="Keys of figures, by commas.")] = None,
    area: Annotated[str | None, typer.Option(help="Code of the area they lie in.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"],
            help="Looked at when this day was over; else now.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help=".csv, .xlsx, or .png, .svg: a funnel.")] = None,
    funnel: Annotated[str | None, typer.Option(help="Key of the figure of the funnel.")] = None,
    widen: Annotated[bool, typer.Option(help="Widen the funnel's limits by the spread.")] = False,
    outside: Annotated[bool, typer.Option(help="For outside: small numbers are hidden.")] = False,
    lang: Annotated[Lang, typer.Option(help="Language of headings and pictures.")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show the figures of units side by side, each with n and m; by code, never by value."""
    from service.units_table import USUAL, UnitsAsk, units_table

    store = ready_store()
    moment = _end_of(day_of(store, as_of), store) if as_of else now()
    asked = Period.parse(period) if period else Period.holding(day_of(store, None))
    keys = tuple(figures.replace("，", ",").split(",")) if figures else USUAL
    if funnel is not None and funnel not in keys:
        keys = (*keys, funnel)
    ask = UnitsAsk(by, asked, tuple(key.strip() for key in keys), area)
    if out is not None:
        _write(ask, moment, out, funnel, lang, is_widened=widen, is_for_outside=outside)
        return
    table = units_table(who(), store, ask, moment)
    if as_json:
        show(_told(table))
        return
    _print(table)
    if funnel is not None:
        _print_funnel(table, funnel, is_widened=widen)


def _end_of(day: date, store: Store) -> datetime:
    from data.settings_store import office_zone
    from service.clock import midnight

    with store.read() as conn:
        return midnight(day + timedelta(days=1), office_zone(conn))


def _write(
    ask: UnitsAsk,
    moment: datetime,
    out: Path,
    funnel: str | None,
    lang: str,
    *,
    is_widened: bool,
    is_for_outside: bool,
) -> None:
    from data.writers.files import write_book, write_table
    from service.language import both
    from service.units_export import units_file

    refuse_nowhere(out)
    made = units_file(who(), ready_store(), ask, moment, lang, is_for_outside=is_for_outside)
    for line in made.notes:
        typer.echo(both(line), err=True)
    if out.suffix.lower() in _PICTURES:
        _draw(ask, moment, out, funnel, lang, is_widened, made.hidden)
    elif out.suffix.lower() == ".xlsx":
        with leaving(out, "units") as place:
            write_book(place, made.sheets(lang))
    else:
        with leaving(out, "units") as place:
            write_table(place, made.figures)
    typer.echo(f"-> {out}", err=True)


def _draw(
    ask: UnitsAsk,
    moment: datetime,
    out: Path,
    key: str | None,
    lang: str,
    is_widened: bool,
    hidden: Mapping[str, frozenset[str]],
) -> None:
    from service.charts.look import Look
    from service.charts.rendering import to_png, to_svg
    from service.language import both
    from service.units_funnel import fit_for_funnel, units_funnel
    from service.units_picture import funnel_picture
    from service.units_table import units_table

    table = units_table(who(), ready_store(), ask, moment)
    fit = [one.key for one in fit_for_funnel(table)]
    chosen = key or (fit[0] if fit else "-")
    found = units_funnel(
        table, chosen, is_widened=is_widened, hidden=hidden.get(chosen, frozenset())
    )
    for line in found.sentences:
        typer.echo(both(line), err=True)
    spec = funnel_picture(found, table, Look("light", "projector", lang))
    svg = out.suffix.lower() == ".svg"
    with leaving(out, "chart") as place:
        place.write_bytes(to_svg(spec).encode() if svg else to_png(spec))


def _print(table: UnitsTable) -> None:
    from service.language import both

    heads = (f"{one.chinese} {one.name}" for one in table.indicators)
    typer.echo("\t".join(("-", "-", *heads)))
    for line in table.units:
        typer.echo(_line(table, line, line.code or "-", line.name))
    if table.in_none is not None:
        typer.echo(_line(table, table.in_none, "-", both("in none of them")))
    typer.echo(_line(table, table.whole, "-", both("all together")))


def _line(table: UnitsTable, line: UnitLine, code: str, name: str) -> str:
    figures = [line.figures.get(one.key) for one in table.indicators]
    cells = [
        "-"
        if one is None
        else one.value
        if one.form == "count"
        else f"{one.value} ({one.n}/{one.m})"
        for one in figures
    ]
    return "\t".join((code, name, *cells))


def _told(table: UnitsTable) -> dict[str, Any]:
    def of(line: UnitLine | None) -> dict[str, Any] | None:
        if line is None:
            return None
        figures = {key: one.as_json() for key, one in line.figures.items()}
        return {"code": line.code, "name": line.name, "figures": figures}

    return {
        "by": table.ask.by,
        "area": table.ask.area,
        "period": table.ask.period.key,
        "as_of": table.as_of,
        "lines": [of(line) for line in table.lines],
        "nothing_due": [of(line) for line in table.nothing_due],
        "without_requests": [of(line) for line in table.without_requests],
        "in_none": of(table.in_none),
        "whole": of(table.whole),
    }


def _print_funnel(table: UnitsTable, key: str, *, is_widened: bool) -> None:
    from service.language import both
    from service.units_funnel import units_funnel

    for line in units_funnel(table, key, is_widened=is_widened).sentences:
        typer.echo(both(line))
