"""Hot spots against chance."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casework.period import Period
from commands.output import DAY_FORMATS, day_of, leaving, ready_store, refuse_nowhere, show, told
from commands.viewer import who
from service.clock import midnight, now

if TYPE_CHECKING:
    from data.store import Store
    from service.hot_spots.ask import SpotAsk
    from service.hot_spots.categories import ByCategory
    from service.hot_spots.found import HotSpots

app = typer.Typer(help="Hot spots against chance.", no_args_is_help=True)

What = Literal["new", "open", "overdue", "closed"]
Statistic = Literal["gi", "gi-permuted", "moran"]


@app.command("hot-spots")
def hot_spots(
    period: Annotated[
        str | None, typer.Option(help="2026-10, 2026-Q3, 2026 or two days with ..; else the month.")
    ] = None,
    what: Annotated[What, typer.Option(help="Which cases.")] = "new",
    category: Annotated[str | None, typer.Option(help="As stored with the case; else all.")] = None,
    area: Annotated[str | None, typer.Option(help="Code of an area: only its grids.")] = None,
    statistic: Annotated[Statistic, typer.Option(help="How each grid is tested.")] = "gi",
    share: Annotated[float, typer.Option(help="Most flags due to chance, as a share.")] = 0.05,
    seed: Annotated[int, typer.Option(help="The same seed draws the same.")] = 1,
    permutations: Annotated[
        int | None, typer.Option(help="Most draws for a grid; else as many as are needed.")
    ] = None,
    periods: Annotated[int, typer.Option(help="This one and those before it.")] = 4,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=DAY_FORMATS, help="Looked at when this day was over; else now."),
    ] = None,
    by_category: Annotated[
        bool, typer.Option("--by-category", help="Where each category gathers.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the grids into .csv, .xlsx, .geojson ...")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show where matters gather more than chance makes, with all settings; two runs agree."""
    from service.hot_spots.ask import SpotAsk
    from service.hot_spots.categories import spots_by_category
    from service.hot_spots.finding import hot_spots as find
    from service.hot_spots.table import write_spots

    store = ready_store()
    if out is not None:
        refuse_nowhere(out)
    moment, day = _end_of(store, as_of), day_of(store, as_of)
    days = Period.parse(period) if period else Period.holding(day)
    ask = SpotAsk(
        period=days.until(day),
        what=what,
        area=area,
        category=category,
        as_of=moment,
        statistic="gi_permuted" if statistic == "gi-permuted" else statistic,
        false_discovery=share,
        seed=seed,
        permutations=permutations,
        periods=periods,
    )
    if by_category:
        _tell_categories(ask, spots_by_category(who(), store, ask, moment), as_json=as_json)
        return
    found = find(who(), store, ask, moment)
    if out is not None:
        with leaving(out, "hot_spots") as place:
            count = write_spots(who(), found, place)
        typer.echo(f"{count} rows -> {out}", err=True)
    else:
        _tell(found, as_json=as_json)


def _end_of(store: Store, day: datetime | None) -> datetime:
    from data.settings_store import office_zone

    if day is None:
        return now()
    with store.read() as conn:
        return midnight(day_of(store, day) + timedelta(days=1), office_zone(conn))


def _tell(found: HotSpots, *, as_json: bool) -> None:
    from service.hot_spots.table import as_json as plain
    from service.language import both

    if as_json:
        show(told(plain(found)))
        return
    for line in found.sentences:
        typer.echo(both(line))
    for place in found.places:
        typer.echo(f"+ {both(place.text)}  [{' '.join(place.codes)}]")
    for place in found.fading:
        typer.echo(f"- {both(place.text)}  [{' '.join(place.codes)}]")


def _tell_categories(ask: SpotAsk, found: ByCategory, *, as_json: bool) -> None:
    from service.hot_spots.table import categories_as_json
    from service.language import both

    if as_json:
        show(told(categories_as_json(ask, found)))
        return
    for line in found.sentences:
        typer.echo(both(line))
    for one in found.gathering:
        for place in one.places:
            typer.echo(f"{one.category}\t{both(place.text)}  [{' '.join(place.codes)}]")
