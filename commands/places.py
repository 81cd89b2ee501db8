"""Service points, contact points and points of rounds, and who lies beyond their reach."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.output import DAY_FORMATS, day_of, leaving, ready_store, refuse_nowhere, show
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(
    help="Service points, contact points, points of rounds; distances to them. Files come in with"
    " `import places`.",
    no_args_is_help=True,
)

Use = Literal["service", "contact", "round"]
Level = Literal["grid", "community", "street", "county"]
UseOption = Annotated[Use, typer.Option("--use", help="What the places are for.")]
KindOption = Annotated[str | None, typer.Option("--kind", help="Which kind; else any.")]
FarOption = Annotated[
    float | None, typer.Option("--far", help="Far is more than so many metres; else the setting.")
]
AreaOption = Annotated[str | None, typer.Option("--area", help="Code of a unit or grid.")]
OnOption = Annotated[
    datetime | None, typer.Option("--on", formats=DAY_FORMATS, help="A day; else today.")
]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Its name.")],
    kind: Annotated[str, typer.Argument(help="What it is: 医疗, 警务, 接访室 ...")],
    use: UseOption = "service",
    code: Annotated[str | None, typer.Option(help="Else the next free one.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of its community or street.")] = None,
    address: Annotated[str | None, typer.Option(help="Where it is, in words.")] = None,
    at: Annotated[
        tuple[float, float] | None, typer.Option(help="Longitude and latitude, CGCS2000.")
    ] = None,
    every: Annotated[int | None, typer.Option(help="Days within which a round passes.")] = None,
    since: OnOption = None,
) -> None:
    """Add a place; its unit is that of the grid it lies in unless another is named."""
    from service.places.keeping import add_place
    from service.places.place import NewPlace

    lon, lat = at or (None, None)
    first = since.date() if since else None
    new = NewPlace(name, use, kind, code, unit, address, lon, lat, every, first)
    kept = add_place(who(), ready_store(), new, now())
    _doubts(kept.doubts)
    show({"code": kept.code, "grid_code": kept.grid_code, "unit_code": kept.unit_code})


@app.command("change")
def change(
    code: Annotated[str, typer.Argument(help="Its code.")],
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    address: Annotated[str | None, typer.Option(help="Its new address.")] = None,
    at: Annotated[tuple[float, float] | None, typer.Option(help="Its new position.")] = None,
    every: Annotated[int | None, typer.Option(help="Days within which a round passes.")] = None,
) -> None:
    """Change a place that is in use."""
    from service.places.keeping import change_place

    said = {"name": name, "address": address, "every_days": every}
    said |= {"lon": at[0], "lat": at[1]} if at else {}
    changes = {key: value for key, value in said.items() if value is not None}
    kept = change_place(who(), ready_store(), code, changes, now())
    _doubts(kept.doubts)
    show({"code": kept.code, "grid_code": kept.grid_code, "unit_code": kept.unit_code})


@app.command("end")
def end(code: Annotated[str, typer.Argument(help="Its code.")], on: OnOption = None) -> None:
    """End the use of a place; the day is the first on which it is not in use."""
    from service.places.keeping import end_place

    store = ready_store()
    day = day_of(store, on)
    end_place(who(), store, code, day, now())
    show({"code": code, "valid_to": day})


@app.command("list")
def places_list(
    use: Annotated[Use | None, typer.Option("--use", help="Only those for this.")] = None,
    kind: KindOption = None,
    area: AreaOption = None,
    on: OnOption = None,
    out: Annotated[Path | None, typer.Option(help="Into this file; its ending says how.")] = None,
) -> None:
    """Show the places in use on a day, or write them into a file that can be imported again."""
    from service.places.export import export_places
    from service.places.listing import places_of

    store = ready_store()
    day = day_of(store, on)
    if out is not None:
        refuse_nowhere(out)
        with leaving(out, "export", "places") as place:
            count = export_places(who(), store, place, day, use)
        typer.echo(f"{count} rows -> {out}", err=True)
        return
    show(_rows(places_of(who(), store, day, used_for=use, kind=kind, area=area)))


@app.command("distances")
def distances(
    use: UseOption = "service", far: FarOption = None, area: AreaOption = None, on: OnOption = None
) -> None:
    """Show for each kind how far households have to go, in a straight line."""
    from service.places.listing import kinds_of
    from service.places.reach import NearAsk, reach

    store = ready_store()
    day = day_of(store, on)
    kinds = [*kinds_of(who(), store, use, day), None]
    lines = []
    for kind in kinds:
        found = reach(who(), store, NearAsk(kind, use, far, area), day)
        figures = found.whole.drop(["code", "name"]).to_dict()
        lines.append({"kind": kind or "*", "places": found.places, "far_m": found.ask.far_m}
                     | {name: _plain(value) for name, value in figures.items()})  # fmt: skip
    show(lines)


@app.command("far")
def far_homes(
    kind: KindOption = None,
    use: UseOption = "service",
    far: FarOption = None,
    by: Annotated[Level, typer.Option(help="Per what.")] = "community",
    area: AreaOption = None,
    trial: Annotated[
        tuple[float, float] | None, typer.Option("--try", help="Longitude, latitude of a trial.")
    ] = None,
    on: OnOption = None,
) -> None:
    """Show per unit how many households lie beyond reach; or what a place on trial would change."""
    from service.language import both
    from service.places.layer import notes_of
    from service.places.reach import NearAsk, reach, try_place

    store = ready_store()
    day = day_of(store, on)
    ask = NearAsk(kind, use, far, area)
    if trial is not None:
        show(vars(try_place(who(), store, ask, *trial, day)))
        return
    found = reach(who(), store, ask, day, by)
    for note in notes_of(found):
        typer.echo(both(note), err=True)
    show({"far_m": found.ask.far_m, "elsewhere": found.elsewhere, "units": _rows(found.frame)})


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: _plain(value) for name, value in row.items()} for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value as JSON takes it: no number is null."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124


def _doubts(doubts: tuple[Any, ...]) -> None:
    from service.language import both

    for doubt in doubts:
        typer.echo(both(doubt), err=True)
