"""One case: registered, moved, handed over, sent up, told."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="One case: registered, moved, handed over, sent up, told.", no_args_is_help=True
)
