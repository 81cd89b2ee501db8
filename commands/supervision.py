"""Supervision, sweeps, errands, mediation, referrals, duplicates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from commands.output import possible, ready_store, show
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store

app = typer.Typer(
    help="Supervision, sweeps, errands, mediation, referrals, duplicates.", no_args_is_help=True
)
supervise = typer.Typer(help="Supervision of cases (督查督办).", no_args_is_help=True)
sweep = typer.Typer(help="Sweeps (排查).", no_args_is_help=True)
steps = typer.Typer(help="The checklist of an errand (为民代办).", no_args_is_help=True)
mediate = typer.Typer(help="Mediation in a case (大调解).", no_args_is_help=True)
refer = typer.Typer(help="Referral of a request to an aid programme.", no_args_is_help=True)
duplicates = typer.Typer(help="Cases that may be one matter.", no_args_is_help=True)
app.add_typer(supervise, name="supervise")
app.add_typer(sweep, name="sweep")
app.add_typer(steps, name="steps")
app.add_typer(mediate, name="mediate")
app.add_typer(refer, name="refer")
app.add_typer(duplicates, name="duplicates")

Code = Annotated[str, typer.Argument(help="Number of the case.")]
Name = Annotated[str, typer.Argument(help="Name of the sweep.")]
_DAY = ["%Y-%m-%d"]
_MOMENT = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
DayOrToday = Annotated[datetime | None, typer.Option(formats=_DAY, help="Else today.")]


@supervise.command("open")
def open_supervision(
    code: Code,
    supervisor: Annotated[str, typer.Argument(help="Who follows the case.")],
    reason: Annotated[str, typer.Option(help="Why it is supervised.")],
    due: Annotated[
        datetime | None, typer.Option(formats=_MOMENT, help="By when, in the office's time.")
    ] = None,
    filing_no: Annotated[str | None, typer.Option(help="Else the next of the year.")] = None,
) -> None:
    """Put a supervisor on a case and show the number it is filed under."""
    from service.cases.supervision import open_supervision as act

    store = ready_store()
    due_at = None if due is None else possible(due).replace(tzinfo=_zone(store)).astimezone(UTC)
    number = act(who(), store, code, supervisor, reason, due_at, now(), filing_no=filing_no)
    show({"filing_no": number})


@supervise.command("log")
def log_supervision(
    code: Code, text: Annotated[str, typer.Argument(help="What was seen or asked for.")]
) -> None:
    """Leave a supervisor's note in the ledger of a case."""
    from service.cases.supervision import log_supervision as act

    act(who(), ready_store(), code, text, now())


@supervise.command("end")
def end_supervision(
    code: Code, outcome: Annotated[str, typer.Argument(help="What came of it.")]
) -> None:
    """End the supervision of a case."""
    from service.cases.supervision import end_supervision as act

    act(who(), ready_store(), code, outcome, now())


@supervise.command("list")
def list_supervisions() -> None:
    """Show all supervisions, overdue ones first, and how many ended on time of those due."""
    from service.cases.supervision import on_time, supervisions_now

    frame = supervisions_now(who(), ready_store(), now())
    show({"on_time": str(on_time(frame)), "supervisions": _rows(frame)})


@sweep.command("open")
def open_sweep(
    name: Name,
    owner: Annotated[str, typer.Argument(help="Who settles what is found.")],
    cut_off: Annotated[
        datetime, typer.Option(formats=_DAY, help="Last day of report that counts.")
    ],
    deadline: Annotated[datetime, typer.Option(formats=_DAY, help="Last day for settling.")],
) -> None:
    """Open a sweep of what was reported up to a day."""
    from service.cases.sweeps import open_sweep as act

    days = (possible(cut_off).date(), possible(deadline).date())
    made = act(who(), ready_store(), name, days[0], owner, days[1], now())
    show(vars(made))


@sweep.command("add")
def add_to_sweep(
    name: Name, codes: Annotated[list[str], typer.Argument(help="Numbers of cases.")]
) -> None:
    """Put cases into a sweep: exit 2 when none of them is in it now."""
    from service.cases.sweeps import add_cases
    from service.language import both

    report = add_cases(who(), ready_store(), name, codes, now())
    refused = [{"code": code, "reason": both(reason)} for code, reason in report.refused]
    show({"added": report.added, "there": report.there, "refused": refused})
    if not report.added and not report.there:
        raise typer.Exit(2)


@sweep.command("end")
def end_sweep(name: Name) -> None:
    """End a sweep; its closing table then stands."""
    from service.cases.sweeps import end_sweep as act

    show(vars(act(who(), ready_store(), name, now())))


@sweep.command("table")
def show_sweep(name: Name) -> None:
    """Show the closing table of a sweep; the last row sums the ones above."""
    from service.cases.sweeps import sweep_table

    show(_rows(sweep_table(who(), ready_store(), name, now())))


@steps.command("set")
def set_steps(
    code: Code, texts: Annotated[list[str], typer.Argument(help="The steps, in their order.")]
) -> None:
    """Give an errand its steps; a step that stays keeps its check."""
    from service.cases.errands import set_steps as act

    show([vars(step) for step in act(who(), ready_store(), code, texts, now())])


@steps.command("check")
def check_step(
    code: Code,
    position: Annotated[int, typer.Argument(help="Which step, counted from 1.")],
    by: Annotated[str | None, typer.Option(help="Who did it.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="It is still to do after all.")] = False,
) -> None:
    """Mark a step of an errand as done, or as still to do."""
    from service.cases.errands import check_step as check
    from service.cases.errands import uncheck_step

    store = ready_store()
    if undo:
        done = uncheck_step(who(), store, code, position, now())
    else:
        done = check(who(), store, code, position, by or who().name, now())
    show([vars(step) for step in done])


@mediate.command("open")
def open_mediation(
    code: Code, mediator: Annotated[str, typer.Argument(help="Who mediates.")]
) -> None:
    """Put a mediator on a case of a category that is for mediation."""
    from service.cases.mediation import open_mediation as act

    act(who(), ready_store(), code, mediator, now())


@mediate.command("end")
def end_mediation(code: Code, outcome: Literal["agreed", "not_agreed", "withdrawn"]) -> None:
    """End the mediation in a case."""
    from service.cases.mediation import end_mediation as act

    act(who(), ready_store(), code, outcome, now())


@refer.command("open")
def open_referral(
    code: Code,
    programme: Annotated[str, typer.Argument(help="The aid programme.")],
    on: DayOrToday = None,
) -> None:
    """Record that a request was passed to an aid programme, and show the referral's number."""
    from service.cases.referrals import refer as act

    store = ready_store()
    show({"referral": act(who(), store, code, programme, _day(store, on), now())})


@refer.command("end")
def end_referral(
    code: Code,
    number: Annotated[int, typer.Argument(help="Number of the referral.")],
    outcome: Literal["granted", "declined", "withdrawn"],
    on: DayOrToday = None,
) -> None:
    """Record what an aid programme answered."""
    from service.cases.referrals import end_referral as act

    store = ready_store()
    act(who(), store, code, number, outcome, _day(store, on), now())


@duplicates.command("list")
def list_duplicates(
    limit: Annotated[int, typer.Option(help="At most so many pairs.")] = 50,
) -> None:
    """Show pairs of open cases that may be one matter, the likest first; nothing is changed."""
    from service.cases.duplicates import duplicate_pairs
    from service.language import both

    rows = _rows(duplicate_pairs(who(), ready_store(), now(), limit))
    show([row | {"sentence": both(row["sentence"])} for row in rows])


@duplicates.command("merge")
def merge_duplicates(
    code: Code,
    into: Annotated[str, typer.Argument(help="Number of the case that stands for both.")],
    version: Annotated[int, typer.Option(help="Of the first, as the list showed it.")],
    into_version: Annotated[int, typer.Option(help="Of the one that stands.")],
) -> None:
    """Merge a case into another: what a person has looked at, never the program by itself."""
    from service.cases.merging import merge_cases

    standing = merge_cases(who(), ready_store(), code, version, into, into_version, now())
    show(
        {
            "code": standing.code,
            "report_count": standing.report_count,
            "due_at": standing.due_at,
            "version": standing.version,
        }
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    from data.rows import records

    return records(frame)


def _day(store: Store, on: datetime | None) -> date:
    return possible(on).date() if on else now().astimezone(_zone(store)).date()


def _zone(store: Store) -> ZoneInfo:
    from data.settings_store import office_zone

    with store.read() as conn:
        return office_zone(conn)
