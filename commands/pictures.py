"""Maps as files for slides and paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casework.period import Period
from commands.output import day_of, leaving, ready_store, refuse_nowhere, show
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    from data.store import Store
    from service.charts.look import Size, Theme
    from service.heat.ask import HeatAsk
    from service.map_layer import MapLayer

app = typer.Typer(help="Maps as files for slides and paper.", no_args_is_help=True)

HeatName = Literal["open", "new", "overdue", "closed"]


@app.command("map-picture")
def map_picture(
    out: Annotated[Path, typer.Option(help="File to write: .svg or .png.")],
    figure: Annotated[str | None, typer.Option(help="Colour the grids by this figure.")] = None,
    per: Annotated[
        Literal["itself", "households", "smoothed"],
        typer.Option(help="The figure itself, per 1,000 households, or the same smoothed."),
    ] = "itself",
    heat: Annotated[HeatName | None, typer.Option(help="Draw this heat surface instead.")] = None,
    bandwidth: Annotated[float | None, typer.Option(help="Of the surface, in metres.")] = None,
    period: Annotated[
        str | None, typer.Option(help="2026-10, 2026-Q3, 2026, 2026-W40; else this month.")
    ] = None,
    area: Annotated[str | None, typer.Option(help="Code of an area.")] = None,
    category: Annotated[str | None, typer.Option(help="As stored with the cases.")] = None,
    size: Annotated[
        Literal["projector", "screen", "print"], typer.Option(help="What it is made for.")
    ] = "projector",
    theme: Annotated[Literal["light", "dark"], typer.Option(help="Ground.")] = "light",
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language.")] = "zh",
    outside: Annotated[bool, typer.Option("--outside", help="Hide small numbers.")] = False,
    watermark: Annotated[str, typer.Option(help="Written across the map.")] = "",
) -> None:
    """Write a map with its legend as SVG or PNG."""
    if out.suffix.lower() not in (".svg", ".png"):
        raise ServiceError("A map is not written as {name}: name a .svg or .png.", name=out.name)
    refuse_nowhere(out)
    store = ready_store()
    today = day_of(store, None)
    days = (Period.parse(period) if period else Period.holding(today)).until(today)
    layer = _layer(store, figure, days, per, area, category) if figure else None
    surface = _heat(heat, days, bandwidth, per != "itself", area, category) if heat else None
    body = _drawn(store, layer, surface, (theme, size, lang), outside, watermark, area, out)
    with leaving(out, "map_picture", figure) as place:
        place.write_bytes(body)
    show({"written": str(out), "bytes": len(body)})


def _drawn(
    store: Store,
    layer: MapLayer | None,
    surface: HeatAsk | None,
    look: tuple[Theme, Size, str],
    outside: bool,
    watermark: str,
    area: str | None,
    out: Path,
) -> bytes:
    from dashboard.heat_palette import heat_inks
    from dashboard.palette import layer_colours
    from service.charts.look import Look
    from service.heat.tiles import HeatColours
    from service.map_picture.picture import PictureAsk, map_png, map_svg

    ask = PictureAsk(
        layer=layer,
        colours=tuple(layer_colours(layer, look[0])) if layer else (),
        heat=surface,
        heat_colours=HeatColours(*heat_inks(look[0])) if surface else None,
        outside=outside,
        watermark=watermark,
        area=area,
    )
    drawn = map_svg(who(), store, ask, Look(*look), now())
    return drawn.encode() if out.suffix.lower() == ".svg" else map_png(drawn)


def _layer(
    store: Store,
    figure: str,
    period: Period,
    per: Literal["itself", "households", "smoothed"],
    area: str | None,
    category: str | None,
) -> MapLayer:
    from service.map_choropleth import ChoroplethAsk, choropleth

    ask = ChoroplethAsk(figure, period, area=area, category=category, per=per)
    return choropleth(who(), store, ask, now())


def _heat(
    what: HeatName,
    period: Period,
    bandwidth_m: float | None,
    per_households: bool,
    area: str | None,
    category: str | None,
) -> HeatAsk:
    from service.heat.ask import HeatAsk
    from service.map_filter import CaseFilter

    # what stands now asks for no period
    days = (None, None) if what in ("open", "overdue") else (period.first, period.last)
    wanted = CaseFilter(area, category, reported_from=days[0], reported_to=days[1])
    return HeatAsk(what, wanted, bandwidth_m, per_households)
