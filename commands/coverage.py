"""Who covers what: proposals, and what a plan means."""

from __future__ import annotations

import typer

app = typer.Typer(help="Who covers what: plans, proposals, orders.", no_args_is_help=True)


@app.callback()
def _only_names() -> None:
    """Keep the commands under their own name, however few there are."""
