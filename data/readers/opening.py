"""Whether there is a file, and whether it holds what its name says."""

from __future__ import annotations

from pathlib import Path

from data.errors import DataError

MAP_KINDS = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "gpkg",
    ".shp": "shapefile",
    ".zip": "zip",
    ".kml": "kml",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
}
TABLE_KINDS = {
    ".csv": "text",
    ".tsv": "text",
    ".tab": "text",
    ".txt": "text",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}
KNOWN = ".csv .tsv .tab .txt (also .gz) .xlsx .geojson .json .gpkg .shp .zip .kml .parquet"
HEAD_BYTES = 512
EXPECTED = {
    "gpkg": "a GeoPackage or SQLite database",
    "zip": "a zip archive or an Excel workbook",
    "xlsx": "a zip archive or an Excel workbook",
    "parquet": "a Parquet table",
    "gz": "a gzip archive",
}
ALSO_FINE = {("kml", "a web page or XML"), ("geojson", "JSON"), ("text", "JSON")}


def kind_of(path: Path) -> str:
    """Return what to read the file as, by its name checked against its first bytes.

    Raises
    ------
    DataError
        When there is no such file, it is empty, its name is of no known kind, or it holds
        something else than its name says.
    """
    head = _head(path)
    kind = _kind_by_name(path)
    seen = _seen(head)
    expected = EXPECTED.get(kind)
    if seen == "an old Excel workbook" or path.suffix.lower() == ".xls":
        _refuse_old_excel(path, seen)
    if seen not in (None, expected) and (kind, seen) not in ALSO_FINE:
        raise DataError(
            "The file {file} is named {extension} but holds {seen}: save it again in the format"
            " its name says, or give it the right extension.",
            file=path.name,
            extension=path.suffix,
            seen=seen,
        )
    if seen is None and expected is not None:
        raise DataError(
            "The file {file} is damaged or not a {extension} file (it begins with {start}):"
            " export it again from the program it came from.",
            file=path.name,
            extension=path.suffix,
            start=ascii(head[:8])[2:-1],
        )
    return "text" if kind == "gz" else kind


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DataError(
                "{file} is a folder, not a file: choose the file inside it.", file=path.name
            )
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise DataError(
            "There is no file {file}: check the name and the folder.", file=str(path)
        ) from error
    except (OSError, ValueError) as error:
        raise DataError(
            "The file {file} cannot be opened ({cause}): check that you may read it.",
            file=path.name,
            cause=str(error),
        ) from error
    if not head.strip():
        raise DataError(
            "The file {file} is empty: export it again from the program it came from.",
            file=path.name,
        )
    return head


def _kind_by_name(path: Path) -> str:
    name = path.name.lower()
    if name.endswith(".gz"):
        if Path(name[:-3]).suffix in {".csv", ".tsv", ".tab", ".txt"}:
            return "gz"
    elif (suffix := Path(name).suffix) in MAP_KINDS:
        return MAP_KINDS[suffix]
    elif suffix in TABLE_KINDS or suffix == ".xls":
        return TABLE_KINDS.get(suffix, "xls")
    raise DataError(
        "The file {file} is of no kind that can be read: save it as one of {known}.",
        file=path.name,
        known=KNOWN,
    )


def _seen(head: bytes) -> str | None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, seen in (
        (b"pk\x03\x04", "a zip archive or an Excel workbook"),
        (b"pk\x05\x06", "a zip archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"sqlite format 3\x00", "a GeoPackage or SQLite database"),
        (b"par1", "a Parquet table"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"%pdf", "a PDF document"),
        (b"rar!", "a RAR archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"<!doctype", "a web page or XML"),
        (b"<html", "a web page or XML"),
        (b"<?xml", "a web page or XML"),
        (b"<kml", "a web page or XML"),
        (b'{"', "JSON"),
    ):
        if text.startswith(start):
            return seen
    return None


def _refuse_old_excel(path: Path, seen: str | None) -> None:
    if seen == "a web page or XML":
        raise DataError(
            "The file {file} is a web page named like an Excel workbook: open it in Excel or WPS"
            " and save it as .xlsx.",
            file=path.name,
        )
    raise DataError(
        "The file {file} is an old Excel workbook (.xls) or one locked by a password: open it in"
        " Excel or WPS, take the password off and save it as .xlsx.",
        file=path.name,
    )
