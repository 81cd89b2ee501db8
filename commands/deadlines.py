"""What is due and what is late, as the deadlines page counts it."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.output import ready_store, show, told
from commands.viewer import who
from service.clock import now

app = typer.Typer(help="What is due and what is late.", no_args_is_help=True)


@app.command()
def deadlines(
    due: Annotated[str, typer.Option(help="reply, resolve or stage: list its clocks.")] = "",
    band: Annotated[
        str, typer.Option(help="With --due: which ones, as the counts name them.")
    ] = "overdue",
    tier: Annotated[int | None, typer.Option(min=0, max=3, help="With --due.")] = None,
    unit: Annotated[str | None, typer.Option(help="With --due: code of an owner unit.")] = None,
) -> None:
    """Show the counts of clocks per level and owner unit, or the list behind one count."""
    from data.rows import records
    from service.deadlines import Band, Due, deadline_list
    from service.deadlines import deadlines as count
    from service.errors import ServiceError

    if not due:
        board = count(who(), ready_store(), now())
        show(
            {"as_of": board.as_of, "notices": told(board.notices)}
            | {
                one.value: {
                    "all": told(board.total(one)),
                    "by_tier": told(board.by_tier(one)),
                    "by_unit": told(board.by_unit(one)),
                }
                for one in Due
            }
        )
        return
    for said, known in ((due, Due), (band, Band)):
        if said not in list(known):
            raise ServiceError(
                "There is no list {name}: choose one of {known}.",
                name=said,
                known=", ".join(known),
            )
    rows = deadline_list(who(), ready_store(), now(), Due(due), Band(band), tier=tier, unit=unit)
    show(told(records(rows)))
