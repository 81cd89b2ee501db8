"""What people told us, as far as it may be shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.output import leaving, ready_store, refuse_nowhere, show
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    from service.voices import Voices

app = typer.Typer(help="What people told us, small numbers hidden.", no_args_is_help=True)


@app.command()
def voices(
    period: Annotated[str, typer.Option(help="2026-10, 2026-Q3, 2026, 2026-W40, or two days.")],
    of: Annotated[Literal["voice", "wish"], typer.Option(help="信怕怨盼, or wishes.")] = "voice",
    by: Annotated[Literal["community", "street"], typer.Option(help="The lines.")] = "community",
    area: Annotated[str | None, typer.Option(help="Code of an area.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write a .csv or .xlsx file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show how many requests carry each tag in each area, as far as it may be shown."""
    from casework.period import Period
    from service.voices import voices as ask
    from service.voices_export import export_voices

    store = ready_store()
    chosen, moment = Period.parse(period), now()
    if out is not None:
        refuse_nowhere(out)
        with leaving(out, "voices", area) as place:
            found = export_voices(who(), store, place, of, by, chosen, moment, area)
        typer.echo(f"{len(found.lines)} -> {out}", err=True)
        return
    found = ask(who(), store, of, by, chosen, moment, area)
    if as_json:
        show(found.as_json())
    else:
        _tell(found)


def _tell(found: Voices) -> None:
    from service.language import both
    from service.publication import HIDDEN
    from service.voices import OFFICIAL

    typer.echo("\t".join(("code", "name", *(OFFICIAL[tag] for tag in found.tags), "n", "n/1000")))
    for line in (*found.lines, found.whole):
        numbers = [HIDDEN if one is None else str(one) for one in (*line.counts, line.total)]
        rate = line.rate_text(line.total)
        typer.echo("\t".join((line.code or "-", both(line.name), *numbers, rate)))
    for one in found.sentences:
        typer.echo(both(one), err=True)
