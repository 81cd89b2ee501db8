"""A worker's day on the command line, and what a phone sends, from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.output import DAY_FORMATS, day_of, ready_store, show
from commands.viewer import who
from data.store import Store
from service.clock import midnight, now
from service.errors import ServiceError

app = typer.Typer(help="A grid worker's day.", no_args_is_help=True)


@app.command()
def day(
    worker: Annotated[str, typer.Argument(help="Code of the worker.")],
    on: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="A day: as its evening sees it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As the phone gets it.")] = False,
) -> None:
    """Show what a worker has to do: the same list as on his phone."""
    from service.day.day import day_of as ask
    from service.day.day_json import day_json
    from service.language import both

    store = ready_store()
    found = ask(who(), store, worker, _moment(store, on))
    if as_json:
        show(day_json(found, "zh"))
        return
    for one in found.matters:
        typer.echo("\t".join((str(one.urgency), one.kind, one.code, one.title, both(one.why))))
    typer.echo(f"{len(found.matters)} | {found.own}", err=True)


@app.command("day-send")
def day_send(
    file: Annotated[Path, typer.Argument(help="One message a line, as the phone sends it.")],
) -> None:
    """Take in messages of a phone from a file of JSON lines; each is carried out once."""
    from service.day.message import uid_of
    from service.day.receive import receive_all

    store = ready_store()
    messages = list(_messages(file))
    # All have a mark before the first is carried out; then one by one, so that a database that is
    # busy for a moment leaves no other unanswered.
    marks = {uid_of(one) for one in messages}
    answers: dict[str, Any] = {}
    for message in messages:
        answers |= receive_all(who(), store, [message], now())
    show(answers)
    if marks - answers.keys():
        raise ServiceError("The database is busy or cannot be reached: try again in a minute.")


def _messages(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(
            "The file {path} cannot be read ({cause}): name a text file in UTF-8.",
            path=str(file),
            cause=str(error),
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise ServiceError(
                "Line {number} is no message: nothing of the file was taken in. Put one JSON object"
                " on each line.",
                number=number,
            )
        yield said


def _moment(store: Store, on: datetime | None) -> datetime:
    if on is None:
        return now()
    from data.settings_store import office_zone

    with store.read() as conn:
        zone = office_zone(conn)
    return midnight(day_of(store, on) + timedelta(days=1), zone) - timedelta(seconds=1)
