"""Backups: written, verified, put back; two databases compared row by row."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework.viewer import SYSTEM
from commands.output import progress, show
from commands.viewer import who
from data.store import open_store
from service.clock import now

if TYPE_CHECKING:
    from data.backup_file import Manifest

app = typer.Typer(help="Backups: written, verified, put back.", no_args_is_help=True)

_FILE = Annotated[Path, typer.Argument(help="The file of the backup.")]


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(help="The file to write; with --keep also a folder.", metavar="FILE")
    ],
    keep: Annotated[
        int | None,
        typer.Option(help="Put the time into the name and keep this many; older ones go."),
    ] = None,
) -> None:
    """Write a backup of the database and its photographs while everybody goes on working.

    The file is read back and compared before it gets its name. Line for cron, every night:

    15 2 * * * cd /opt/gege && .venv/bin/python manage.py backup /backup/gege.zip --keep 14
    """
    from service.backups import back_up

    made = back_up(SYSTEM, open_store(), file, now(), keep)
    gone = [str(path) for path in made.removed]
    show({"backup": str(made.path), **_told(made.manifest), "removed": gone})


@app.command("verify-backup")
def verify_backup_file(file: _FILE) -> None:
    """Read a whole backup and say what is in it; exit 2 when anything is not as written."""
    from service.backups import verify_backup

    show({"backup": str(file), "is_whole": True, **_told(verify_backup(who(), file))})


@app.command()
def restore(
    file: _FILE,
    into: Annotated[
        str | None, typer.Option(help="Address or path of the database; else --database.")
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Take a place that holds data; it is kept beside it."),
    ] = False,
) -> None:
    """Put a backup back, compared row by row with what was backed up, and brought up to date.

    Stop the program first. What was at the place stays beside it as *.before-TIME.
    """
    from service.backups import restore_backup
    from service.language import both

    target = open_store(into)
    done = restore_backup(who(), target, file, now(), is_replacing=replace)
    if done.lacks_key:
        said = both(
            "Contacts cannot be read here before the key file is put back: it is kept apart from"
            " backups."
        )
        typer.echo(said, err=True)
    show(
        {
            "restored": target.url.render_as_string(),
            **_told(done.manifest),
            "revision_now": done.revision,
            "kept": None if done.kept is None else str(done.kept),
            "lacks_key": done.lacks_key,
        }
    )


@app.command("copy")
def copy(
    source: Annotated[str, typer.Option("--from", help="Address or path of the database.")],
    target: Annotated[str, typer.Option("--to", help="Address or path of an empty one.")],
) -> None:
    """Copy a district into an empty database, such as one of PostgreSQL; all of it or nothing.

    Every table is read back and its sum compared. Nobody should work in the old one meanwhile.
    """
    from service.backups import copy_database
    from service.language import both

    began = monotonic()
    new = open_store(target)
    done = copy_database(who(), open_store(source), new, progress)
    if done.lacks_key:
        said = both("Contacts cannot be read in the new place before the key file is put there.")
        typer.echo(said, err=True)
    show(
        {
            "copied_to": new.url.render_as_string(),
            "rows": sum(one.rows for one in done.tables.values()),
            "sha256": done.sha256,
            "photos": done.photos,
            "missing_photos": done.missing_photos,
            "lacks_key": done.lacks_key,
            "seconds": round(monotonic() - began, 1),
            "tables": {name: one.rows for name, one in done.tables.items() if one.rows},
        }
    )


@app.command("compare-databases")
def compare(
    one: Annotated[str, typer.Argument(help="Address or path of a database.")],
    other: Annotated[str, typer.Argument(help="Address or path of the other.")],
) -> None:
    """Compare two databases row by row: exit 0 when they are equal, 1 when not.

    Tables, keys and columns that differ are named, never what stands in them.
    """
    from service.backups import compare_databases

    found = compare_databases(who(), open_store(one), open_store(other))
    show({"is_equal": not found, "tables": [_difference(each) for each in found]})
    raise typer.Exit(1 if found else 0)


def _told(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "kind": manifest.kind,
        "revision": manifest.revision,
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "photos": len(manifest.photos),
        "missing_photos": manifest.missing_photos,
    }


def _difference(found: Any) -> dict[str, Any]:  # noqa: ANN401
    first = [{"key": one.key, "is": one.unlike, "columns": one.columns} for one in found.first]
    return {"table": found.table, "in_both": found.in_both, "rows": found.count, "first": first}
