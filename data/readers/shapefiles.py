"""Shapefiles, plain or zipped, whatever their names and attribute tables are written in."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from data.errors import DataError
from data.issues import RowIssue, note_row
from data.readers.archives import member_name, open_archive, unpack_member
from data.readers.cells import text_frame
from data.readers.crs_text import crs_name
from data.readers.dbf_text import choose_encoding, decode_cells, decode_name
from data.readers.encodings import codec_name, shown
from data.readers.genuine import require_shapefile, require_whole_dbf
from data.readers.headers import numbered
from data.readers.reading import Reading

NEEDED = {
    ".shp": "the shapes",
    ".shx": "the index of the shapes",
    ".dbf": "the attribute table",
}
TAKEN = (*NEEDED, ".prj", ".cpg")


def read_zip(path: Path, layer: str | None = None, encoding: str | None = None) -> Reading:
    """Return the one shapefile of a zip archive, or the one named by `layer`.

    Raises
    ------
    DataError
        When the archive is damaged, locked, too large, or holds no or several shapefiles.
    """
    with open_archive(path) as archive, tempfile.TemporaryDirectory() as folder:
        parts = _parts(archive)
        name = _choose(list(parts), layer, path.name, archive)
        for suffix, member in parts[name].items():
            unpack_member(archive, member, Path(folder) / f"layer{suffix}")
        reading = _read(Path(folder) / "layer.shp", path.name, encoding)
    layers = tuple(PurePosixPath(stem).name for stem in parts)
    return reading.with_changes([], layer=PurePosixPath(name).name, layers=layers)


def read_shapefile(path: Path, encoding: str | None = None) -> Reading:
    """Return the rows of a plain shapefile; its companions lie beside it.

    Raises
    ------
    DataError
        When a companion is missing or the shapes are damaged.
    """
    return _read(path, path.name, encoding).with_changes([], layer=path.stem, layers=(path.stem,))


def _parts(archive: zipfile.ZipFile) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Return the members of each shapefile by suffix, without what macOS leaves in archives."""
    parts: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in archive.infolist():
        place = PurePosixPath(member_name(member).replace("\\", "/"))
        is_litter = "__MACOSX" in place.parts or place.name.startswith("._")
        if not member.is_dir() and not is_litter and place.suffix.lower() in TAKEN:
            parts.setdefault(str(place.with_suffix("")), {})[place.suffix.lower()] = member
    return {stem: found for stem, found in sorted(parts.items()) if ".shp" in found}


def _choose(stems: list[str], layer: str | None, file: str, archive: zipfile.ZipFile) -> str:
    if not stems:
        raise DataError(
            "The archive {file} holds no shapefile (it holds {seen}): pack the .shp, .shx, .dbf"
            " and .prj together, or bring the file itself.",
            file=file,
            seen=", ".join(map(member_name, archive.infolist()[:5])) or "nothing",
        )
    names = [PurePosixPath(stem).name for stem in stems]
    wanted = [s for s, name in zip(stems, names, strict=True) if layer in (s, name)]
    if layer is None and len(stems) == 1:
        return stems[0]
    if len(wanted) == 1:
        return wanted[0]
    raise DataError(
        "The archive {file} holds the shapefiles {layers}: name one of them as the layer.",
        file=file,
        layers=", ".join(stems),
    )


def _read(path: Path, file: str, encoding: str | None) -> Reading:
    beside = {p.suffix.lower(): p for p in path.parent.glob("*") if p.stem == path.stem}
    for suffix, what in NEEDED.items():
        if suffix not in beside:
            raise DataError(
                "The shapefile {file} lacks its {suffix} file ({what}): bring all parts together,"
                " best packed in one .zip.",
                file=file,
                suffix=suffix,
                what=what,
            )
    require_shapefile(path, file)
    require_whole_dbf(beside[".dbf"], file)
    try:
        # ISO-8859-1 keeps every byte, so that the text can be read in the right encoding after.
        meta, _, wkb, columns = pyogrio.raw.read(
            path, encoding="ISO-8859-1", force_2d=True, datetime_as_string=True
        )
    except Exception as error:  # noqa: BLE001  GDAL's errors are many and not ours
        raise DataError(
            "The shapefile {file} cannot be read ({cause}): export it again.",
            file=file,
            cause=str(error),
        ) from error
    if wkb is None or not len(wkb):
        raise DataError("The file {file} holds no features: nothing to read.", file=file)
    frame, used, issues = _attributes(meta, columns, len(wkb), beside.get(".cpg"), encoding, file)
    crs = crs_name(meta["crs"])
    return Reading(
        file,
        frame,
        np.arange(1, len(wkb) + 1, dtype=np.int64),
        np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object),
        declared_crs=crs,
        crs_source=".prj" if crs else None,
        encoding=used,
        issues=issues,
    )


def _attributes(
    meta: dict[str, Any],
    columns: list[Any],
    length: int,
    cpg: Path | None,
    encoding: str | None,
    file: str,
) -> tuple[Any, str, list[RowIssue]]:
    declared = encoding or _declared(cpg)
    name, issues = choose_encoding(
        codec_name(declared, file) if declared else None, columns, is_ordered=bool(encoding)
    )
    if declared and not encoding and codec_name(declared, file) != name:
        issues.append(
            note_row(
                "encoding.cpg_is_wrong",
                None,
                None,
                declared,
                "The .cpg file says {declared}, but the text is not in it: it was read as"
                " {encoding}. Look at the sample.",
                declared=declared,
                encoding=shown(name),
            )
        )
    names = numbered([decode_name(field, name) for field in meta["fields"]])
    read = {
        column: decode_cells(values, name, column, issues)
        for column, values in zip(names, columns, strict=True)
    }
    return text_frame(read, length), shown(name), issues


def _declared(cpg: Path | None) -> str | None:
    text = cpg.read_bytes()[:64].decode("ascii", errors="ignore").strip() if cpg else ""
    try:
        return text if text and codec_name(text, "") else None
    except DataError:
        return None
