"""What groups of the office's directory are to the service, and whether it is set up rightly."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.output import ready_store, show
from commands.role_name import RoleName
from commands.viewer import who
from service.clock import now

app = typer.Typer(help="Groups of the office's directory.", no_args_is_help=True)

Group = Annotated[str, typer.Argument(help="Name of the group, as the directory tells it.")]


@app.command("add")
def add(
    group: Group,
    role: Annotated[RoleName, typer.Option(help="What its people are to the service.")],
    scope: Annotated[str, typer.Option(help="Code of a unit; empty for all.")] = "",
    worker: Annotated[
        str, typer.Option(help="Code of the grid worker; empty: the directory tells it.")
    ] = "",
    precedence: Annotated[
        int | None,
        typer.Option(help="The lowest counts where somebody is in several groups."),
    ] = None,
) -> None:
    """Say what a group is here; everybody who came by the directory is signed out."""
    from casework.access import Role
    from service.identity.directory_groups import map_group
    from service.identity.posts import Post

    post = Post(Role(role.value), scope or None, worker or None)
    ended = map_group(who(), ready_store(), group, post, now(), precedence)
    show({"group": group, "sessions_ended": ended})


@app.command("list")
def list_groups() -> None:
    """Show the groups that mean something here."""
    from service.identity.directory_groups import groups_of

    shown = ("name", "role", "scope", "worker", "precedence", "made_at", "made_by")
    found = groups_of(who(), ready_store())
    show([{key: getattr(one, key) for key in shown} for one in found])


@app.command("remove")
def remove(group: Group) -> None:
    """Forget what a group is here; everybody who came by the directory is signed out."""
    from service.identity.directory_groups import unmap_group

    show({"group": group, "sessions_ended": unmap_group(who(), ready_store(), group)})


@app.command("check")
def check() -> None:
    """Ask the directory what it says of itself, with the settings of this shell."""
    from service.identity.directory_check import check_directory

    show(check_directory(who(), now()))
