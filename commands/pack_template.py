"""The template of packs: shown, saved from a file, put back to the program's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.output import ready_store
from commands.output import show as answer
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

app = typer.Typer(help="The template packs are made from.", no_args_is_help=True)


@app.command()
def show() -> None:
    """Show the template in force as JSON: change it and save it."""
    from service.packs.template import template_now, template_to_plain

    answer(template_to_plain(template_now(who(), ready_store())))


@app.command()
def save(file: Annotated[Path, typer.Argument(help="JSON as show writes it.")]) -> None:
    """Save a template as the new version; packs that are built keep the one they were made with."""
    from service.packs.template import save_template, template_to_plain

    plain = _read(file)
    answer(template_to_plain(save_template(who(), ready_store(), plain, now())))


@app.command()
def reset() -> None:
    """Put the program's own template in force, as a new version."""
    from service.packs.template import default_template, save_template, template_to_plain

    made = save_template(who(), ready_store(), default_template(), now())
    answer(template_to_plain(made))


def _read(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ServiceError(
            "{file} cannot be read as JSON ({cause}): begin with what show writes.",
            file=str(file),
            cause=str(error),
        ) from error
    if not isinstance(found, dict):
        raise ServiceError("{file} holds no template: begin with what show writes.", file=str(file))
    return found
