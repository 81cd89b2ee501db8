"""Home visits: plans, visits, to-do lists and how far they are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casework.request import Wish
from casework.visit import DayPart, Every, PlanKind, VisitResult
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
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(
    help="Home visits: plans, visits, to-do lists and how far they are.", no_args_is_help=True
)

On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
Plan = Annotated[str, typer.Argument(metavar="PLAN", help="Code of the plan.")]
Out = Annotated[Path | None, typer.Option(help="Write a table, such as a CSV file, instead.")]


@app.command("plan")
def make_plan(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    purpose: Annotated[str, typer.Option(help="What for, in a few words.")],
    since: Annotated[datetime, typer.Option("--from", formats=DAY_FORMATS, help="First day.")],
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAY_FORMATS, help="First day that no longer counts."),
    ] = None,
    kind: Annotated[PlanKind, typer.Option(help="A campaign counts its own visits.")] = (
        PlanKind.STANDING
    ),
    every: Annotated[Every | None, typer.Option(help="Every household once in each.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Unit or grid whose households are meant.")
    ] = None,
) -> None:
    """Make a plan: which households are met, by when, how often."""
    from service.visits.plans import NewPlan, plan_visits

    end = possible(until).date() if until else None
    new = NewPlan(name, purpose, possible(since).date(), end, kind, every, tuple(area or ()))
    show(told(plan_visits(who(), ready_store(), new, now())))


@app.command("plans")
def list_plans() -> None:
    """Show all plans."""
    from service.visits.plans import plans_of

    show(told(plans_of(who(), ready_store())))


@app.command("end")
def end_plan(code: Plan, on: On = None) -> None:
    """End a plan: from this day on it counts no more."""
    from service.visits.plans import end_plan as act

    store = ready_store()
    show(told(act(who(), store, code, day_of(store, on), now())))


@app.command("record")
def record_visit(
    household: Annotated[str, typer.Argument(help="Code of the household.")],
    result: Annotated[VisitResult, typer.Argument(help="What became of it.")],
    worker: Annotated[str, typer.Option(help="Code of the worker who was there.")],
    part: Annotated[DayPart, typer.Option(help="Part of the day.")] = DayPart.MORNING,
    on: On = None,
    uid: Annotated[
        str | None, typer.Option(help="Its mark; sent again, nothing is added. Else a new one.")
    ] = None,
    need: Annotated[list[Wish] | None, typer.Option(help="With consent only.")] = None,
    consent: Annotated[bool, typer.Option("--consent", help="To keep the needs.")] = False,
    note: Annotated[str | None, typer.Option(help="A note.")] = None,
    case: Annotated[str | None, typer.Option(help="Make a case of these words.")] = None,
    campaign: Annotated[list[str] | None, typer.Option(help="Made for this campaign.")] = None,
) -> None:
    """Write a visit down, once."""
    from uuid import uuid4

    from service.visits.recording import record_visit as act
    from service.visits.visit import NewVisit

    store = ready_store()
    new = NewVisit(
        uid or uuid4().hex,
        household,
        worker,
        day_of(store, on),
        part,
        result,
        needs=tuple(need or ()),
        has_consent=consent,
        note=note,
        case_text=case,
        campaigns=tuple(campaign or ()),
    )
    show(told(act(who(), store, new, now())))


@app.command("void")
def void_visit(
    uid: Annotated[str, typer.Argument(help="Mark of the visit.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words.")],
) -> None:
    """Withdraw a visit that was written down wrongly."""
    from service.visits.recording import void_visit as act

    show(told(act(who(), ready_store(), uid, reason, now())))


@app.command("move-in")
def move_in(
    household: Annotated[str, typer.Argument(help="Code of the household.")], on: On = None
) -> None:
    """Enter that an empty home is lived in again."""
    from service.visits.moving import move_in as act

    store = ready_store()
    show({"moved_in": act(who(), store, household, day_of(store, on), now())})


@app.command("to-do")
def show_to_do(
    plan: Annotated[str | None, typer.Option(help="Else all that run on the day.")] = None,
    worker: Annotated[str | None, typer.Option(help="Code of a worker; else of all.")] = None,
    list_of: Annotated[
        Literal["worker", "nobody", "no_grid"] | None,
        typer.Option("--list", help="Of workers, of nobody, or in no grid."),
    ] = None,
    on: On = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many.")] = None,
    counts: Annotated[bool, typer.Option("--counts", help="Only how many on each list.")] = False,
    out: Out = None,
) -> None:
    """Show whom somebody still has to visit, in the order in which to go."""
    from service.visits.to_do import to_do, to_do_counts

    store = ready_store()
    day = day_of(store, on)
    if counts:
        _deliver(to_do_counts(who(), store, plan, day), out)
        return
    found = to_do(who(), store, plan, day, worker, limit=limit, owner=list_of)
    _deliver(found.frame, out)


@app.command("coverage")
def show_coverage(
    plan: Plan,
    by: Annotated[
        Literal["grid", "community", "street", "county"], typer.Option(help="One row for each.")
    ] = "community",
    area: Annotated[str | None, typer.Option(help="Within this unit.")] = None,
    on: On = None,
    out: Out = None,
) -> None:
    """Show how many households were met, of those that are lived in."""
    from service.visits.coverage import visit_coverage

    store = ready_store()
    _deliver(visit_coverage(who(), store, plan, day_of(store, on), by, area), out)


@app.command("import")
def take_list(
    file: Annotated[Path, typer.Argument(help="A table: household, day, result.")],
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Which column holds it, as role=COLUMN, repeatable.")
    ] = None,
) -> None:
    """Take a list of visits in: exit 0 when rows went in or were known, 2 when none was."""
    from service.intake.options import columns_said
    from service.intake.report import issue_as_json
    from service.visits.list_taking import take_list as act

    said = columns_said(column or [])
    taken = act(who(), ready_store(), file, now(), said, sheet)
    counts = {name: getattr(taken, name) for name in ("rows", "added", "known", "refused")}
    show(counts | {"issues": [issue_as_json(issue) for issue in taken.issues]})
    if not taken.added + taken.known:
        raise typer.Exit(2)


def _deliver(frame: pd.DataFrame, out: Path | None) -> None:
    from data.rows import records
    from data.writers.files import write_table

    if out is None:
        show([{name: told(value) for name, value in row.items()} for row in records(frame)])
        return
    refuse_nowhere(out)
    plain = {"plans": " ".join, "next_reason": lambda one: told(one) or ""}
    changed = {name: frame[name].map(how) for name, how in plain.items() if name in frame}
    with leaving(out, "visit_list") as place:
        write_table(place, frame.assign(**changed))
