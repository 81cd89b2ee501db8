"""One case: registered, moved, handed over, sent up, told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from casework.contact_consent import Consent
from casework.errors import CaseworkError
from casework.move import FACT_TERMS, Move
from casework.request import Channel, NeedClass, RequestKind, Urgency, Voice, Wish
from casework.tier import Tier
from commands.output import possible, ready_store, show, told, write_out
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    from casework.case import Case
    from data.store import Store

app = typer.Typer(
    help="One case: registered, moved, handed over, sent up, told.", no_args_is_help=True
)

_MOMENT = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%z"]
Code = Annotated[str, typer.Argument(help="Number of the case.")]
Version = Annotated[int, typer.Option("--version", help="As `case show` told it.")]
Why = Annotated[str, typer.Option("--reason", help="Why, in a few words.")]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help=f"Any of {', '.join(FACT_TERMS)}."),
]
ActedBy = Annotated[str | None, typer.Option(help="Who did it, where not the operator.")]
HappenedAt = Annotated[
    datetime | None, typer.Option(formats=_MOMENT, help="When, in the office's time; else now.")
]


@app.command("new")
def register(
    summary: Annotated[str, typer.Argument(help="The request as spoken.")],
    channel: Channel | None = None,
    kind: RequestKind | None = None,
    category: Annotated[str | None, typer.Option(help="Number or name in the catalogue.")] = None,
    urgency: Urgency = Urgency.ORDINARY,
    need: NeedClass | None = None,
    voice: Voice | None = None,
    wish: Wish | None = None,
    address: str | None = None,
    lon: Annotated[float | None, typer.Option(help="CGCS2000, degrees.")] = None,
    lat: Annotated[float | None, typer.Option(help="CGCS2000, degrees.")] = None,
    contact: Annotated[str | None, typer.Option(help="Whom to tell; kept sealed.")] = None,
    contact_consent: Annotated[Consent, typer.Option(help="How it was agreed.")] = Consent.SPOKEN,
    reported_at: HappenedAt = None,
    acted_by: ActedBy = None,
    tier: Annotated[int, typer.Option(min=0, max=3, help="0 council, 1 street, 2 county.")] = 1,
    foresee: Annotated[bool, typer.Option("--foresee", help="Only say what would be.")] = False,
) -> None:
    """Register a case and show its number; everything doubtful is told as a warning."""
    from service.cases.registering import NewCase, foresee_case, register_case

    store = ready_store()
    new = NewCase(
        summary, channel, kind, category, urgency, need, voice, wish, address, lon, lat, contact,
        _moment(store, reported_at), acted_by, Tier(tier), contact_consent,
    )  # fmt: skip
    act = foresee_case if foresee else register_case
    show(told(act(who(), store, new, now())))


@app.command("show")
def show_case(code: Code) -> None:
    """Show everything kept about a case, with its version and the steps possible now."""
    from service.casebook import case_record

    show(told(case_record(who(), ready_store(), code, now())))


@app.command("sheet")
def sheet(
    code: Code,
    file: Annotated[Path, typer.Argument(help="The HTML file to write, ready to print.")],
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the sheet.")] = "zh",
) -> None:
    """Write the case sheet as one HTML page to print."""
    from service.sheet import sheet_html

    text = sheet_html(who(), ready_store(), code, now(), language)
    write_out(file, text, "case_sheet", code)


@app.command("receipt")
def receipt(number: Annotated[str, typer.Argument(help="As it stands on the receipt.")]) -> None:
    """Say where a matter stands, by its number alone: no text, no place, no names."""
    from service.receipt import look_up_receipt

    found = look_up_receipt(who(), ready_store(), number, now())
    if found is None:
        raise ServiceError("There is no number {number}: check every digit.", number=number)
    show(told(found))


@app.command("list")
def list_of_cases(
    saved: Annotated[
        Literal["mine", "due_today", "overdue", "waiting", "supervised"] | None,
        typer.Option(help="A saved filter."),
    ] = None,
    me: Annotated[str | None, typer.Option(help="Code of the worker whose cases are mine.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of an owner or joint unit.")] = None,
    handed_from: Annotated[str | None, typer.Option(help="Worker who handed them over.")] = None,
    status: Annotated[str, typer.Option(help="open, done, overdue, all or a state.")] = "open",
    page: int = 1,
) -> None:
    """Show one page of the cases asked for, overdue ones first."""
    from data.rows import records
    from service.case_query import CaseQuery
    from service.casebook import list_cases
    from service.map_filter import STATUSES, CaseFilter

    if status not in STATUSES:
        raise ServiceError(
            "There is no state {seen}: choose one of {known}.",
            seen=status,
            known=", ".join(STATUSES),
        )
    query = CaseQuery(
        CaseFilter(status=status), saved=saved, me=me, unit=unit, handed_from=handed_from
    )
    found = list_cases(who(), ready_store(), query, now(), page=page)
    counts = found.counts._asdict()
    show({"page": found.page, "pages": found.page_count, **counts, "cases": records(found.rows)})


@app.command("move")
def move_one(
    code: Code,
    move: Move,
    version: Version,
    fact: Facts = None,
    acted_by: ActedBy = None,
    happened_at: HappenedAt = None,
) -> None:
    """Take one step with a case, such as `case move CODE accept --fact category=E0110`."""
    from service.cases.moving import move_case

    store = ready_store()
    said, then = _facts(store, fact), _moment(store, happened_at)
    moved = move_case(
        who(), store, code, version, move, said, now(), acted_by=acted_by, happened_at=then
    )
    _show_case(moved)


@app.command("moves")
def move_many(
    move: Move,
    codes: Annotated[list[str], typer.Argument(help="Numbers of the cases.")],
    fact: Facts = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would be.")] = False,
) -> None:
    """Take the same step with several cases; what cannot be done is told and loses nothing."""
    from service.cases.moving import move_cases, preview_moves
    from service.language import both

    store = ready_store()
    said = _facts(store, fact)
    lines = preview_moves(who(), store, codes, move, said, now())
    if preview:
        show([told(line) for line in lines])
        return
    refused = [(line.code, line.reason) for line in lines if line.reason is not None]
    seen = {line.code: line.version for line in lines if line.version is not None}
    possible = {line.code: seen[line.code] for line in lines if line.is_possible}
    report = move_cases(who(), store, possible, move, said, now())
    refused += report.refused
    show({"done": report.done, "refused": {code: both(why) for code, why in refused}})


@app.command("hand-over")
def hand_over_case(
    code: Code,
    worker: Annotated[str, typer.Argument(help="Code of the worker who takes it.")],
    reason: Why,
    version: Version,
) -> None:
    """Give a case to another worker; the first handler stays who he was."""
    from service.cases.handing import hand_over

    _show_case(hand_over(who(), ready_store(), code, version, worker, reason, now()))


@app.command("hand-over-all")
def hand_over_every_case(
    from_worker: Annotated[str, typer.Argument(help="Code of the worker who has them.")],
    to_worker: Annotated[str, typer.Argument(help="Code of the worker who takes them.")],
    reason: Why,
) -> None:
    """Give all open cases of a worker who leaves to another; show their numbers."""
    from service.cases.handing import hand_over_all

    show(hand_over_all(who(), ready_store(), from_worker, to_worker, reason, now()))


@app.command("send-up")
def send_case_up(code: Code, reason: Why, version: Version) -> None:
    """Send a case to the next level, with that level's own clock."""
    from service.cases.handing import send_up

    _show_case(send_up(who(), ready_store(), code, version, reason, now()))


@app.command("tell")
def tell(
    code: Code,
    text: Annotated[str, typer.Argument(help="What the person was told.")],
    version: Version,
    acted_by: ActedBy = None,
    happened_at: HappenedAt = None,
) -> None:
    """Write down that the person was told about progress."""
    from service.cases.handing import tell_progress

    store = ready_store()
    then = _moment(store, happened_at)
    told = tell_progress(
        who(), store, code, version, text, now(), acted_by=acted_by, happened_at=then
    )
    _show_case(told)


@app.command("join")
def join(code: Code, unit: str, reason: Why, version: Version) -> None:
    """Let one more unit join in handling a case."""
    from service.cases.handing import join_unit

    _show_case(join_unit(who(), ready_store(), code, version, unit, reason, now()))


@app.command("leave")
def leave(code: Code, unit: str, reason: Why, version: Version) -> None:
    """Write down that a unit that had joined is done with a case."""
    from service.cases.handing import leave_unit

    _show_case(leave_unit(who(), ready_store(), code, version, unit, reason, now()))


def _facts(store: Store, said: Sequence[str] | None) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for one in said or ():
        name, sign, value = one.partition("=")
        if not sign or name not in FACT_TERMS:
            raise CaseworkError(
                "{said} is no fact: write NAME=VALUE, NAME being one of {names}.",
                said=one,
                names=", ".join(FACT_TERMS),
            )
        facts[name] = _asked_at(store, value) if name == "asked_at" else value
    return facts


def _asked_at(store: Store, text: str) -> datetime | None:
    try:
        return _moment(store, datetime.fromisoformat(text))
    except ValueError as error:
        raise CaseworkError(
            "{seen} is no time: give the day and time at which it was asked for.", seen=text
        ) from error


def _moment(store: Store, said: datetime | None) -> datetime | None:
    """Return a time as the office says it, in UTC."""
    from data.settings_store import office_zone

    if said is None or possible(said).tzinfo is not None:
        return said
    with store.read() as conn:
        return said.replace(tzinfo=office_zone(conn)).astimezone(UTC)


def _show_case(case: Case) -> None:
    names = ("code", "version", "status", "tier", "unit_code", "assigned_to", "due_at")
    show({name: told(getattr(case, name)) for name in names})
