"""Promises, resolutions of assemblies and public works: kept, told of, shown, taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casework.progress import ProgressEvent, ProgressKind
from commands.output import (
    DAY_FORMATS,
    day_of,
    leaving,
    possible,
    ready_store,
    refuse_nowhere,
    show,
    told,
)
from commands.public_works import Area, Code, Cost, Day, On, Owner, project, rows_of
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Promises, resolutions and public works.", no_args_is_help=True)
promise = typer.Typer(help="What was promised to residents (说到做到).", no_args_is_help=True)
resolution = typer.Typer(help="What assemblies resolved (村民会议决议).", no_args_is_help=True)

Kind = Literal["promise", "resolution", "project"]
Due = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="By which day.")]
Text = Annotated[str, typer.Option(help="In words: what was done, the evidence, or why.")]
Out = Annotated[Path | None, typer.Option(help="Write a .csv or .xlsx file.")]


@promise.command("add")
def add_promise(
    text: Annotated[str, typer.Argument(help="The promise as it was given.")],
    at: Annotated[str, typer.Option(help="Where it was promised.")],
    made: Day,
    owner: Owner,
    due: Day,
    area: Area = None,
    case: Annotated[str | None, typer.Option(help="Number of a case it belongs to.")] = None,
    work: Annotated[str | None, typer.Option(help="Code of a public work it belongs to.")] = None,
) -> None:
    """Write down a promise."""
    from service.promises.keeping import NewPromise, make_promise

    new = NewPromise(text, at, possible(made).date(), owner, possible(due).date(), area, case, work)
    show({"code": make_promise(who(), ready_store(), new, now())})


@resolution.command("add")
def add_resolution(
    text: Annotated[str, typer.Argument(help="What was resolved.")],
    area: Annotated[str, typer.Option(help="Code of the village or community.")],
    resolved: Day,
    body: Annotated[Literal["assembly", "delegates", "council"], typer.Option()] = "assembly",
    due: Due = None,
    households: Annotated[int | None, typer.Option(help="Households it concerns.")] = None,
    cost: Cost = None,
) -> None:
    """Write down a resolution of an assembly, of delegates or of a council."""
    from service.promises.keeping import NewResolution, take_resolution

    day = possible(due).date() if due else None
    new = NewResolution(text, area, body, possible(resolved).date(), day, households, cost)
    show({"code": take_resolution(who(), ready_store(), new, now())})


def _add_looking(kind: Kind, of: typer.Typer) -> None:
    """Add the commands with which each of the three is looked at."""

    @of.command("list")
    def list_all(on: On = None, area: Area = None, out: Out = None) -> None:
        """Show all of them as they stood on a day, or write them to a file."""
        from data.writers.files import write_table
        from service.promises.listing import counts_of

        store = ready_store()
        frame = _lists()[kind](who(), store, day_of(store, on), area)
        if out is None:
            show({"counts": told(counts_of(frame)), "rows": rows_of(frame)})
            return
        refuse_nowhere(out)
        with leaving(out, "promises") as place:
            write_table(place, frame)
        typer.echo(f"{len(frame)} -> {out}", err=True)

    @of.command("history")
    def history(code: Code) -> None:
        """Show all that was told of one, in order."""
        from service.promises.listing import history_of

        show(rows_of(history_of(who(), ready_store(), kind, code)))


def _add_telling(kind: Kind, of: typer.Typer) -> None:
    """Add the commands that tell what became of each of the three."""

    @of.command("progress")
    def progress(
        code: Code, text: Text, percent: Annotated[int | None, typer.Option()] = None, on: On = None
    ) -> None:
        """Tell how far it is."""
        _tell(kind, code, ProgressKind.PROGRESS, text, on, percent=percent)

    @of.command("done")
    def done(
        code: Code,
        text: Text,
        on: On = None,
        photo: Annotated[str | None, typer.Option(help="Mark (SHA-256) of a kept photo.")] = None,
    ) -> None:
        """Report it done, with the evidence."""
        _tell(kind, code, ProgressKind.DONE, text, on, photo=photo)

    @of.command("move")
    def move(code: Code, due: Day, text: Text, on: On = None) -> None:
        """Move the due day, and say why; the first one stays visible."""
        _tell(kind, code, ProgressKind.DUE_CHANGED, text, on, due=due)

    @of.command("drop")
    def drop(code: Code, text: Text, on: On = None) -> None:
        """Give it up, and say why."""
        _tell(kind, code, ProgressKind.DROPPED, text, on)

    @of.command("reopen")
    def reopen(code: Code, text: Text, on: On = None, due: Due = None) -> None:
        """Open it again, and say why."""
        _tell(kind, code, ProgressKind.REOPENED, text, on, due=due)


def _tell(
    subject: Kind,
    code: str,
    kind: ProgressKind,
    text: str,
    on: datetime | None,
    *,
    percent: int | None = None,
    due: datetime | None = None,
    photo: str | None = None,
) -> None:
    from service.promises.telling import tell_progress

    store = ready_store()
    until = possible(due).date() if due else None
    event = ProgressEvent(kind, day_of(store, on), text, percent, until, photo)
    show(told(tell_progress(who(), store, subject, code, event, now())))


def _lists() -> dict[Kind, Callable[..., pd.DataFrame]]:
    from service.promises.listing import projects_of, promises_of, resolutions_of

    return {"promise": promises_of, "resolution": resolutions_of, "project": projects_of}


_KINDS: tuple[tuple[Kind, typer.Typer], ...] = (
    ("promise", promise),
    ("resolution", resolution),
    ("project", project),
)
for _kind, _of in _KINDS:
    app.add_typer(_of, name=_kind)
    _add_looking(_kind, _of)
    _add_telling(_kind, _of)
