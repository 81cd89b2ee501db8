"""The figures, each with its formula."""

from __future__ import annotations

import typer

app = typer.Typer(help="The figures, each with its formula.", no_args_is_help=True)
