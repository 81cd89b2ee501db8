"""Reminders, bulletin lines, sendings-up: run from cron."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from casework.viewer import SYSTEM
from commands.output import possible, ready_store, show
from service.clock import now

if TYPE_CHECKING:
    from data.store import Store
    from service.escalation import EscalationReport

app = typer.Typer(
    help="Reminders, bulletin lines, sendings-up: run from cron.", no_args_is_help=True
)


@app.command()
def escalate(
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%z"],
            help="Judge by this moment (office time) instead of now; a later one only to look.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go out.")] = False,
) -> None:
    """Raise reminders and bulletin lines, send up what has waited too long; each only once.

    Running it twice changes nothing twice; after a crash it is simply run again.

    Line for cron, every morning; what failed or was put off goes to standard error, which cron
    mails:

    30 7 * * * cd /opt/gege && .venv/bin/python manage.py escalate >> var/escalate.log

    Exit code 0: done.

    Exit code 1: stopped on the way; what was done until then is kept and reported.

    Exit code 2: refused, nothing done.

    Exit code 3: done, but something was put off: the calendar lacks a year.
    """
    from service.escalation import EscalationStopped
    from service.escalation import escalate as run
    from service.language import both

    store = ready_store()
    moment = _in_office_time(store, as_of)
    try:
        report = run(SYSTEM, store, now(), as_of=moment, is_dry_run=dry_run)
    except EscalationStopped as stopped:
        _tell(stopped.report, as_json=as_json)
        typer.echo(both(stopped), err=True)
        raise typer.Exit(1) from stopped
    _tell(report, as_json=as_json)
    if not report.is_complete:
        raise typer.Exit(3)


def _in_office_time(store: Store, moment: datetime | None) -> datetime | None:
    from data.settings_store import office_zone

    if moment is None or possible(moment).tzinfo is not None:
        return moment
    with store.read() as conn:
        return moment.replace(tzinfo=office_zone(conn))


def _tell(report: EscalationReport, *, as_json: bool) -> None:
    from service.language import both

    if as_json:
        show(report.as_json())
    else:
        typer.echo("\n".join(both(line) for line in report.lines()))
    for complaint in report.complaints():
        typer.echo(both(complaint), err=True)
