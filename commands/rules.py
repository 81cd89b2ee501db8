"""The calendar, the rule book and the catalogue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.output import possible, ready_store, show
from commands.viewer import who

app = typer.Typer(help="The calendar, the rule book and the catalogue.", no_args_is_help=True)

Kind = Annotated[str, typer.Argument(metavar="KIND", help="calendar, rulebook or catalogue")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file in UTF-8.")]


@app.command("show")
def show_rules(kind: Kind) -> None:
    """Print the text in force, ready to be changed and loaded again."""
    from service.rules import rules_text

    typer.echo(rules_text(who(), ready_store(), kind), nl=False)


@app.command()
def check(kind: Kind, file: File) -> None:
    """Say what a file holds, or everything that is wrong in it; nothing is kept."""
    from data.rule_store import file_text
    from service.rules import check_rules

    show(check_rules(who(), kind, file_text(file)))


@app.command()
def load(kind: Kind, file: File) -> None:
    """Keep a file as the rules in force and compute the due dates of open cases anew."""
    from data.rule_store import file_text
    from service.clock import now
    from service.rules import change_rules

    show(change_rules(who(), ready_store(), kind, file_text(file), now()))


@app.command()
def due(
    start: Annotated[
        datetime,
        typer.Argument(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help='"2026-02-13 16:00"'),
    ],
    limit: Annotated[str, typer.Argument(help='"4 working_hours", "13 working_days", "5 days"')],
) -> None:
    """Say when something is due and why, step by step."""
    from service.language import both
    from service.rules import explain_limit

    for step in explain_limit(who(), ready_store(), possible(start), limit).steps:
        typer.echo(both(step))
