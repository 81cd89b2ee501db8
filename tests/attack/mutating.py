"""Changes of a file: by bytes, by words of its format, and inside what it is packed in."""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

# Numbers and words at which readers stumble.
WORDS = (
    b"\x00",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x00\x00\x00\x80",
    b"\x7f\xff\xff\xff",
    b"\x00\x00\x00\x00\x00\x00\xf8\x7f",
    b"\x00\x00\x00\x00\x00\x00\xf0\x7f",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'"',
    b"'",
    b"\r",
    b"\n",
    b"\t",
    b",",
    b";",
    b"=1+1",
    b"{",
    b"}",
    b"[",
    b"]",
    b"NaN",
    b"1e999",
    b"-1",
    b"99999999999999999999",
    b"null",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;",
    b"<![CDATA[",
    b"]]>",
    b"<kml>",
    b"</kml>",
    b"<OGRVRTDataSource/>",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"SQLite format 3\x00",
    b"\\u0000",
    b"\\ud800",
    b"../../etc/passwd",
    b"\xe4\xb8",
    b"\x81\x30",
    b"GeometryCollection",
    b"MultiPolygon",
    b"PAR1",
    b"\x1f\x8b",
    b"GP\x00\x01",
    b"%s%n",
    b"_x0000_",
)
_NAMES = "select name from sqlite_master where type = ?"
_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    2**63,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x" * 70_000,
    "\ud800",
    "NaN",
    [],
    {},
    [[]],
    [[[[[]]]]],
    [None, None],
    {"type": "Point", "coordinates": [1]},
    ["a", "b"],
    {"type": "GeometryCollection", "geometries": [None]},
    "FeatureCollection",
    10**400,
)


def mutated(name: str, raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Return a file with one to four changes.

    Parameters
    ----------
    others
        Contents of other files, to be spliced in.
    """
    for _ in range(dice.choice((1, 1, 1, 2, 2, 4))):
        inner = _INNER.get(name.rsplit(".", 1)[-1])
        if inner and dice.random() < 0.6:
            # What cannot be unpacked any more is changed by its bytes.
            with suppress(Exception):
                raw = inner(raw, others, dice)
                continue
        raw = _bytes(raw, others, dice)
    return raw


def _bytes(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    if not raw:
        return dice.randbytes(8)
    return dice.choice(_CHANGES)(raw, dice.randrange(len(raw)), others, dice)


def _with_word(raw: bytes, at: int, _: list[bytes], dice: random.Random) -> bytes:
    word = dice.choice(WORDS)
    return raw[:at] + word + raw[at + dice.choice((0, len(word))) :]


def _spliced(raw: bytes, at: int, others: list[bytes], dice: random.Random) -> bytes:
    other = dice.choice(others)
    return raw[:at] + other[dice.randrange(max(len(other), 1)) :]


def _repeated(raw: bytes, at: int, _: list[bytes], dice: random.Random) -> bytes:
    part = raw[at : at + dice.randrange(1, 400)]
    return raw[:at] + part * dice.choice((2, 30, 3000)) + raw[at:]


def _with_number(raw: bytes, at: int, _: list[bytes], dice: random.Random) -> bytes:
    size = dice.choice((2, 4, 8))
    number = dice.choice((0, 1, 2 ** (8 * size - 1) - 1, 2 ** (8 * size) - 1, len(raw)))
    put = (number % 2 ** (8 * size)).to_bytes(size, dice.choice(("little", "big")))
    return raw[:at] + put + raw[at + size :]


def _flipped(raw: bytes, _at: int, _: list[bytes], dice: random.Random) -> bytes:
    changed = bytearray(raw)
    for _turn in range(dice.randrange(1, 30)):
        changed[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(changed)


_CHANGES: tuple[Callable[[bytes, int, list[bytes], random.Random], bytes], ...] = (
    lambda raw, at, _, dice: raw[:at],
    lambda raw, at, _, dice: raw[:at] + raw[at + dice.randrange(1, 200) :],
    lambda raw, at, _, dice: raw[:at] + dice.randbytes(dice.randrange(1, 50)) + raw[at:],
    _with_word,
    _spliced,
    _repeated,
    _with_number,
    _flipped,
)


def _in_zip(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", 8) as new:
        names = old.namelist()
        chosen = dice.choice(names)
        for name in names:
            body = old.read(name)
            if name == chosen:
                body = _xml(body, others, dice) if body[:1] == b"<" else _bytes(body, others, dice)
                if dice.random() < 0.1:
                    name = dice.choice(
                        ("../" + name, "/" + name, name.upper(), "x\x00y", name * 20)
                    )
                if dice.random() < 0.1:
                    continue
            new.writestr(name, body)
    return out.getvalue()


def _xml(body: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Change an XML document at the places of its elements."""
    parts = body.split(b"<")
    at = dice.randrange(len(parts))
    kind = dice.randrange(5)
    if kind == 0:
        parts[at] = parts[at] + b"<" + parts[at]
    elif kind == 1:
        del parts[at]
    elif kind == 2:
        parts[at] = parts[at].replace(b'="', b'="' + dice.choice(WORDS), 1)
    elif kind == 3:
        parts[at : at + 1] = [parts[at]] * dice.choice((2, 50, 2000))
    else:
        return _bytes(body, others, dice)
    return b"<".join(parts)


def _in_gzip(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    return gzip.compress(_bytes(gzip.decompress(raw), others, dice))


def _in_json(raw: bytes, _: list[bytes], dice: random.Random) -> bytes:
    document = json.loads(raw)
    places: list[tuple[object, object]] = []

    def walk(one: object) -> None:
        pairs = (
            one.items()
            if isinstance(one, dict)
            else enumerate(one)
            if isinstance(one, list)
            else ()
        )
        for key, value in pairs:
            places.append((one, key))
            walk(value)

    walk(document)
    holder, key = dice.choice(places)
    value = dice.choice(_VALUES)
    if dice.random() < 0.2:
        for _turn in range(dice.choice((3, 60, 3000))):
            value = [value]
    holder[key] = value  # type: ignore[index]
    return json.dumps(document).encode("utf-8", "surrogatepass")


def _in_sqlite(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Put another value into a column of a table, those of the format included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        path.write_bytes(raw)
        with closing(sqlite3.connect(path)) as conn:
            kept = {
                kind: [str(name) for (name,) in conn.execute(_NAMES, (kind,)).fetchall()]
                for kind in ("trigger", "table")
            }
            for name in kept["trigger"]:
                conn.execute(f'drop trigger "{name}"')
            table = dice.choice(kept["table"])
            column = dice.choice([row[1] for row in conn.execute(f'pragma table_info("{table}")')])
            row = conn.execute(f'select "{column}" from "{table}"').fetchone()  # noqa: S608
            value: object = dice.choice(
                [one for one in _VALUES if not isinstance(one, list | dict)]
            )
            if row and isinstance(row[0], bytes):
                value = _bytes(row[0], others, dice)
            elif isinstance(value, str):
                value = dice.choice(WORDS).decode("latin-1")
            with suppress(sqlite3.Error, OverflowError):
                conn.execute(f'update "{table}" set "{column}" = ?', (value,))  # noqa: S608
            conn.commit()
        return path.read_bytes()


def _in_png(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Claim another size in the head of a PNG picture."""
    size = struct.pack(
        ">II", dice.choice((0, 1, 60, 2**16, 2**31 - 1)), dice.choice((0, 40, 2**31 - 1))
    )
    return raw[:16] + size + raw[24:] if dice.random() < 0.5 else _bytes(raw, others, dice)


_Inner = Callable[[bytes, list[bytes], random.Random], bytes]
_INNER: dict[str, _Inner] = {
    "zip": _in_zip,
    "xlsx": _in_zip,
    "xlsm": _in_zip,
    "pptx": _in_zip,
    "gz": _in_gzip,
    "geojson": _in_json,
    "gpkg": _in_sqlite,
    "kml": _xml,
    "png": _in_png,
}
