"""Contact points and sessions: who comes when, announced in time; rooms of all units."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from casework.contact_duty import DutyRule
from commands.output import (
    DAY_FORMATS,
    day_of,
    leaving,
    possible,
    ready_store,
    show,
    told,
)
from commands.viewer import who
from service.clock import now

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Contact points and sessions (民情家访、定点联系).", no_args_is_help=True)
duty = typer.Typer(help="Who comes to a contact point how often.", no_args_is_help=True)
app.add_typer(duty, name="duty")

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Day = Annotated[datetime, typer.Argument(formats=DAY_FORMATS)]
On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
From = Annotated[datetime | None, typer.Option("--from", formats=DAY_FORMATS, help="Else today.")]
Until = Annotated[
    datetime | None,
    typer.Option("--to", formats=DAY_FORMATS, help="First day that no longer counts."),
]
Number = Annotated[int, typer.Argument(help="Number of the session, as `calendar` shows it.")]
Duty = Annotated[int, typer.Argument(help="Number of the duty, as `duties` shows it.")]
Version = Annotated[int, typer.Option(help="Of the session, as `calendar` showed it.")]
Starts = Annotated[str | None, typer.Option(help="As announced: 19:00.")]
Place = Annotated[str, typer.Argument(help="Code of the contact point.")]
Holder = Annotated[str, typer.Argument(help="The public office, or who holds it.")]


@app.command("duties")
def list_duties(on: On = None) -> None:
    """Show who comes to which contact point how often."""
    from service.sessions.duties import duties_of

    store = ready_store()
    show(_rows(duties_of(who(), store, day_of(store, on))))


@duty.command("add")
def add_duty(
    holder: Holder,
    place: Place,
    rule: Annotated[Literal["monthly", "weekly"], typer.Option(help="How often.")] = "monthly",
    weekday: Annotated[str | None, typer.Option(help=", ".join(_DAYS))] = None,
    starts: Starts = None,
    since: From = None,
    until: Until = None,
) -> None:
    """Enter who comes to a contact point how often, and show the number of the duty."""
    from service.sessions.duties import NewDuty, enter_duty

    store = ready_store()
    day = _weekday(weekday)
    end = possible(until).date() if until else None
    new = NewDuty(holder, place, DutyRule(rule), day_of(store, since), end, day, starts)
    show({"duty_id": enter_duty(who(), store, new, now())})


@duty.command("end")
def end_duty(
    number: Duty, until: Day, reason: Annotated[str, typer.Option(help="Why, in a few words.")]
) -> None:
    """End a duty on a day; sessions planned for it from that day on are cancelled."""
    from service.sessions.duties import end_duty as act

    fell = act(who(), ready_store(), number, possible(until).date(), reason, now())
    show({"duty_id": number, "cancelled": fell})


@app.command("plan")
def plan(
    on: Day,
    place: Annotated[str | None, typer.Option(help="Code of the contact point.")] = None,
    duty_id: Annotated[int | None, typer.Option("--duty", help="Number of the duty.")] = None,
    starts: Starts = None,
    subject: Annotated[str | None, typer.Option(help="What it is about.")] = None,
) -> None:
    """Plan a session for a duty, or at a contact point."""
    from service.sessions.planning import NewSession, plan_session

    new = NewSession(possible(on).date(), place, duty_id, starts, subject)
    show({"session_id": plan_session(who(), ready_store(), new, now())})


@app.command("series")
def series(number: Duty, since: From = None, until: Until = None) -> None:
    """Plan a session for each turn of a duty that has none, three months ahead by default."""
    from service.sessions.planning import plan_series

    store = ready_store()
    first = day_of(store, since)
    last = possible(until).date() if until else first + timedelta(days=91)
    show(told(plan_series(who(), store, number, first, last, now())))


@app.command("notice")
def notice(
    number: Number,
    version: Annotated[int | None, typer.Option(help="Of the session.")] = None,
    posted: On = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the notice to print, as HTML, instead.")
    ] = None,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the notice.")] = "zh",
) -> None:
    """Note when the notice of a session was posted, or write the notice to print."""
    from service.sessions.holding import post_notice
    from service.sessions.notice import notice_html

    store = ready_store()
    if out is not None:
        page = notice_html(who(), store, number, now(), language)
        with leaving(out, "session_notice", str(number), is_marked=True) as place:
            place.write_text(page, encoding="utf-8")
        return
    day = day_of(store, posted)
    late = post_notice(who(), store, number, version or 0, day, now())
    show({"session_id": number, "posted_on": day, "is_valid": late is None, "told": told(late)})


@app.command("held")
def held(
    number: Number,
    version: Version,
    requests: Annotated[int, typer.Option(help="How many requests were received.")],
    case: Annotated[list[str] | None, typer.Option(help="Number of a case of it.")] = None,
    register: Annotated[list[str] | None, typer.Option(help="A request to register now.")] = None,
) -> None:
    """Note that a session was held, and which cases came of it."""
    from service.cases.drafting import NewCase
    from service.sessions.holding import hold_session

    found = hold_session(
        who(), ready_store(), number, version, requests, now(),
        case_codes=case or (), new_cases=[NewCase(text) for text in register or ()],
    )  # fmt: skip
    show(told(found))


@app.command("cancel")
def cancel(
    number: Number,
    version: Version,
    reason: Annotated[str, typer.Option(help="Why, in a few words.")],
) -> None:
    """Cancel a planned session."""
    from service.sessions.holding import cancel_session

    cancel_session(who(), ready_store(), number, version, reason, now())


@app.command("calendar")
def calendar(since: From = None, until: Until = None) -> None:
    """Show sessions and turns of duty, 31 days ahead by default, and notices still to be posted."""
    from service.sessions.seen import notices_to_post, sessions_of, turns_seen

    store = ready_store()
    first = day_of(store, since)
    last = possible(until).date() if until else first + timedelta(days=31)
    today = day_of(store, None)
    show(
        {
            "sessions": _rows(sessions_of(who(), store, first, last)),
            "turns": _rows(turns_seen(who(), store, first, last, today)),
            "notices_to_post": _rows(notices_to_post(who(), store, today)),
        }
    )


@app.command("figures")
def figures(
    month: Annotated[str | None, typer.Argument(help="A month such as 2026-10.")] = None,
) -> None:
    """Show how many turns were met of those due, and how many notices came in time."""
    from casework.period import Period
    from service.sessions.seen import session_figures

    store = ready_store()
    today = day_of(store, None)
    wanted = Period.holding(Period.parse(month).first) if month else Period.holding(today)
    found = session_figures(who(), store, wanted, today)
    counts = ("month_met", "month_due", "month_open", "year_met", "year_due")
    sums = {name: found.total(name) for name in counts}
    notices = {"notices_valid": found.valid, "sessions_held": found.held}
    show({"month": wanted.key, **sums, **notices, "duties": _rows(found.duties)})


@app.command("rooms")
def rooms(on: On = None) -> None:
    """Show how many units have a contact point in use, and which have none."""
    from service.sessions.coverage import rooms_on

    store = ready_store()
    day = day_of(store, on)
    found = rooms_on(who(), store, day)
    without = _rows(found.without)
    show(
        {"on": day, "level": found.level, "met": found.met, "units": len(found.units)}
        | {"without": without}
    )


def _weekday(said: str | None) -> int | None:
    from service.errors import ServiceError

    if said is None:
        return None
    if said.lower() not in _DAYS:
        raise ServiceError(
            "There is no day of the week {seen}: give one of {known}.",
            seen=said,
            known=", ".join(_DAYS),
        )
    return _DAYS.index(said.lower())


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    from data.rows import records

    return [{name: told(value) for name, value in row.items()} for row in records(frame)]
