"""Campaigns: begun, notices and sums of opinions noted, how far they are, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from commands.output import (
    DAY_FORMATS,
    day_of,
    leaving,
    possible,
    ready_store,
    refuse_nowhere,
    show,
)
from commands.viewer import who
from service.clock import now

app = typer.Typer(help="Campaigns: households reached within some days.", no_args_is_help=True)

Day = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS)]
Code = Annotated[str, typer.Argument(help="Code of the campaign.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    purpose: Annotated[str, typer.Option(help="What it is for.")],
    since: Annotated[datetime, typer.Option("--from", formats=DAY_FORMATS, help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=DAY_FORMATS, help="Last day.")],
    area: Annotated[
        list[str] | None, typer.Option(help="A unit or grid, as often as wanted; else all.")
    ] = None,
    question: Annotated[str | None, typer.Option(help="One question that is asked.")] = None,
    answer: Annotated[list[str] | None, typer.Option(help="A given answer, in order.")] = None,
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Count the households and begin nothing.")
    ] = False,
) -> None:
    """Begin a campaign, and say how many households it means, per working day and per list."""
    from casework.visit import PlanKind
    from service.campaigns.preview import preview
    from service.visits.plans import NewPlan, plan_visits

    store = ready_store()
    first, until = possible(since).date(), possible(last).date() + timedelta(days=1)
    areas = tuple(area or ())
    found = preview(who(), store, areas, first, until)
    told = {
        "households": found.households,
        "days": found.days,
        "per_day": round(found.per_day, 1),
        "lists": found.load.to_dict("records"),
    }
    if not is_dry:
        plan = NewPlan(
            name,
            purpose,
            first,
            until,
            PlanKind.CAMPAIGN,
            area_codes=areas,
            question=question,
            options=tuple(answer or ()),
        )
        told = {"code": plan_visits(who(), store, plan, now()).code} | told
    show(told)


@app.command()
def notices(
    code: Code,
    area: Annotated[str, typer.Option(help="Code of the grid or unit.")],
    address: Annotated[str, typer.Option(help="How the address begins: a building.")] = "",
    on: Day = None,
    is_dry: Annotated[bool, typer.Option("--dry-run", help="List them and note nothing.")] = False,
) -> None:
    """Note that the notice reached all homes of a grid or building; again adds nothing."""
    from service.campaigns.notices import deliver_notice, homes_for_notice

    store = ready_store()
    day = day_of(store, on)
    found = homes_for_notice(who(), store, code, area, address, day)
    if is_dry:
        show({"households": len(found.codes), "addresses": list(found.addresses)})
        return
    done = deliver_notice(who(), store, code, found.codes, day, now())
    show({"households": len(found.codes), "added": done.added, "had_it": done.had_it})


@app.command()
def opinions(
    code: Code,
    community: Annotated[str, typer.Argument(help="Code of the community.")],
    said: Annotated[
        list[str] | None, typer.Option(help="answer=number, as often as there are answers.")
    ] = None,
) -> None:
    """Add answers to the sums of a community: no household, no worker, no day is kept."""
    from service.campaigns.opinions import add_opinions

    store = ready_store()
    numbers = dict(_number(one) for one in said or ())
    show({"added": add_opinions(who(), store, code, community, numbers, now())})


@app.command()
def progress(
    code: Annotated[str | None, typer.Argument(help="Of the campaign; else a list of all.")] = None,
    on: Day = None,
    out: Annotated[
        Path | None, typer.Option(help="Write what may go outside: .csv, .xlsx.")
    ] = None,
) -> None:
    """Show how far a campaign is, by community, and what people answered once it is over."""
    from service.campaigns.asking import all_campaigns
    from service.campaigns.outside import export_campaign
    from service.campaigns.plain_values import campaign_json, progress_json

    store = ready_store()
    day = day_of(store, on)
    if code is None:
        show([campaign_json(one) for one in all_campaigns(who(), store)])
    elif out is not None:
        refuse_nowhere(out)
        with leaving(out, "campaign", code) as place:
            count = export_campaign(who(), store, code, day, place, now())
        typer.echo(f"{count} -> {out}", err=True)
    else:
        show(progress_json(who(), store, code, day, now()))


@app.command()
def end(code: Code, on: Day = None) -> None:
    """End a campaign from a day on (today), the first on which it counts no more."""
    from service.campaigns.plain_values import campaign_json
    from service.visits.plans import end_plan

    store = ready_store()
    show(campaign_json(end_plan(who(), store, code, day_of(store, on), now())))


def _number(said: str) -> tuple[str, int]:
    from service.errors import ServiceError

    answer, sign, number = said.rpartition("=")
    if not sign or not number.strip().isdecimal():
        raise ServiceError("{seen} is no answer with a number: write it as answer=12.", seen=said)
    return answer, int(number)
