"""Bulletins by unit (通报): put together, contested, answered, published, written as files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from casework.period import Period
from commands.output import DAY_FORMATS, leaving, possible, ready_store, refuse_nowhere, show
from commands.viewer import who
from service.clock import now

app = typer.Typer(help="Bulletins by unit (通报) and appeals.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Of the bulletin.")]
Number = Annotated[int, typer.Argument(help="Of the line.")]


@app.command("list")
def list_bulletins() -> None:
    """Show the bulletins, the newest first."""
    from data.rows import records
    from service.bulletins.reading import bulletins_of

    show(records(bulletins_of(who(), ready_store(), now())))


@app.command()
def build(
    title: Annotated[str, typer.Argument(help="What it is called.")],
    period: Annotated[str, typer.Option(help="2026-10, 2026-Q4, 2026 …")],
    until: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Last day of appeals.")],
    area: Annotated[str | None, typer.Option(help="Code of a part; else all.")] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(help="overdue, supervised, round, spot_check; repeat it; else all."),
    ] = None,
) -> None:
    """Put a bulletin together from the records of now: a draft that units may contest."""
    from service.bulletins.building import NewBulletin, build_bulletin
    from service.bulletins.facts import PARTS, Part

    parts = cast("tuple[Part, ...]", tuple(part or PARTS))
    day = possible(until).date()
    new = NewBulletin(title, Period.parse(period), day, area, parts)
    show({"bulletin": build_bulletin(who(), ready_store(), new, now())})


@app.command("show")
def show_bulletin(code: Code) -> None:
    """Show the lines of a bulletin with what was contested."""
    from service.bulletins.files import told_for

    told = told_for(who(), ready_store(), code, "inside", now())
    show(
        {
            "bulletin": code,
            "state": told.bulletin.state,
            "appeals until": told.bulletin.head["appeals_until"],
            "lines": [
                {
                    "number": one.line.number,
                    "part": key,
                    "unit": f"{one.line.unit_code} {one.line.unit_name}",
                    "n of m": one.numbers,
                    "said": {"zh": one.sentence.zh, "en": one.sentence.en},
                    "first": {"zh": one.first.zh, "en": one.first.en} if one.first else None,
                    "rests on": list(one.basis),
                    "appeals": [
                        {"reason": each.reason, "answer": each.answer, "outcome": each.outcome.en}
                        for each in one.appeals
                    ],
                }
                for key, lines in told.parts
                for one in lines
            ],
        }
    )


@app.command("contest")
def contest_line(
    code: Code, number: Number, reason: Annotated[str, typer.Argument(help="In words.")]
) -> None:
    """Contest a line."""
    from service.bulletins.appeals import contest

    made = contest(who(), ready_store(), code, number, reason, now())
    show({"bulletin": code, "line": number, "appeal": made})


@app.command("answer")
def answer_appeal(
    code: Code,
    number: Number,
    outcome: Annotated[
        Literal["upheld", "corrected", "withdrawn"], typer.Argument(help="What comes of it.")
    ],
    text: Annotated[str, typer.Argument(help="The answer in words.")],
    n: Annotated[int | None, typer.Option("--n", help="Corrected number.")] = None,
    m: Annotated[int | None, typer.Option("--m", help="Of how many.")] = None,
) -> None:
    """Answer the open appeal against a line."""
    from service.bulletins.appeals import Answer, answer

    answer(who(), ready_store(), code, number, Answer(outcome, text, n, m), now())
    show({"bulletin": code, "line": number, "outcome": outcome})


@app.command("publish")
def publish_bulletin(code: Code) -> None:
    """Put a bulletin out, once its appeals are over and answered."""
    from service.bulletins.publishing import publish

    publish(who(), ready_store(), code, now())
    show({"bulletin": code, "state": "published"})


@app.command("file")
def write_file(
    code: Code,
    out: Annotated[Path, typer.Option(help="The file to write: .html, .csv or .xlsx.")],
    language: Annotated[str, typer.Option("--lang", help="zh_CN or en.")] = "zh_CN",
    outside: Annotated[bool, typer.Option("--outside", help="For publication.")] = False,
) -> None:
    """Write a bulletin as a file; it is noted as one that left."""
    from service.bulletins.files import bulletin_file
    from service.language import language_of

    tongue = language_of(language.replace("_", "-"))
    refuse_nowhere(out)
    audience: Literal["inside", "outside"] = "outside" if outside else "inside"
    made_as = out.suffix.removeprefix(".").lower()
    made = bulletin_file(who(), ready_store(), code, made_as, tongue, audience, now())
    with leaving(out, "bulletin", code, is_marked=True) as place:
        place.write_bytes(made.body)
    show({"bulletin": code, "file": str(out), "bytes": len(made.body)})
