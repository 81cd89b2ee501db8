"""Accounts: who may sign in, as what.  A password is read from a prompt or from the input."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from commands import directory
from commands.output import ready_store, show
from commands.role_name import RoleName
from commands.viewer import who
from service.clock import now

app = typer.Typer(help="Accounts: who may sign in, as what.", no_args_is_help=True)
app.add_typer(directory.app, name="directory")

Name = Annotated[str, typer.Argument(help="Name of the account.")]
Scope = Annotated[str, typer.Option(help="Code of an organisation unit; empty for all.")]
Worker = Annotated[str, typer.Option(help="Code of the grid worker, for that role only.")]
Own = Annotated[
    bool, typer.Option("--own-password", help="Ask for the password instead of making one up.")
]


@app.command("new")
def new_account(
    name: Name,
    role: Annotated[RoleName, typer.Option(help="What it is to the service.")],
    scope: Scope = "",
    worker: Worker = "",
    shown: Annotated[str, typer.Option(help="Name as it is displayed.")] = "",
    own_password: Own = False,
) -> None:
    """Make an account and show its one-time password, which has to be changed at once."""
    from casework.access import Role
    from service.identity.accounts import Post, make_account

    store, password = ready_store(), _asked() if own_password else None
    post = Post(Role(role.value), scope or None, worker or None)
    given = make_account(who(), store, name, post, now(), display_name=shown, password=password)
    show({"name": name} | ({} if own_password else {"one_time_password": given}))


@app.command("list")
def list_accounts() -> None:
    """Show all accounts."""
    from service.identity.accounts import accounts_of

    shown = (
        "name", "display_name", "role", "scope", "worker", "is_active", "must_change", "failures",
        "locked_until", "password_until", "made_at", "made_by", "ended_at", "issuer",
    )  # fmt: skip
    found = accounts_of(who(), ready_store())
    show([{key: getattr(one, key) for key in shown} for one in found])


@app.command("change")
def change(
    name: Name,
    role: Annotated[RoleName | None, typer.Option(help="What it is to the service.")] = None,
    scope: Annotated[str | None, typer.Option(help="Code of a unit; empty for all.")] = None,
    worker: Annotated[str | None, typer.Option(help="Code of the worker; empty: none.")] = None,
    shown: Annotated[str | None, typer.Option(help="Name as it is displayed.")] = None,
) -> None:
    """Change what an account is to the service; what is left out stays."""
    from casework.access import Role
    from service.identity.accounts import Post, account_named, change_post

    store = ready_store()
    found = account_named(who(), store, name)
    post = Post(
        Role(role.value if role else found.role),
        found.scope if scope is None else scope or None,
        found.worker if worker is None else worker or None,
    )
    change_post(who(), store, name, post, shown)
    show({"name": found.name, "changed": True})


@app.command("pause")
def pause(name: Name) -> None:
    """Let nobody sign in with an account for now, and sign it out everywhere."""
    from service.identity.accounts import pause_account

    pause_account(who(), ready_store(), name)
    show({"name": name, "is_active": False})


@app.command("resume")
def resume(name: Name) -> None:
    """Let an account that was paused or locked out sign in again."""
    from service.identity.accounts import resume_account

    resume_account(who(), ready_store(), name)
    show({"name": name, "is_active": True})


@app.command("end")
def end(name: Name) -> None:
    """End an account for good; its name stays in records and is never given again."""
    from service.identity.accounts import end_account

    end_account(who(), ready_store(), name, now())
    show({"name": name, "ended": True})


@app.command("password")
def password(name: Name, own_password: Own = False) -> None:
    """Give an account a new one-time password and end its sessions."""
    from service.identity.accounts import give_password

    asked = _asked() if own_password else None
    given = give_password(who(), ready_store(), name, now(), asked)
    show({"name": name} | ({} if own_password else {"one_time_password": given}))


@app.command("sign-out")
def sign_out(name: Name) -> None:
    """End all sessions of an account."""
    from service.identity.accounts import sign_out_everywhere

    show({"name": name, "sessions_ended": sign_out_everywhere(who(), ready_store(), name)})


@app.command("first")
def first() -> None:
    """Show the word with which the first administrator makes his account in the browser."""
    from service.identity.first_administrator import word_for_operator

    show(word_for_operator(who(), ready_store()))


def _asked() -> str:
    """Return a password from the prompt, or the first line of what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
