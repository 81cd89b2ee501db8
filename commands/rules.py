"""The calendar, the rule book and the catalogue."""

from __future__ import annotations

import typer

app = typer.Typer(help="The calendar, the rule book and the catalogue.", no_args_is_help=True)
