"""What is kept about somebody: handed out, erased, kept for so long."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.output import ready_store, show, write_out
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError
from service.language import both

app = typer.Typer(
    help="What is kept about somebody: handed out, erased, kept for so long.", no_args_is_help=True
)


class Subject(StrEnum):
    """What a code is of."""

    HOUSEHOLD = "household"
    CASE = "case"


What = Annotated[Subject, typer.Argument(help="household or case")]
Code = Annotated[str, typer.Argument(help="Its code or number.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count, touch nothing.")]


@app.command()
def retain(is_dry: DryRun = False) -> None:
    """Take away what the retention rules say is over; how much, by rule."""
    from service.privacy.retaining import retain as carry_out

    for one in carry_out(who(), ready_store(), now(), is_dry=is_dry):
        days = "-" if one.days is None else one.days
        typer.echo(f"{one.count:>8}  {one.rule.key} ({days})  {both(one.rule.what)}")


@app.command("show")
def show_one(
    subject: What,
    code: Code,
    out: Annotated[Path, typer.Option(help="The file: .html to read, .json for programs.")],
    language: Annotated[str, typer.Option(help="zh or en, of the HTML.")] = "zh",
) -> None:
    """Write all that is kept about one household or case into a file, for whom it is about."""
    from service.privacy.showing import hand_out_html, show_case, show_household

    if out.suffix.lower() not in (".html", ".json"):
        raise ServiceError(
            "A hand-out cannot be written as {ending}: name a file that ends in .html or .json.",
            ending=out.suffix or out.name,
        )
    act = show_household if subject is Subject.HOUSEHOLD else show_case
    made = act(who(), ready_store(), code, now())
    is_json = out.suffix.lower() == ".json"
    text = json.dumps(made.as_json(), ensure_ascii=False, indent=1) if is_json else ""
    write_out(out, text or hand_out_html(made, language), "hand_out", code)
    typer.echo(f"-> {out}", err=True)


@app.command()
def erase(
    subject: What,
    code: Code,
    reason: Annotated[str, typer.Option(help="Who asked and when; no names of residents.")],
    what: Annotated[
        list[str] | None,
        typer.Option(help="contact, words, photos, address; else all but the address."),
    ] = None,
    is_dry: DryRun = False,
) -> None:
    """Erase what is personal about one household or case; figures, clocks and ledger stay."""
    from service.privacy.erasing import USUAL, erase_case, erase_household

    act = erase_household if subject is Subject.HOUSEHOLD else erase_case
    parts: Any = tuple(what) if what else USUAL
    done = act(who(), ready_store(), code, reason, now(), parts=parts, is_dry=is_dry)
    show(done.counts)
    for sentence in done.stays:
        typer.echo(both(sentence))
