"""The ledger of requests: verified, shown."""

from __future__ import annotations

import typer

app = typer.Typer(help="The ledger of requests: verified, shown.", no_args_is_help=True)
