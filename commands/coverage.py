"""Who covers what: proposals, and what a plan means."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands import coverage_acts
from commands.output import (
    DAY_FORMATS,
    day_of,
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
    from casework.plan import CoveragePlan
    from geo.balance import Found

app = typer.Typer(help="Who covers what: plans, proposals, orders.", no_args_is_help=True)
app.add_typer(coverage_acts.app)

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan that was written.")]
Kind = Literal["balance", "open", "close", "cover", "split"]
Codes = list[str] | None


@app.callback()
def _only_names() -> None:
    """Keep the commands under their own name, however few there are."""


@app.command()
def propose(  # noqa: PLR0913 - the options are the contract
    out: Annotated[Path, typer.Option(metavar="PLAN.json", help="Where the plan is written.")],
    kind: Annotated[Kind, typer.Option(help="What is proposed.")] = "balance",
    workers: Annotated[
        Codes, typer.Option(help="Codes of those it is about, W1,W2; none for all.")
    ] = None,
    into: Annotated[Codes, typer.Option(help="Codes of those who give to or take from.")] = None,
    max_moved: Annotated[
        str | None, typer.Option(metavar="SHARE", help="At most so many grids change hands: 15%.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="Time limit; the best found counts.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed searches the same way.")] = 1,
    keep_communities: Annotated[
        bool, typer.Option("--keep-communities", help="Nobody gets grids of a new community.")
    ] = False,
    on: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="From which day; else today.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(help="A plan to begin from, with its locks and its day.")
    ] = None,
) -> None:
    """Propose a plan, write it, and show what it means; nothing is decided by it."""
    from casework.plan import CoveragePlan
    from service.plans.plan_figures import figures_of
    from service.plans.plan_json import plan_to_json
    from service.plans.proposing import Ask, propose_plan

    refuse_nowhere(out)  # before the search, not after it
    store = ready_store()
    begin = _read(plan) if plan else CoveragePlan(day_of(store, on))
    ask = Ask(
        kind=kind,
        workers=_codes(workers),
        max_moved=_share(max_moved),
        keeps_communities=keep_communities,
        seconds=seconds,
        seed=seed,
        into=_codes(into),
    )
    found = propose_plan(who(), store, begin, ask, now(), _watch)
    figures = figures_of(found.measures_after) | {
        "bound": round(found.proposal.bound, 4),
        "is_proven": found.proposal.is_proven,
        "seconds": round(found.proposal.seconds, 2),
        "before": figures_of(found.measures_before),
    }
    write_out(out, plan_to_json(found.plan, measures=figures), "plan")
    show(figures | {"changes": len(found.plan.changes), "sentences": told(found.sentences)})


@app.command("show")
def show_plan(file: PlanFile) -> None:
    """Show what a plan means for the district and for every worker's area, as JSON."""
    from service.plans.plan_figures import plan_figures

    show(plan_figures(who(), ready_store(), _read(file), now()))


def _read(file: Path) -> CoveragePlan:
    from service.plans.plan_files import plan_from_file

    return plan_from_file(file)


def _codes(said: list[str] | None) -> tuple[str, ...]:
    """Return codes given one by one or in a row with commas."""
    parts = [code.strip() for one in said or [] for code in one.replace("，", ",").split(",")]
    return tuple(code for code in parts if code)


def _share(said: str | None) -> float | None:
    """Return a share from 0 to 1 of a text such as 15% or 0.15."""
    if said is None:
        return None
    text = said.strip().replace("％", "%")
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ServiceError(
            "The share {seen} cannot be: write one from 0% to 100%, such as 15% or 0.15.", seen=said
        )
    return share


def _watch(part: float, best: Found) -> None:
    """Show somebody who watches how far the search is and the best so far."""
    if sys.stderr.isatty():
        bar = "#" * round(part * 30)
        line = f"\r[{bar:<30}] {part:4.0%}  max/mean {best.max_over_mean:.3f}"
        typer.echo(line, nl=part >= 1, err=True)
