"""The end of the demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import ready_store, show
from commands.viewer import who
from service.clock import now

app = typer.Typer(no_args_is_help=True)


@app.command("end-demonstration")
def end(
    copy: Annotated[Path, typer.Argument(help="The file for a backup of what was there.")],
) -> None:
    """Empty a demonstration district so that real data can come in; a backup of it is kept."""
    from service.end_demonstration import end_demonstration

    end_demonstration(who(), ready_store(), copy, now())
    show({"is_empty": True, "kept": str(copy)})
