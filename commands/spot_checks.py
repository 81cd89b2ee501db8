"""Spot checks: announced, drawn by lot, drawn again from a file alone, recorded, told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

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

app = typer.Typer(help="Spot checks drawn by lot.", no_args_is_help=True)
spot = typer.Typer(help="Draw, repeat, record, put right, bulletin.", no_args_is_help=True)
app.add_typer(spot, name="spot-checks")

Code = Annotated[str, typer.Argument(help="Code of the draw.")]
Place = Annotated[str, typer.Argument(help="Code of the place that was drawn.")]
On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
Version = Annotated[int, typer.Option(help="Of the check, as `spot-checks list` shows it.")]


@spot.command("list")
def list_draws(code: Annotated[str, typer.Argument(help="A draw; else all.")] = "") -> None:
    """Show the draws, or what one of them drew and what was found there."""
    from data.rows import records
    from service.spot_checks.draws import draw_record, draws_of

    store = ready_store()
    found = draw_record(who(), store, code).checks if code else draws_of(who(), store)
    show(records(found))


@spot.command()
def announce(
    name: Annotated[str, typer.Argument(help="What the check is called.")],
    subject: Annotated[
        Literal["contact", "service", "round", "grid"], typer.Option(help="What is checked.")
    ],
    seed_source: Annotated[str, typer.Option(help="Where the seed will come from.")],
    number: Annotated[int, typer.Option(help="In all, or of each stratum with --same.")],
    seed_on: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="Known from; else tomorrow.")
    ] = None,
    by: Annotated[
        Literal["street", "kind", "none"], typer.Option(help="How it is divided.")
    ] = "street",
    same: Annotated[bool, typer.Option("--same", help="The same number of each.")] = False,
    days: Annotated[int, typer.Option(help="How many days the checks last.")] = 10,
    question: Annotated[list[str] | None, typer.Option(help="Of the form; repeat it.")] = None,
) -> None:
    """Announce a draw: its frame is fixed, and it can be drawn once its seed is known."""
    from service.spot_checks.announcing import NewDraw, announce_draw
    from service.spot_checks.frame import frame_of, sizes_of

    store = ready_store()
    today = day_of(store, None)
    known = possible(seed_on).date() if seed_on else today + timedelta(days=1)
    frame, _names = frame_of(who(), store, subject, by, today)
    sizes = sizes_of(frame, "same" if same else "proportion", number)
    until = known + timedelta(days=days)
    asked = tuple(question or ())
    new = NewDraw(name, subject, by, sizes, seed_source, known, known, until, asked)
    code = announce_draw(who(), store, new, now())
    show({"code": code, "frame_sha256": frame.sha256, "sizes": sizes, "seed_on": known})


@spot.command()
def draw(
    code: Code,
    seed: Annotated[str | None, typer.Option(help="As it was published.")] = None,
) -> None:
    """Draw what was announced."""
    from service.spot_checks.drawing import draw_sample

    sample = draw_sample(who(), ready_store(), code, now(), seed)
    show([one._asdict() for one in sample])


@spot.command()
def repeat(
    code: Annotated[str, typer.Argument(help="A draw that is kept; or give --frame.")] = "",
    frame: Annotated[Path | None, typer.Option(help="File: code, tab, stratum.")] = None,
    seed: Annotated[str | None, typer.Option(help="As it was published.")] = None,
    sizes: Annotated[list[str] | None, typer.Option(help="STRATUM=NUMBER; repeat it.")] = None,
) -> None:
    """Draw again: a draw that is kept, or from a file alone, without any database."""
    from service.spot_checks.drawing import repeat_draw, repeat_from_file

    if frame is None:
        found = repeat_draw(who(), ready_store(), code)
        show({**told(found), "sample": [one._asdict() for one in found.sample]})
        return
    if seed is None or not sizes:
        raise ServiceError("A draw from a file needs --seed and --sizes STRATUM=NUMBER.")
    for one in repeat_from_file(_read(frame), seed, _sizes(sizes)):
        typer.echo("\t".join((one.stratum, one.code, one.key)))


@spot.command("frame")
def write_frame(code: Code, out: Annotated[Path, typer.Option(help="The file to write.")]) -> None:
    """Write the frame of a draw as the file whose hash was announced."""
    from service.spot_checks.bulletin import frame_text

    text = frame_text(who(), ready_store(), code)
    refuse_nowhere(out)
    with leaving(out, "frame", code, is_marked=True) as place:
        place.write_bytes(text.encode())


@spot.command()
def record(
    code: Code,
    place: Place,
    answers: Annotated[list[str], typer.Option("--answer", help="KEY=yes, no or none.")],
    version: Version = 1,
    staffed: Annotated[bool | None, typer.Option(help="Was the place staffed?")] = None,
    problem: Annotated[str | None, typer.Option(help="In a few words, no names.")] = None,
    due_on: Annotated[datetime | None, typer.Option(formats=DAY_FORMATS)] = None,
    on: On = None,
) -> None:
    """Record what was found at a place."""
    from service.spot_checks.checking import Found, record_spot_check

    store = ready_store()
    pairs = dict(one.partition("=")[::2] for one in answers)
    day = possible(due_on).date() if due_on else None
    found = Found(version, day_of(store, on), pairs, staffed, problem, day)
    record_spot_check(who(), store, code, place, found, now())
    show({"draw": code, "place": place, "version": version + 1})


@spot.command()
def rectify(
    code: Code,
    place: Place,
    version: Version,
    on: On = None,
    note: Annotated[str | None, typer.Option(help="What was done.")] = None,
) -> None:
    """Keep that the problem at a place was put right."""
    from service.spot_checks.checking import rectify_spot_check

    store = ready_store()
    day = day_of(store, on)
    rectify_spot_check(who(), store, code, place, version, day, now(), note)
    show({"draw": code, "place": place, "rectified_on": day})


@spot.command()
def bulletin(
    code: Code,
    out: Annotated[Path, typer.Option(help="A .html, .csv or .xlsx file.")],
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the bulletin.")] = "zh",
    publish: Annotated[bool, typer.Option("--publish", help="It is out from today on.")] = False,
) -> None:
    """Write the bulletin of a draw: places, counts, the seed; nobody is named."""
    from data.writers.files import write_table
    from service.spot_checks.bulletin import bulletin_table, publish_bulletin
    from service.spot_checks.bulletin_page import bulletin_html

    store = ready_store()
    refuse_nowhere(out)
    if publish:
        publish_bulletin(who(), store, code, now())
    if out.suffix.lower() == ".html":
        write_out(out, bulletin_html(who(), store, code, now(), language), "bulletin", code)
    else:
        with leaving(out, "bulletin", code) as place:
            write_table(place, bulletin_table(who(), store, code, now(), language))


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(
            "The frame {path} cannot be read ({cause}): name a text file in UTF-8.",
            path=str(path),
            cause=type(error).__name__,
        ) from error


def _sizes(said: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in said:
        stratum, _equals, number = one.rpartition("=")
        if not stratum or not number.isdecimal() or stratum in found:
            raise ServiceError(
                "Sizes are named as STRATUM=NUMBER, each stratum once; this was given: {seen}.",
                seen=one,
            )
        found[stratum] = int(number)
    return found
