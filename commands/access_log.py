"""Who saw, took or changed what: searched, verified, taken away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from casework.access_entry import Door, What
from commands.output import DAY_FORMATS, leaving, ready_store, show
from commands.viewer import who

app = typer.Typer(
    help="Who saw, took or changed what: for an auditor (--as NAME before the command).",
    no_args_is_help=True,
)

Name = Annotated[str | None, typer.Option("--who", help="Name of an account, as it is.")]
Kind = Annotated[What | None, typer.Option("--what", help="What somebody did.")]
By = Annotated[Door | None, typer.Option("--by", help="How somebody came in.")]
Code = Annotated[str | None, typer.Option(help="Of a thing, as it is.")]
Since = Annotated[datetime | None, typer.Option("--from", formats=DAY_FORMATS)]
Until = Annotated[datetime | None, typer.Option("--to", formats=DAY_FORMATS)]


@app.command()
def search(
    name: Name = None,
    what: Kind = None,
    by: By = None,
    code: Code = None,
    since: Since = None,
    until: Until = None,
    page: Annotated[int, typer.Option(help="A hundred entries each, the newest first.")] = 1,
) -> None:
    """Show entries as JSON; the look itself is noted."""
    from service.access_log.searching import Query, search_log

    query = Query(name, what, by, code, since and since.date(), until and until.date())
    found = search_log(who(), ready_store(), query, page)
    entries = [{**vars(one), **_words(one)} for one in found.entries]
    show({"count": found.count, "page": found.page, "pages": found.pages, "entries": entries})


@app.command()
def verify() -> None:
    """Compute the whole chain anew: exit 0 when it is whole, 1 when not."""
    from service.access_log.verifying import verify_log
    from service.language import both

    report = verify_log(who(), ready_store())
    show(
        {
            "is_whole": report.is_whole,
            "entries": report.entries,
            "head": report.head,
            "faults": [both(fault) for fault in report.faults],
        }
    )
    raise typer.Exit(0 if report.is_whole else 1)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file: .csv, .xlsx, .tsv or .parquet.")],
    name: Name = None,
    what: Kind = None,
    by: By = None,
    code: Code = None,
    since: Since = None,
    until: Until = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language.")] = "zh",
) -> None:
    """Write entries into a file; that is noted as well."""
    from data.writers.files import write_table
    from service.access_log.searching import Query, log_table

    query = Query(name, what, by, code, since and since.date(), until and until.date())
    found = log_table(who(), ready_store(), query, lang)
    with leaving(file, "access_log") as place:
        write_table(place, found)
    typer.echo(f"{len(found)} rows -> {file}", err=True)


def _words(one: object) -> dict[str, str]:
    from casework.sentence import Term
    from service.language import both

    names = ("role", "door", "what", "act")
    said = {name: getattr(one, name) for name in names}
    return {name: both(word) if isinstance(word, Term) else word for name, word in said.items()}
