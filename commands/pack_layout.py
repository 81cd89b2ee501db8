"""The office's own presentation layout for packs: shown, replaced, put back, written out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import leaving, ready_store, refuse_nowhere, show, told
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

app = typer.Typer(
    help="The layout presentations are made with: the program's own or the office's.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="A PowerPoint presentation (.pptx or .potx).")]


@app.command("show")
def show_layout() -> None:
    """Say which layout is in force, and who brought it when."""
    from service.packs.layouts import layout_in_force

    show(told(layout_in_force(who(), ready_store())))


@app.command()
def replace(file: File) -> None:
    """Make a presentation of the office's own the layout of all packs from now on."""
    from service.packs.layouts import replace_layout

    try:
        body = file.read_bytes()
    except OSError as error:
        raise ServiceError(
            "{path} cannot be read ({cause}): name a presentation that is there.",
            path=str(file),
            cause=str(error.strerror),
        ) from error
    show(told(replace_layout(who(), ready_store(), file.name, body, now())))


@app.command()
def reset() -> None:
    """Put the program's own layout back; the office's files stay kept."""
    from service.packs.layouts import reset_layout

    show(told(reset_layout(who(), ready_store(), now())))


@app.command()
def export(file: Annotated[Path, typer.Argument(help="Where to write it.")]) -> None:
    """Write the layout in force into a file, to be changed and brought back."""
    from service.packs.layouts import layout_file

    refuse_nowhere(file)
    _name, body = layout_file(who(), ready_store())
    with leaving(file, "layout", is_marked=True) as place:
        place.write_bytes(body)
    typer.echo(f"{len(body)} bytes -> {file}", err=True)
