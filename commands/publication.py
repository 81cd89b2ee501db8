"""The log of files that left the office."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.output import ready_store, show
from commands.viewer import who

app = typer.Typer(help="Files that left the office.", no_args_is_help=True)


@app.callback()
def publication() -> None:
    """Files that left the office."""


@app.command("list")
def list_publications(
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
) -> None:
    """Show the files that left last: what, for whom, with what hidden, taken by whom and when."""
    from data.rows import records
    from service.publications import publications_of

    show(records(publications_of(who(), ready_store(), limit)))
