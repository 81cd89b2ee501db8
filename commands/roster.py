"""The roster: leave, substitutes, workers in and out, and who was responsible on a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.output import DAY_FORMATS, day_of, possible, ready_store, show, told, write_out
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    import pandas as pd

    from service.plans.order_paper import OrderPaper

app = typer.Typer(help="Who is here, who is away, who stands in.", no_args_is_help=True)
roster = typer.Typer(
    help="Leave, substitutes, vacancies, workers in and out.", no_args_is_help=True
)
worker = typer.Typer(help="Workers in and out, and the capacity of a post.", no_args_is_help=True)
app.add_typer(roster, name="roster")
roster.add_typer(worker, name="worker")

_AHEAD = timedelta(days=30)
Code = Annotated[str, typer.Argument(help="Code of the worker.")]
Number = Annotated[int, typer.Argument(help="Number of the leave, as `roster leaves` shows it.")]
From = Annotated[datetime | None, typer.Option("--from", formats=DAY_FORMATS, help="Else today.")]
Until = Annotated[
    datetime | None,
    typer.Option("--to", formats=DAY_FORMATS, help="First day that no longer counts."),
]
On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
Order = Annotated[str, typer.Option("--order", help="Number of the order.")]
OrderOrNone = Annotated[
    str | None, typer.Option("--order", help="Number of the order, else the next in turn.")
]
Reason = Annotated[str, typer.Option(help="Why, in a few words.")]
ApprovedBy = Annotated[str, typer.Option(help="Who decided.")]


@app.command()
def responsible(
    grid: Annotated[str, typer.Argument(help="Code of the grid.")], on: On = None
) -> None:
    """Say who answers for a grid on a day, why, since when, and by which order."""
    from service.roster.answering import responsible_on

    store = ready_store()
    show(told(responsible_on(who(), store, grid, day_of(store, on))))


@roster.command("vacancies")
def show_vacancies(since: From = None, until: Until = None) -> None:
    """Show the grids without their own worker on the first day, and uncovered grid-days."""
    from service.roster.duty import day_picture, duty_on, vacancies
    from service.roster.uncovered import uncovered_days

    store = ready_store()
    first = day_of(store, since)
    last = possible(until).date() if until else first + _AHEAD
    found = uncovered_days(who(), store, first, last)
    show(
        {
            "on": first,
            "picture": told(day_picture(duty_on(who(), store, first))),
            "vacancies": _rows(vacancies(who(), store, first)),
            "until": last,
            "grid_days": found.grid_days,
            "uncovered_days": found.days,
            "share": found.share,
            "uncovered": _rows(found.frame),
        }
    )


@roster.command("leave")
def enter_leave(
    code: Code,
    since: Annotated[datetime, typer.Option("--from", formats=DAY_FORMATS, help="First day away.")],
    until: Annotated[datetime, typer.Option("--to", formats=DAY_FORMATS, help="Day of return.")],
    order: OrderOrNone = None,
) -> None:
    """Enter that a worker is away; why is not asked."""
    from service.roster.leave_acts import enter_leave as act

    days = (possible(since).date(), possible(until).date())
    show(told(act(who(), ready_store(), code, *days, now(), order_no=order)))


@roster.command("back")
def end_leave(
    number: Number,
    on: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="First day back.")],
    order: OrderOrNone = None,
) -> None:
    """Enter that a worker is back earlier; his substitutes end on that day."""
    from service.roster.leave_acts import end_leave_early as act

    store = ready_store()
    show(told(act(who(), store, number, possible(on).date(), now(), order_no=order)))


@roster.command("leaves")
def list_leaves(since: From = None, until: Until = None) -> None:
    """Show who is away when, and who answers for each grid meanwhile."""
    from service.roster.leaves import leaves_of

    store = ready_store()
    first = day_of(store, since)
    last = possible(until).date() if until else first + _AHEAD
    show(told(leaves_of(who(), store, first, last)))


@roster.command("propose")
def propose_cover(number: Number) -> None:
    """Propose substitutes for a leave: neighbours who are there on all its days."""
    from service.roster.proposing import propose_substitutes

    found = propose_substitutes(who(), ready_store(), number, now())
    show({"substitutes": found.worker_of, "sentences": told(found.sentences)})


@roster.command("cover")
def cover_leave(
    number: Number,
    substitutes: Annotated[
        list[str], typer.Argument(metavar="GRID=WORKER...", help="Who stands in for which grid.")
    ],
    order: Order,
    reason: Reason,
    approved_by: ApprovedBy,
    since: From = None,
    until: Until = None,
) -> None:
    """Post substitutes for the grids of a worker who is away."""
    from service.roster.cover_acts import cover_leave as act

    store = ready_store()
    paper = _paper(order, reason, approved_by, day_of(store, since), until)
    show(told(act(who(), store, number, _pairs(substitutes), paper, now())))


@roster.command("hand-over-list")
def show_hand_over_list(
    code: Annotated[
        str | None, typer.Argument(metavar="[WORKER]", help="Code of the worker.")
    ] = None,
    order: Annotated[str | None, typer.Option("--order", help="Number of an order.")] = None,
) -> None:
    """Show grids, open cases and running clocks of a worker, or those an order moves."""
    from service.roster.handing import hand_over_list

    found = hand_over_list(who(), ready_store(), now(), worker=code, order_no=order)
    show(
        {
            "worker": found.worker,
            "name": found.worker_name,
            "order": told(found.order),
            "grids": _rows(found.grids),
            "cases": _rows(found.cases),
            "clocks": _rows(found.clocks),
            "stand_ins": _rows(found.stand_ins),
        }
    )


@roster.command("sheet")
def write_sheet(
    code: Code,
    out: Annotated[Path, typer.Option(help="The HTML file to write, ready to print.")],
    order: Annotated[str | None, typer.Option("--order", help="Of an order.")] = None,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the sheet.")] = "zh",
) -> None:
    """Write the hand-over sheet of a worker, with its map, as one HTML page to print."""
    from service.roster.sheet import hand_over_html

    text = hand_over_html(who(), ready_store(), code, now(), language, order_no=order)
    write_out(out, text, "hand_over_sheet", code)


@worker.command("list")
def list_workers(on: On = None) -> None:
    """Show who is in service, by code, with the capacity of the post and its grids."""
    from service.roster.workers import workers_on

    store = ready_store()
    show(_rows(workers_on(who(), store, day_of(store, on))))


@worker.command("add")
def add_worker(
    code: Annotated[str, typer.Argument(help="A code that nobody had.")],
    name: str,
    phone: Annotated[str | None, typer.Option(help="Telephone of the post.")] = None,
    capacity: Annotated[float, typer.Option(help="Part of a full post.")] = 1.0,
    since: From = None,
    order: OrderOrNone = None,
) -> None:
    """Enter a worker into service."""
    from service.roster.worker_acts import hire_worker

    store = ready_store()
    first = day_of(store, since)
    number = hire_worker(who(), store, code, name, phone, capacity, first, now(), order_no=order)
    show({"code": code, "order_no": number})


@worker.command("capacity")
def change_capacity(code: Code, capacity: float, order: OrderOrNone = None) -> None:
    """Change the capacity of a worker's post from today on."""
    from service.roster.worker_acts import set_capacity

    number = set_capacity(who(), ready_store(), code, capacity, now(), order_no=order)
    show({"code": code, "capacity": capacity, "order_no": number})


@worker.command("end")
def end_service(
    code: Code,
    last_day: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Last day in service.")],
    order: Order,
    reason: Reason,
    approved_by: ApprovedBy,
) -> None:
    """Enter a worker's last day and show what he leaves."""
    from service.roster.worker_acts import let_go

    last = possible(last_day).date()
    paper = _paper(order, reason, approved_by, last, None)
    show(told(let_go(who(), ready_store(), code, last, paper, now())))


def _paper(
    order: str, reason: str, approved_by: str, on: date, until: datetime | None
) -> OrderPaper:
    from service.plans.order_paper import OrderPaper

    end = possible(until).date() if until else None
    return OrderPaper(order, on, reason, approved_by, until=end)


def _pairs(said: list[str]) -> dict[str, str]:
    found = dict(one.partition("=")[::2] for one in said)
    if len(found) < len(said) or not all(found.values()):
        raise ServiceError(
            "Substitutes are named as GRID=WORKER, each grid once; this was given: {seen}.",
            seen=" ".join(said),
        )
    return found


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    from data.rows import records

    return [{name: told(value) for name, value in row.items()} for row in records(frame)]
