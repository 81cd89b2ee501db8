"""Units and grids reorganised: looked at, decided, written out, proposed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.output import (
    DAY_FORMATS,
    day_of,
    leaving,
    possible,
    ready_store,
    refuse_nowhere,
    show,
    told,
    write_out,
)
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    from data.order_store import OpenCases
    from service.reorganise.plan import ReorganisationPlan
    from service.reorganise.preview import Preview

app = typer.Typer(
    help="Reorganise units and grids: move, merge, split, extract from a day on.",
    no_args_is_help=True,
)

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan that was written.")]
Out = Annotated[Path, typer.Option(help="Where it is written.")]


@app.command()
def preview(plan: PlanFile) -> None:
    """Show what a plan would come to, as JSON; nothing is written."""
    from service.reorganise.preview import preview as look

    show(_told(look(who(), ready_store(), _read(plan), now())))


@app.command()
def apply(
    plan: PlanFile,
    since: Annotated[datetime, typer.Option("--from", formats=DAY_FORMATS, help="The first day.")],
    order: Annotated[str, typer.Option(help="Number of the order.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    approved_by: Annotated[
        str | None, typer.Option(help="Who decided; else whoever runs this.")
    ] = None,
    open_cases: Annotated[
        Literal["keep", "hand-over"], typer.Option(help="What becomes of the open cases.")
    ] = "keep",
) -> None:
    """Put a plan in force from a day on: all of it, or nothing."""
    from dataclasses import replace

    from service.plans.order_paper import OrderPaper
    from service.reorganisation import approve_reorganisation

    asked = _read(plan)
    day = possible(since).date()
    cases: OpenCases = "keep" if open_cases == "keep" else "hand_over"
    paper = OrderPaper(order, day, reason, approved_by or who().name, cases)
    done = approve_reorganisation(who(), ready_store(), replace(asked, on=day), paper, now())
    show(told(done))


@app.command()
def crosswalk(
    out: Out, order: Annotated[str | None, typer.Option(help="Of one order; else of all.")] = None
) -> None:
    """Write which code became which, by the file's ending."""
    from service.reorganise.files import write_crosswalk_file

    store = ready_store()
    with leaving(out, "plan", order) as place:
        count = write_crosswalk_file(who(), store, place, order)
    typer.echo(f"{count} rows -> {out}", err=True)


@app.command("propose-merge")
def propose_merge(
    out: Out,
    into: Annotated[int, typer.Option(help="How many there are to be.")],
    level: Annotated[
        Literal["community", "street", "county"], typer.Option(help="What is merged.")
    ] = "community",
    within: Annotated[str | None, typer.Option(help="Only below this unit, by its code.")] = None,
    across: Annotated[
        bool, typer.Option("--across", help="A new unit may reach over two units above.")
    ] = False,
    seconds: Annotated[float, typer.Option(help="Time for evening out the sizes.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed searches the same way.")] = 1,
    on: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="From which day; else today.")
    ] = None,
) -> None:
    """Propose to merge neighbours into fewer units of moderate size, and write the plan."""
    from service.reorganise.merging import MergeAsk, merge_proposal
    from service.reorganise.plan import plan_to_json

    refuse_nowhere(out)  # before the search, not after it
    store = ready_store()
    ask = MergeAsk(
        day_of(store, on),
        into,
        level,
        within,
        keeps_parents=not across,
        seconds=seconds,
        seed=seed,
    )
    found = merge_proposal(who(), store, ask, now())
    write_out(out, plan_to_json(found.plan) + "\n", "plan")
    units = found.units
    show(
        {
            "units": len(units),
            "operations": len(found.plan.operations),
            "max_over_mean": round(found.max_over_mean, 4),
            "bound": round(found.bound, 4),
            "households": [int(units["households"].min()), int(units["households"].max())],
            "in_pieces": int((units["pieces"] > 1).sum()),
            "compactness": round(float(units["compactness"].mean()), 3),
            "seconds": round(found.seconds, 2),
        }
    )


def _read(path: Path) -> ReorganisationPlan:
    from service.reorganise.plan import plan_from_json

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(
            "The plan {path} cannot be read: name a file that was written as a plan.",
            path=str(path),
        ) from error
    return plan_from_json(text)


def _told(seen: Preview) -> dict[str, Any]:
    changed = seen.crosswalk.loc[seen.crosswalk["kind"] != "same"]
    return {
        "on": seen.plan.on.isoformat(),
        "totals": told(
            [
                {"what": str(what), "before": before, "after": after}
                for what, before, after in seen.totals.itertuples(index=False)
            ]
        ),
        "differences": told(seen.differences),
        "remarks": told(seen.remarks),
        "findings": [one.as_json() for one in seen.findings],
        "crosswalk": changed.to_dict("records"),
        "unchanged": int(len(seen.crosswalk) - len(changed)),
        "duty": seen.duty.to_dict("records"),
    }
