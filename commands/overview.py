"""The overview: what is late and where, and what changed, as text, JSON or a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casework.period import Period
from commands.output import day_of, ready_store, show, write_out
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    from service.overview.glance import Overview

app = typer.Typer(help="The overview of a part and a period.", no_args_is_help=True)


@app.command()
def overview(
    period: Annotated[
        str | None, typer.Option(help="2026-10, 2026-Q3, 2026, 2026-W40; else this month.")
    ] = None,
    area: Annotated[str | None, typer.Option(help="Code of an area or grid.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write a page for a projector (HTML) to this file.")
    ] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Of the page and the JSON.")] = "zh",
) -> None:
    """Show what is overdue and where, what came in and was closed, and what changed."""
    from service.overview.glance import overview as act
    from service.overview.plain_values import as_values
    from service.overview.slide import slide_html

    store = ready_store()
    moment, today = now(), day_of(store, None)
    asked = (Period.parse(period) if period else Period.holding(today)).until(today)
    if out is not None:
        page = slide_html(who(), store, asked, area, moment, lang)
        write_out(out, page, "slide", area)
        show({"written": str(out)})
        return
    shown = act(who(), store, asked, area, moment)
    if as_json:
        show(as_values(shown, lang))
    else:
        _tell(shown)


def _tell(shown: Overview) -> None:
    from service.language import both

    typer.echo(" › ".join(one.name for one in shown.path))
    for sentence in shown.sentences:
        typer.echo(both(sentence))
    for one in shown.cards.values():
        typer.echo(f"{one.now.chinese}  {both(one.now.text)}")
        changes = [change.text for change in (one.change, one.change_year) if change is not None]
        for said in (*changes, *filter(None, (one.reason, one.reason_year))):
            typer.echo(f"    {both(said)}")
    for line in shown.places:
        values = "\t".join(figure.value for figure in line.figures.values())
        typer.echo(f"{line.step.code}\t{line.step.name}\t{values}")
