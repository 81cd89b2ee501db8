"""The corpus without a browser: every address, every printed page, every file in and out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from starlette.routing import Mount, Route

from casework.access import OPERATOR
from data.errors import DataError
from data.formulas import DANGEROUS, NUMBER
from data.readers.files import read_table
from data.schema import cases, metadata
from data.store import Store
from data.writers.files import write_table
from routes.table import routes
from service.exports import WHAT, export
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from tests.attack.payloads import payloads, storable
from tests.attack.planting import planted
from tests.attack.tour import papers
from tests.browser import district
from tests.dashboard.asgi import ask

# Kept apart: what Excel's own file format has no way to hold, and null characters.
_TEXTS = [storable(one.text) for one in payloads()]
_LAYERS = [
    "/gege/measures.json", "/gege/cases.json?zoom=14&bbox=100,20,120,40", "/gege/figures.json",
    "/gege/layers/figure.json", "/gege/layers/spots.json", "/gege/visits/layer.json",
    "/gege/visits/legend.json", "/gege/places.json", "/gege/layers/rounds.json",
    "/gege/layers/rooms.json", "/gege/day/workers.json", "/gege/find.json?q=x", "/gege/map.svg",
    "/gege/emergency.json", "/gege/heat.json",
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("planted") / "gege.db"
    made = planted(path, households=300)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEGE_DATABASE", str(path))
        yield made


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len(payloads()) == len({one.text for one in payloads()}) >= 500
    assert len({one.family for one in payloads()}) >= 15


def _faults(body: bytes, media_type: str) -> list[str]:
    """Return what a payload made of an answer."""
    if "json" in media_type:
        json.loads(body)
        return []
    if "svg" in media_type or "gpx" in media_type:
        names = [one.tag.rsplit("}", 1)[-1] for one in ElementTree.fromstring(body).iter()]
        return [name for name in names if name.startswith(("gqx", "script", "foreign"))]
    if "html" not in media_type:
        return []
    found = []
    for element in BeautifulSoup(body, "html.parser").find_all(True):
        if element.name.startswith("gqx"):
            found.append(element.name)
        for name, value in element.attrs.items():
            leads = re.match(r"\s*(javascript|vbscript|data:text|\w*:?//evil)", str(value), re.I)
            if name.startswith(("gqx", "on")) or (name in ("href", "src", "action") and leads):
                found.append(f"{element.name} {name}={str(value)[:60]}")
    return found


def test_no_printed_page_or_layer_of_a_planted_district_is_changed_by_a_payload(store) -> None:
    asked = 0
    for address in [*papers(store, each=8), *_LAYERS]:
        status, headers, body = ask(address, language="zh")
        assert status < 500, (address, body[:300])
        assert _faults(body, headers.get("content-type", "")) == [], address
        assert b"Traceback" not in body
        asked += status == 200
    assert asked > 30


def test_the_finder_of_faults_finds_them() -> None:
    assert _faults(b"<p onclick=x><gqx-element></gqx-element>", "text/html") == [
        "p onclick=x",
        "gqx-element",
    ]
    assert _faults(b"<a href=' javascript:x'>", "text/html")
    assert _faults(b"<svg><script/></svg>", "image/svg+xml") == ["script"]


def _addresses() -> list[str]:
    mount = next(one for one in routes() if isinstance(one, Mount) and one.path.endswith("gege"))
    return [
        mount.path + one.path
        for one in mount.routes
        if isinstance(one, Route) and "GET" in (one.methods or ()) and "rest:" not in one.path
    ]


_NAMES = (
    "code worker area category period figure q lang theme on from to kind use of status grid unit"
    " measure map meeting zone view bbox lon lat crs first second by watermark size far"
)


def test_every_payload_at_some_address_is_answered_and_never_obeyed(store) -> None:
    known = _addresses()
    assert len(known) > 40
    names = _NAMES.split()
    for place, one in enumerate(payloads()):
        text = storable(one.text)[:700]
        template = known[place % len(known)]
        path = re.sub(r"\{(\w+):int\}", "3", template)
        path = re.sub(r"\{[^}]*\}", lambda _, text=text: text.replace("?", ""), path)
        query = "&".join(f"{name}={quote(text, safe='')}" for name in names[place % 5 :: 5])
        status, headers, body = ask(f"{path}?{query}")
        assert status < 500, (path, query, body[:300])
        assert _faults(body, headers.get("content-type", "")) == []
        assert not any(mark in value for value in headers.values() for mark in "\r\n")
        assert "set-cookie" not in headers or "gqx" not in headers["set-cookie"]
        if status >= 400:
            # A person who comes back from the directory is told on a page.
            page = ("text/html",) if "/directory" in template else ()
            kinds = ("application/json", "text/plain", *page)
            assert headers["content-type"].startswith(kinds), template


def _is_calculated(cell: str) -> bool:
    return bool(re.match(DANGEROUS, cell)) and not re.fullmatch(NUMBER, cell)


@pytest.mark.parametrize("what", WHAT)
def test_no_file_that_leaves_holds_a_cell_that_a_spreadsheet_calculates(
    store, tmp_path, what
) -> None:
    texts, book = tmp_path / "t.csv", tmp_path / "t.xlsx"
    on = district.TODAY
    assert export(OPERATOR, store, what, texts, on) > 0
    with texts.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    cells = [cell for row in rows for cell in row]
    # An apostrophe stands before what would be one; without it nothing is.
    assert [one for one in cells if _is_calculated(one) and not one.startswith("'")] == []
    export(OPERATOR, store, what, book, on)
    sheet = openpyxl.load_workbook(book).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}


def test_every_payload_goes_out_as_text_and_comes_back_as_it_was(tmp_path) -> None:
    texts = [one for one in _TEXTS if "\r" not in one and len(one) < 30_000]
    frame = pd.DataFrame({"code": [f"c{n}" for n in range(len(texts))], "text": texts})
    path = tmp_path / "t.csv"
    write_table(path, frame)
    back = read_table(path).frame["text"]
    lost = [
        (one, found)
        for one, found in zip(texts, back.fillna(""), strict=True)
        if one.strip() != found.strip()
        and not one.startswith((" ", "\t", "\n", "\u00a0", "\u3000"))
    ]
    # A broken character stands for bytes that were lost: such a row is refused, not mended.
    assert [one for one in lost if "\ufffd" not in one[0]] == []


def test_numbers_stay_numbers(tmp_path) -> None:
    path = tmp_path / "n.csv"
    write_table(path, pd.DataFrame({"x": [-75.57, 3.0], "t": ["-75.57", "-1+1"]}))
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[1:] == [["-75.57", "-75.57"], ["3.0", "'-1+1"]]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".geojson"])
def test_payloads_in_every_field_of_a_file_are_kept_as_text_or_refused(tmp_path, ending) -> None:
    made = district.hand_made(tmp_path / "gege.db")
    tables = len(metadata.tables)
    texts = [one[:400] for one in _TEXTS if one.strip()]
    frame = pd.DataFrame(
        {
            "案件编号": [f"K{n}" for n in range(len(texts))],
            "lon": 111.005,
            "lat": 31.005,
            "上报时间": "2026-02-01 08:00",
            "地址": texts,
            "类别": texts[::-1],
            # Its own name is a payload too.
            "'); DROP TABLE cases; --<b gqx>": texts,
        }
    )
    path = tmp_path / f"k{ending}"
    write_table(path, frame)
    options = ImportOptions(
        columns={"address": "地址", "category": "类别"}, code_scheme="any", crs="CGCS2000"
    )
    report = import_file(OPERATOR, made, Kind.CASES, path, options, district.NOW)
    assert report["rows"] == len(texts)
    assert report["accepted"] + report["refused"] == len(texts)
    assert report["accepted"] > 0.8 * len(texts)
    with made.read() as conn:
        kept = dict(
            conn.execute(cases.select().with_only_columns(cases.c.code, cases.c.address)).all()
        )
        found = conn.exec_driver_sql("select count(*) from sqlite_master where type = 'table'")
        assert found.scalar_one() >= tables
    known = {" ".join(one.split()) for one in texts}
    strange = [
        text for code, text in kept.items()
        if code.startswith("K") and text and " ".join(text.split()) not in known
    ]  # fmt: skip
    assert len(strange) < 0.05 * len(texts), strange[:5]


def test_a_file_named_like_a_path_or_a_formula_is_refused_by_its_own_name(tmp_path: Path) -> None:
    for name in ("=1+1.csv", "a\u202evsc.csv", "-rf.csv", "%s{file}.csv", "'; DROP.csv"):
        path = tmp_path / name
        path.write_text("")
        with pytest.raises(DataError) as refused:
            read_table(path)
        assert name in str(refused.value)
