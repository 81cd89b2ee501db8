"""Plans saved, approved and carried out; who covers what, in and out of files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from casework.viewer import SYSTEM
from commands.output import (
    DAY_FORMATS,
    day_of,
    leaving,
    possible,
    ready_store,
    show,
    told,
    write_out,
)
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    from data.issues import RowIssue
    from data.order_store import OpenCases
    from service.plans.drafts import Draft

app = typer.Typer(help="Plans saved, approved, carried out; in and out of files.")

PlanFile = Annotated[Path, typer.Argument(help="A plan, as JSON.")]


@app.command("apply")
def approve(
    plan: PlanFile,
    first: Annotated[
        datetime, typer.Option("--from", formats=DAY_FORMATS, help="From which day it holds.")
    ],
    order: Annotated[str, typer.Option(help="Number of the order, used once.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    approved_by: Annotated[
        str | None, typer.Option(help="Who decided; else whoever runs this.")
    ] = None,
    open_cases: Annotated[
        Literal["keep", "hand-over"], typer.Option(help="What becomes of the open cases.")
    ] = "keep",
    draft: Annotated[int | None, typer.Option(help="The draft that it was kept as.")] = None,
) -> None:
    """Approve a plan: all of it in one transaction, or nothing; the past never changes.

    Exit code 2: refused, nothing done; of a plan that starts from what is no longer so, each grid
    is named with who has it, by which order.
    """
    from service.language import both
    from service.plans.approving import approve_plan
    from service.plans.conflict import PlanConflict
    from service.plans.order_paper import OrderPaper
    from service.plans.plan_files import plan_from_file

    asked = plan_from_file(plan)
    cases: OpenCases = "keep" if open_cases == "keep" else "hand_over"
    decided = approved_by or who().name
    paper = OrderPaper(order, possible(first).date(), reason, decided, cases)
    try:
        done = approve_plan(who(), ready_store(), asked, paper, now(), draft_id=draft)
    except PlanConflict as conflict:
        for line in conflict.lines:
            typer.echo(both(line.sentence), err=True)
        raise
    show(told(done))


@app.command()
def drafts() -> None:
    """Show the drafts, the last saved first."""
    from service.plans.drafts import drafts as found

    show([_line(one) for one in found(who(), ready_store())])


@app.command()
def save(
    plan: PlanFile,
    name: Annotated[str, typer.Option(help="Under which others will know it.")],
    draft: Annotated[int | None, typer.Option(help="Number of the draft to replace.")] = None,
    version: Annotated[int | None, typer.Option(help="The version it was made from.")] = None,
) -> None:
    """Keep a plan as a draft; nothing in it is real until it is approved."""
    from dataclasses import replace

    from service.plans.drafts import save_draft
    from service.plans.plan_files import plan_from_file

    asked = replace(plan_from_file(plan), name=name)
    kept = save_draft(who(), ready_store(), asked, now(), draft_id=draft, version=version)
    show(_line(kept))


@app.command()
def carry_out() -> None:
    """Carry out the orders whose day has come: hand cases over, settle units and grids.

    Running it twice changes nothing twice; after a crash it is simply run again.

    Line for cron, after midnight and before the office opens:

    10 0 * * * cd /opt/gege && .venv/bin/python manage.py coverage carry-out >> var/orders.log
    """
    from service.plans.carrying_out import carry_out_due

    show(told(carry_out_due(SYSTEM, ready_store(), now())))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="The file; its ending says how.")],
    on: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="The day; today by default.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(help="Only the grids that this plan changes or locks.")
    ] = None,
) -> None:
    """Write every grid with its worker on a day, or a plan, as CSV, Excel or a map."""
    from service.plans.plan_files import export_coverage, export_plan, plan_from_file

    store = ready_store()
    if plan is not None and on is not None:
        raise ServiceError("A plan has its own day: leave out {option}.", option="--on")
    with leaving(file, "plan") as place:
        if plan is not None:
            count = export_plan(who(), store, plan_from_file(plan), place)
        else:
            count = export_coverage(who(), store, day_of(store, on), place)
    typer.echo(f"{count} rows -> {file}", err=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A table or map of grids and workers.")],
    out: Annotated[Path, typer.Option(help="Where to write the plan, as JSON.")],
    on: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="The day; else as the file says.")
    ] = None,
) -> None:
    """Read a plan that people filled in, and say everything that is wrong with it, by row.

    Exit code 2: no row could be taken, nothing was written.
    """
    from service.plans.plan_files import import_plan, plan_to_json

    day = possible(on).date() if on else None
    read = import_plan(who(), ready_store(), file, now(), day)
    is_taken = read.rows > read.refused
    if is_taken:
        write_out(out, plan_to_json(read.plan), "plan")
    show(
        {
            "rows": read.rows,
            "refused": read.refused,
            "changes": len(read.plan.changes),
            "on": read.plan.on,
            "issues": [_issue(one) for one in read.issues],
        }
    )
    if not is_taken:
        raise typer.Exit(2)


def _line(kept: Draft) -> dict[str, Any]:
    return {
        "draft": kept.id,
        "name": kept.name,
        "version": kept.version,
        "on": kept.plan.on,
        "changes": len(kept.plan.changes),
        "changed_by": kept.changed_by,
        "changed_at": kept.changed_at,
        "order_id": kept.order_id,
    }


def _issue(issue: RowIssue) -> dict[str, Any]:
    from casework.sentence import Sentence
    from service.language import both

    said = both(Sentence(issue.msgid, **issue.params))
    names = ("code", "row", "column", "value", "is_refused")
    return {**{name: getattr(issue, name) for name in names}, "text": said}
