"""The ledger of requests: verified, shown."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.output import ready_store, show
from commands.viewer import who

app = typer.Typer(help="The ledger of requests: verified, shown.", no_args_is_help=True)


@app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A hash noted earlier that the ledger has to hold still.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Compute the whole chain anew: exit 0 when it is whole, 1 when not, naming every row."""
    from service.language import both, say
    from service.ledger import verify_ledger

    report = verify_ledger(who(), ready_store(), head)
    if as_json:
        faults = [
            {
                "number": fault.number,
                "row_id": fault.row_id,
                "case": fault.case_code,
                "message_zh": say(fault.sentence, "zh"),
                "message_en": say(fault.sentence, "en"),
            }
            for fault in report.faults
        ]
        show({**vars(report), "faults": faults})
    else:
        for fault in report.faults:
            typer.echo(both(fault.sentence))
        counted = {"events": report.events, "cases": report.cases, "head": report.head}
        if report.is_whole:
            typer.echo(
                both("The ledger is whole: {events} events of {cases} cases, {head}.", **counted)
            )
        else:
            typer.echo(both("The ledger is broken: {count} faults.", count=report.fault_count))
    raise typer.Exit(0 if report.is_whole else 1)


@app.command()
def head() -> None:
    """Show the end of the ledger: note the hash where nobody of this house can change it."""
    from service.ledger import ledger_end

    show(ledger_end(who(), ready_store())._asdict())


@app.command("show")
def show_case(code: Annotated[str, typer.Argument(help="Number of the case.")]) -> None:
    """Show what the ledger holds of one case."""
    from service.ledger import case_ledger

    show(case_ledger(who(), ready_store(), code))
