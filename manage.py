"""The command line: the same acts as the screens."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlalchemy.exc import SQLAlchemyError

from commands import (
    access_log,
    account,
    backup,
    bulletin,
    campaigns,
    case,
    comparison,
    coverage,
    day,
    deadlines,
    emergency,
    end_demonstration,
    escalation,
    figures,
    files_in,
    hot_spots,
    keys,
    ledger,
    meeting,
    oversight,
    overview,
    pack,
    pictures,
    places,
    privacy,
    promise,
    publication,
    reorganise,
    roster,
    rounds,
    route,
    rules,
    sessions,
    spot_checks,
    supervision,
    units,
    visits,
    voices,
)
from commands.output import REFUSALS, leaving, progress, ready_store, show
from commands.viewer import ACTING_AS, who
from data.store import open_store
from data.store_trouble import trouble_of
from service.clock import now, today
from service.errors import ServiceError
from service.language import both

app = typer.Typer(
    help="格格 Gege: who answers for every point of the district.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(files_in.app)
app.add_typer(access_log.app, name="access-log")
app.add_typer(account.app, name="account")
app.add_typer(backup.app)
app.add_typer(bulletin.app, name="bulletin")
app.add_typer(campaigns.app, name="campaigns")
app.add_typer(case.app, name="case")
app.add_typer(comparison.app)
app.add_typer(coverage.app, name="coverage")
app.add_typer(day.app)
app.add_typer(deadlines.app)
app.add_typer(emergency.app, name="emergency")
app.add_typer(end_demonstration.app)
app.add_typer(escalation.app)
app.add_typer(figures.app)
app.add_typer(hot_spots.app)
app.add_typer(keys.app, name="keys")
app.add_typer(ledger.app, name="ledger")
app.add_typer(meeting.app, name="meeting")
app.add_typer(oversight.app, name="oversight")
app.add_typer(overview.app)
app.add_typer(pack.app, name="pack")
app.add_typer(pictures.app)
app.add_typer(places.app, name="places")
app.add_typer(privacy.app, name="privacy")
app.add_typer(promise.app)
app.add_typer(publication.app, name="publication")
app.add_typer(reorganise.app, name="reorganise")
app.add_typer(roster.app)
app.add_typer(route.app)
app.add_typer(rounds.app)
app.add_typer(rules.app, name="rules")
app.add_typer(sessions.app, name="sessions")
app.add_typer(spot_checks.app)
app.add_typer(supervision.app)
app.add_typer(units.app)
app.add_typer(visits.app, name="visits")
app.add_typer(voices.app)

Exported = Literal["grids", "workers", "households", "cases", "assignments"]
Crs = Annotated[str | None, typer.Option(help="EPSG:4549, CGCS2000, WGS84, GCJ-02 ...")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"])]


@app.callback()
def settle_database(
    database: Annotated[
        str | None,
        typer.Option(help="Address or path of the database; else GEGE_DATABASE, else var/gege.db."),
    ] = None,
    acting_as: Annotated[
        str | None,
        typer.Option("--as", help="Name of the account to act for; else the operator acts."),
    ] = None,
) -> None:
    """Keep the database address and who acts for the command that follows."""
    if acting_as is not None:
        os.environ[ACTING_AS] = acting_as
    if database and database.startswith("-"):
        raise ServiceError("--database needs the address or path of a database behind it.")
    if database:
        os.environ["GEGE_DATABASE"] = database


@app.command()
def init() -> None:
    """Make the database, or bring an older one up to date; data that is there stays."""
    from casework.access import OPERATOR
    from data.migrate import migrate
    from service.privacy.keys import key_file, seal_older

    store = open_store()
    is_renewed = migrate(store)
    sealed = seal_older(OPERATOR, store, now())
    typer.echo("ready, tables made or renewed" if is_renewed else "ready, nothing to do")
    if sealed:
        typer.echo(f"contacts sealed: {sealed}; the key is in {key_file(OPERATOR, store)}")


@app.command()
def demo(
    households: Annotated[int, typer.Option(help="How many households.")] = 40_000,
    grids: Annotated[int, typer.Option(help="How many grids.")] = 110,
    cases: Annotated[int, typer.Option(help="How many cases, over fifteen months.")] = 4_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same district.")] = 2011,
) -> None:
    """Fill an empty database with the fictional demonstration district."""
    from service.demonstration import fill_demonstration

    made = fill_demonstration(
        who(),
        ready_store(),
        now(),
        households=households,
        grids=grids,
        cases=cases,
        seed=seed,
        progress=progress,
    )
    show(made)


@app.command(context_settings={"ignore_unknown_options": True})
def locate(
    lon: Annotated[float, typer.Argument(help="Longitude or easting.")],
    lat: Annotated[float, typer.Argument(help="Latitude or northing.")],
    crs: Crs = None,
    on: Day = None,
) -> None:
    """Say who answers for a point on a day, and why, as one JSON object."""
    from service.answers import locate as ask
    from service.answers import position_in_store

    store = ready_store()
    x, y = position_in_store(lon, lat, crs or "CGCS2000")
    show(ask(who(), store, x, y, on.date() if on else today(), "both").as_json())


@app.command()
def export(
    what: Annotated[Exported, typer.Argument(help="What to write.")],
    file: Annotated[Path, typer.Argument(help="The file; its ending says how.")],
    on: Day = None,
) -> None:
    """Write grids, workers, households, cases or who answers for every case into a file."""
    from service.exports import export as write

    store = ready_store()
    with leaving(file, "export", what) as place:
        count = write(who(), store, what, place, on.date() if on else today())
    typer.echo(f"{count} rows -> {file}", err=True)


@app.command()
def setting(
    key: Annotated[str, typer.Argument(help="Leave it out to see all.")] = "",
    value: Annotated[str | None, typer.Argument(help="The new value, as JSON or text.")] = None,
) -> None:
    """Show the settings, or one of them, or change one."""
    from service.settings import change_setting, settings_now

    if key and value is not None:
        change_setting(who(), ready_store(), key, value)
    everything = settings_now(who(), ready_store())
    show({key: everything[key]} if key in everything else everything)


@app.command()
def audit(
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
) -> None:
    """Examine the map and the data: gaps, overlaps, grids with nobody, cases in no grid ..."""
    from service.audit import audit_district, audit_lines

    findings = audit_district(who(), ready_store(), now())
    if as_json:
        show([finding.as_json() for finding in findings])
    else:
        typer.echo("\n".join(audit_lines(findings)))


def _database_first(arguments: list[str]) -> list[str]:
    """Return the arguments with --database in front, so that it may stand anywhere."""
    moved: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--database":
            moved += [word, next(words, "-")]
        elif word.startswith("--database="):
            moved.append(word)
        else:
            rest.append(word)
    return moved + rest


def main() -> None:
    """Run a command; a refusal is one sentence in both languages and exit code 2."""
    try:
        app(args=_database_first(sys.argv[1:]))
    except REFUSALS as error:
        from service.access_log.noting import note_refusal

        note_refusal(error)
        typer.echo(both(error), err=True)
        sys.exit(2)
    except (SQLAlchemyError, OSError) as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        typer.echo(both(trouble), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
