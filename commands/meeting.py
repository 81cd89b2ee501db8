"""Meetings: planned, their agenda, what is decided and came of it, marked cases, the minutes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from commands.output import DAY_FORMATS, day_of, leaving, possible, ready_store, show, write_out
from commands.viewer import who
from data.store import Store
from service.clock import now
from service.errors import ServiceError

app = typer.Typer(help="Meetings: agenda, decisions, minutes, marked cases.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Code of the meeting.")]
Day = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS)]
On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
Area = Annotated[str | None, typer.Option(help="Code of a unit; else the whole district.")]
Mark = Annotated[Literal["key", "hot", "hard"], typer.Argument(help="重点, 热点 or 难点.")]
Case = Annotated[str, typer.Argument(help="Number of the case.")]
Reason = Annotated[str, typer.Option(help="Of the matter, not of a person.")]
Version = Annotated[
    int | None, typer.Option(help="As `meeting list` shows it: refused when it has changed.")
]


@app.command("list")
def list_meetings() -> None:
    """Show the meetings, the latest first."""
    from data.rows import records
    from service.meetings.planning import meetings_of

    show(records(meetings_of(who(), ready_store()).drop(columns=["id", "minutes"])))


@app.command()
def plan(
    name: Annotated[str, typer.Argument(help="What the meeting is called.")],
    on: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="The day it is held.")],
    kind: Annotated[
        Literal["dispatch", "review", "joint"], typer.Option(help="调度会, 研判会 or 联席会议.")
    ] = "dispatch",
    place: Annotated[str | None, typer.Option(help="Where it is held.")] = None,
    area: Area = None,
    pack: Annotated[str | None, typer.Option(help="Code of the review pack.")] = None,
    unit: Annotated[list[str] | None, typer.Option(help="A unit invited; repeat it.")] = None,
) -> None:
    """Plan a meeting; its agenda is proposed."""
    from service.meetings.planning import NewMeeting, plan_meeting

    store = ready_store()
    day, units = possible(on).date(), tuple(unit or ())
    code = plan_meeting(who(), store, NewMeeting(name, kind, day, place, area, pack, units), now())
    show({"code": code})


@app.command()
def agenda(
    code: Code,
    propose: Annotated[bool, typer.Option("--propose", help="Add what is proposed.")] = False,
    move: Annotated[int | None, typer.Option(help="Number of an item.")] = None,
    to: Annotated[int | None, typer.Option(help="Its new place, from 1.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Its minutes.")] = None,
    drop: Annotated[int | None, typer.Option(help="Number of an item to take off.")] = None,
    version: Version = None,
) -> None:
    """Show the agenda of a meeting, or change it."""
    from data.rows import records
    from service.meetings.agenda import agenda_of
    from service.meetings.ordering import set_in_order, take_off
    from service.meetings.proposing import propose_agenda

    store = ready_store()
    seen = _version(store, code, version)
    if propose:
        propose_agenda(who(), store, code, seen, now())
    elif move is not None:
        set_in_order(who(), store, code, seen, move, now(), position=to, minutes=minutes)
    elif drop is not None:
        take_off(who(), store, code, seen, drop, now())
    found = agenda_of(who(), store, code, now())
    items = [
        {
            "item": one.id, "position": one.position, "kind": one.kind.value,
            "title": one.titles["zh"], "minutes": one.minutes, "case": one.case_code,
            "flags": [flag.value for flag in one.flags], "reasons": one.reasons,
            "slide": one.slide,
            "outcome": one.outcome,
        }
        for one in found.items
    ]  # fmt: skip
    carried = records(found.carried.drop(columns=["id", "meeting_id", "item_id"]))
    show({"version": found.meeting.version, "items": items, "carried": carried})


@app.command()
def add(
    code: Code,
    topic: Annotated[str | None, typer.Option(help="In a few words.")] = None,
    case: Annotated[str | None, typer.Option(help="Number of a case.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Minutes it is given.")] = None,
    version: Version = None,
) -> None:
    """Add a topic or a case to the end of the agenda."""
    from service.meetings.ordering import add_case_item, add_topic

    store = ready_store()
    seen = _version(store, code, version)
    if (topic is None) == (case is None):
        raise ServiceError("An item is a topic or a case: give --topic or --case.")
    if topic is not None:
        made = add_topic(who(), store, code, seen, topic, now(), minutes)
    else:
        made = add_case_item(who(), store, code, seen, str(case), now(), minutes)
    show({"item": made})


@app.command()
def decide(
    code: Code,
    text: Annotated[str, typer.Argument(help="What was decided.")],
    unit: Annotated[str, typer.Option(help="Code of the unit whose it is.")],
    due_on: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Until when.")],
    item: Annotated[int | None, typer.Option(help="Number of the agenda item.")] = None,
    case: Annotated[str | None, typer.Option(help="Number of a case it is about.")] = None,
    area: Area = None,
) -> None:
    """Write down what a meeting decided."""
    from service.meetings.deciding import NewDecision
    from service.meetings.deciding import decide as write_down

    new = NewDecision(code, text, unit, possible(due_on).date(), item, case, area)
    show({"code": write_down(who(), ready_store(), new, now())})


@app.command()
def report(
    code: Annotated[str, typer.Argument(help="Code of the decision.")],
    kind: Annotated[
        Literal["progress", "done", "due_changed", "dropped", "reopened"],
        typer.Argument(help="What is told."),
    ],
    text: Annotated[str, typer.Argument(help="What was done, or why.")],
    percent: Annotated[int | None, typer.Option(help="With progress: 0 to 100.")] = None,
    due_on: Day = None,
    on: On = None,
    meeting: Annotated[str | None, typer.Option(help="At which it was told.")] = None,
) -> None:
    """Tell what came of a decision."""
    from data.rows import records
    from service.meetings.decisions import decision_history
    from service.meetings.reporting import report as tell

    store = ready_store()
    due = possible(due_on).date() if due_on else None
    day = day_of(store, on)
    tell(who(), store, code, kind, text, now(), percent, due, day, meeting=meeting)
    show(records(decision_history(who(), store, code)))


@app.command()
def decisions(
    on: On = None,
    area: Area = None,
    unit: Annotated[str | None, typer.Option(help="Code of the owner unit.")] = None,
    out: Annotated[Path | None, typer.Option(help="A .csv or .xlsx file.")] = None,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the file.")] = "zh",
) -> None:
    """Show the decisions as they stood on a day, with how many are done and overdue."""
    from data.rows import records
    from data.writers.files import write_table
    from service.meetings.decision_table import decision_table
    from service.meetings.decisions import decision_counts, decisions_of

    store = ready_store()
    frame = decisions_of(who(), store, day_of(store, on), area, unit)
    if out is not None:
        with leaving(out, "decisions") as place:
            write_table(place, decision_table(who(), store, frame, language))
        return
    rows = records(frame.drop(columns=["id", "meeting_id", "item_id"]))
    show({**vars(decision_counts(frame)), "decisions": rows})


@app.command()
def flag(case: Case, mark: Mark, reason: Reason) -> None:
    """Mark a case for a meeting."""
    from service.meetings.flags import flag_case

    flag_case(who(), ready_store(), case, mark, reason, now())
    show({"case": case, "flag": mark})


@app.command()
def unflag(case: Case, mark: Mark, reason: Reason) -> None:
    """End a mark of a case; that it had one stays on record."""
    from service.meetings.flags import unflag_case

    unflag_case(who(), ready_store(), case, mark, reason, now())
    show({"case": case, "flag": mark, "ended": True})


@app.command()
def flagged(on: On = None, area: Area = None) -> None:
    """Show the marked cases as of a day."""
    from data.rows import records
    from service.meetings.flags import flagged as marked

    store = ready_store()
    show(records(marked(who(), store, day_of(store, on), area)))


@app.command()
def attendance(
    code: Code,
    said: Annotated[
        list[str], typer.Argument(help="UNIT=present, excused, absent or invited; more of them.")
    ],
    version: Version = None,
) -> None:
    """Keep which units were represented; no person is named."""
    from data.rows import records
    from service.meetings.minutes import attendance_of, keep_presence

    store = ready_store()
    states: dict[str, str | None] = dict(_pair(one) for one in said)
    keep_presence(who(), store, code, _version(store, code, version), states, now())
    show(records(attendance_of(who(), store, code)))


@app.command()
def minutes(
    code: Code,
    text: Annotated[str | None, typer.Option(help="Written as minutes; added once held.")] = None,
    item: Annotated[int | None, typer.Option(help="The text is the outcome of an item.")] = None,
    held: Annotated[bool, typer.Option("--held", help="The meeting took place.")] = False,
    out: Annotated[Path | None, typer.Option(help="The .html file to write.")] = None,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the file.")] = "zh",
    version: Version = None,
) -> None:
    """Write minutes or an outcome, note that a meeting was held, print the minutes."""
    from service.meetings.minutes import write_minutes, write_outcome
    from service.meetings.minutes_page import minutes_html
    from service.meetings.planning import hold_meeting

    store = ready_store()
    if text is not None and item is not None:
        write_outcome(who(), store, code, _version(store, code, version), item, text, now())
    elif text is not None:
        write_minutes(who(), store, code, _version(store, code, version), text, now())
    if held:
        seen = version if text is None else None
        hold_meeting(who(), store, code, _version(store, code, seen), now())
    if out is not None:
        write_out(out, minutes_html(who(), store, code, now(), language), "minutes", code)


def _version(store: Store, code: str, said: int | None) -> int:
    """Return the version that was seen, else the one it now is."""
    from service.meetings.planning import meeting_of

    return said if said is not None else meeting_of(who(), store, code).version


def _pair(said: str) -> tuple[str, str]:
    unit, _equals, state = said.rpartition("=")
    if not unit:
        raise ServiceError("A unit is told as UNIT=present; this was given: {seen}.", seen=said)
    return unit, state
