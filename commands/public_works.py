"""Public works (民生实事): put on the list, what they reach, the cases they settle."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.output import DAY_FORMATS, day_of, possible, ready_store, show, told
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    import pandas as pd

project = typer.Typer(help="Public works (民生实事).", no_args_is_help=True)

Day = Annotated[datetime, typer.Option(formats=DAY_FORMATS)]
On = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")]
Area = Annotated[str | None, typer.Option(help="Code of a unit or grid; else the whole district.")]
Code = Annotated[str, typer.Argument(help="As `list` shows it.")]
Owner = Annotated[str, typer.Option(help="Code of a unit of the catalogue or of the map.")]
Cost = Annotated[float | None, typer.Option(help="In yuan.")]
Codes = Annotated[list[str] | None, typer.Argument(help="Codes of areas.")]
ListFile = Annotated[Path | None, typer.Option("--file", help="A text file with the codes.")]
Cases = Annotated[list[str], typer.Argument(help="Numbers of cases.")]


@project.command("add")
def add_project(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    kind: Annotated[str, typer.Option(help="Roads, drains, lifts ...")],
    planned: Day,
    due: Day,
    owner: Owner,
    area: Area = None,
    address: Annotated[str | None, typer.Option()] = None,
    lon: Annotated[float | None, typer.Option(help="Longitude, CGCS2000.")] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude, CGCS2000.")] = None,
    cost: Cost = None,
    beneficiaries: Annotated[int | None, typer.Option(help="Whom it is for.")] = None,
    level: Annotated[
        Literal["street", "community"] | None, typer.Option(help="It is to reach all of them.")
    ] = None,
    file: ListFile = None,
) -> None:
    """Put a public work on the list."""
    from service.promises.keeping import NewProject, plan_project
    from service.promises.reaching import units_of_level

    store = ready_store()
    areas = units_of_level(who(), store, level, day_of(store, None)) if level else []
    new = NewProject(
        name, kind, owner, possible(planned).date(), possible(due).date(), area, address,
        lon, lat, cost, beneficiaries, areas=areas + _codes([], file),
    )  # fmt: skip
    show({"code": plan_project(who(), store, new, now())})


@project.command("areas")
def project_areas(code: Code, on: On = None) -> None:
    """Show how many areas a work reached of all, and those that are missing."""
    from service.promises.listing import areas_of_project

    store = ready_store()
    found = areas_of_project(who(), store, code, day_of(store, on))
    missing = found.loc[~found["is_done"], ["area_code", "area_name"]]
    show({"done": int(found["is_done"].sum()), "total": len(found), "missing": rows_of(missing)})


@project.command("to-reach")
def to_reach(code: Code, areas: Codes = None, file: ListFile = None) -> None:
    """Put areas on the list of those a work is to reach."""
    from service.promises.reaching import add_areas

    show(told(add_areas(who(), ready_store(), code, _codes(areas, file), now())))


@project.command("reach")
def reach(
    code: Code,
    areas: Codes = None,
    file: ListFile = None,
    on: On = None,
    back: Annotated[bool, typer.Option("--back", help="They were noted by mistake.")] = False,
) -> None:
    """Note that areas were reached: all of a list, or none."""
    from service.promises.reaching import mark_areas

    store = ready_store()
    day = possible(on).date() if on else None
    wanted = _codes(areas, file)
    show(told(mark_areas(who(), store, code, wanted, now(), day, takes_back=back)))


@project.command("link")
def link(code: Code, cases: Cases) -> None:
    """Note which cases a work is to settle."""
    from service.promises.settling import link_cases

    show({"linked": link_cases(who(), ready_store(), code, cases, now())})


@project.command("unlink")
def unlink(code: Code, case: Annotated[str, typer.Argument(help="Number of the case.")]) -> None:
    """Take back that a work is to settle a case."""
    from service.promises.settling import unlink_case_of

    unlink_case_of(who(), ready_store(), code, case)


@project.command("settle")
def settle(
    code: Code,
    words: Annotated[
        str | None, typer.Option(help="Close the cases with these words; else only look.")
    ] = None,
) -> None:
    """Show what closing the cases of a finished work would do, or close them."""
    from service.promises.settling import preview_settling, settle_cases

    store, moment = ready_store(), now()
    lines = preview_settling(who(), store, code, moment)
    if words is None:
        show(told(lines))
        return
    versions = {one.code: one.version for one in lines if one.reason is None}
    done = settle_cases(who(), store, code, versions, words, moment)
    waiting = [(one.code, one.reason) for one in lines if one.reason is not None]
    show({"done": done.done, "refused": told([*done.refused, *waiting])})


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as plain values."""
    from data.rows import records

    return [{name: told(value) for name, value in row.items()} for row in records(frame)]


def _codes(said: list[str] | None, file: Path | None) -> list[str]:
    """Return codes as they were given, and those of a file."""
    from service.promises.reaching import codes_in

    found = list(said or [])
    if file is not None:
        try:
            found += codes_in(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ServiceError(
                "The list {path} cannot be read: give a text file in UTF-8 with one code per line.",
                path=str(file),
            ) from error
    return found
