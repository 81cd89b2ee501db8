"""Whether a map file is what it is named, before GDAL is let near it.

GDAL chooses how to read a file by what it holds, not by its name: a small XML document in a file
named .kml or .shp may tell it to open other files, databases and addresses of the server.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from xml.parsers import expat

from data.errors import DataError

_SHAPEFILE = bytes.fromhex("0000270a")  # file code 9994, ESRI's technical description of 1998


def require_shapefile(path: Path, file: str) -> None:
    """Do nothing when the .shp is one.

    Raises
    ------
    DataError
        When its first bytes are not those of a shapefile.
    """
    with path.open("rb") as opened:
        if opened.read(4) != _SHAPEFILE:
            raise DataError(
                "The file {file} is named as a shapefile and is none: export it again.", file=file
            )


def require_kml(text: str, file: str) -> None:
    """Do nothing when the text is one well-formed document whose root is ``kml``.

    Raises
    ------
    DataError
        When it is not, or declares a document type (entities have no use in KML).
    """
    roots: list[str] = []
    types: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: roots.append(name) if not roots else None
    parser.StartDoctypeDeclHandler = lambda name, *_: types.append(name)
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise DataError(
            "The file {file} cannot be read ({cause}): export it again from the program it came"
            " from.",
            file=file,
            cause=str(error),
        ) from error
    root = roots[0].rsplit(" ", 1)[-1] if roots else "-"
    if root != "kml" or types:
        raise DataError(
            "The file {file} is named as KML, but its first element is {root}: export it as KML"
            " again, without a document type.",
            file=file,
            root=types[0] if types else root,
        )


def require_tables(path: Path, file: str) -> None:
    """Do nothing when a GeoPackage holds its layers as tables, not as views to be worked out.

    Raises
    ------
    DataError
        When it cannot be opened, or a layer is a view.
    """
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as conn:
            found = conn.execute(
                "select c.table_name from gpkg_contents c join sqlite_master m"
                " on lower(m.name) = lower(c.table_name) where m.type = 'view'"
            ).fetchall()
        conn.close()
    except sqlite3.Error as error:
        raise DataError(
            "The file {file} cannot be read ({cause}): export it again from the program it came"
            " from.",
            file=file,
            cause=str(error),
        ) from error
    if found:
        raise DataError(
            "The layer {layer} of {file} is a view: export it as a table of its own.",
            file=file,
            layer=str(found[0][0]),
        )
