"""The keys contacts are sealed with: made, changed, looked after."""

from __future__ import annotations

import typer

from commands.output import ready_store, show
from commands.viewer import who
from service.clock import now
from service.language import both

app = typer.Typer(
    help="The keys contacts are sealed with: made, changed, looked after.", no_args_is_help=True
)


@app.command()
def new() -> None:
    """Make the first key where there is none yet, and seal the contacts that are there."""
    from service.privacy.keys import make_key

    show(vars(make_key(who(), ready_store(), now())))


@app.command()
def rotate() -> None:
    """Put a new key in force and seal every contact with it; the older ones stay for backups."""
    from service.privacy.keys import rotate_key

    number, done = rotate_key(who(), ready_store(), now())
    typer.echo(
        both(
            "Key {number} is in force; contacts sealed with it: {count}.", number=number, count=done
        )
    )


@app.command()
def check() -> None:
    """Open every contact once: exit 0 when all are sealed and can be read, 1 when not."""
    from service.privacy.keys import key_state

    state = key_state(who(), ready_store())
    show(vars(state))
    raise typer.Exit(0 if state.is_good else 1)
