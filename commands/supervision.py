"""Supervision, sweeps, errands, mediation, referrals, duplicates."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Supervision, sweeps, errands, mediation, referrals, duplicates.", no_args_is_help=True
)
