"""Reminders, bulletin lines, sendings-up: run from cron."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Reminders, bulletin lines, sendings-up: run from cron.", no_args_is_help=True
)
