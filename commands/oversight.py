"""Oversight of townships: who is assigned where, what was found, what is rectified."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.output import DAY_FORMATS, day_of, possible, ready_store, show, told
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Oversight of townships (挂点督导).", no_args_is_help=True)

Day = Annotated[datetime, typer.Argument(formats=DAY_FORMATS)]
On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
From = Annotated[datetime | None, typer.Option("--from", formats=DAY_FORMATS)]
Until = Annotated[
    datetime | None,
    typer.Option("--to", formats=DAY_FORMATS, help="First day that no longer counts."),
]
Assignment = Annotated[
    int, typer.Argument(help="Number of the assignment, as `assignments` shows it.")
]
Finding = Annotated[int, typer.Argument(help="Number of the finding, as `findings` shows it.")]


@app.command("assignments")
def list_assignments(on: On = None) -> None:
    """Show which office is assigned to which township."""
    from service.oversight.duties import assignments_of

    store = ready_store()
    show(_rows(assignments_of(who(), store, day_of(store, on))))


@app.command("assign")
def assign(
    holder: Annotated[str, typer.Argument(help="The public office, or who holds it.")],
    unit: Annotated[str, typer.Argument(help="Code of the street or township.")],
    department: Annotated[str | None, typer.Option(help="Assigned with it.")] = None,
    since: From = None,
    until: Until = None,
) -> None:
    """Assign an office to a township, from today on by default."""
    from service.oversight.duties import NewAssignment
    from service.oversight.duties import assign as act

    store = ready_store()
    end = possible(until).date() if until else None
    new = NewAssignment(holder, unit, day_of(store, since), end, department)
    show({"duty_id": act(who(), store, new, now())})


@app.command("end")
def end(number: Assignment, until: Day) -> None:
    """End an assignment on a day, its first out of force."""
    from service.oversight.duties import end_assignment

    end_assignment(who(), ready_store(), number, possible(until).date(), now())


@app.command("find")
def find(
    number: Assignment,
    area: Annotated[str, typer.Argument(help="Key of the area of work.")],
    text: Annotated[str, typer.Argument(help="What was found.")],
    on: On = None,
    due: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="Last day to rectify it.")
    ] = None,
) -> None:
    """Enter what was found in a township in an area of work."""
    from service.oversight.findings import NewFinding, enter_finding

    store = ready_store()
    due_on = possible(due).date() if due else None
    new = NewFinding(number, area, day_of(store, on), text, due_on)
    show({"finding_id": enter_finding(who(), store, new, now())})


@app.command("rectify")
def rectify(
    number: Finding,
    note: Annotated[str, typer.Argument(help="How it was rectified.")],
    on: On = None,
) -> None:
    """Note that a finding was rectified."""
    from service.oversight.findings import rectify_finding

    store = ready_store()
    rectify_finding(who(), store, number, day_of(store, on), note, now())


@app.command("findings")
def list_findings(since: From = None, until: Until = None) -> None:
    """Show what was found, the newest first, with its state."""
    from service.oversight.findings import findings_of

    store = ready_store()
    days = (possible(one).date() if one else None for one in (since, until))
    show(_rows(findings_of(who(), store, day_of(store, None), *days)))


@app.command("matrix")
def matrix(since: From = None, until: Until = None) -> None:
    """Show open of all findings, township by area of work."""
    from service.oversight.matrix import oversight_matrix

    store = ready_store()
    days = (possible(one).date() if one else None for one in (since, until))
    found = oversight_matrix(who(), store, day_of(store, None), *days)
    rows = [
        {"unit_code": code, "unit": name, "total": told(found.of(code))}
        | {key: told(found.of(code, key)) for key in found.areas}
        for code, name in found.units.items()
    ]
    show({"areas": found.areas, "units": rows, "unassigned": list(found.unassigned)})


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    from data.rows import records

    return [{name: told(value) for name, value in row.items()} for row in records(frame)]
