"""Text tables, workbooks and Parquet, made here the way people make them."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from data.errors import DataError
from data.readers.codes import check_codes
from data.readers.delimited import _quickly, _slowly
from data.readers.files import read_points, read_table
from data.readers.reading import Reading

LINES = [
    "案件编号,上报时间,经度,纬度,地址",
    "A1,2016-07-27,111.3,30.7,幸福路1号",
    "A2,,111.4,30.8,和平街",
]


def _file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _issues(reading: Reading) -> list[tuple[str, int | None, str | None]]:
    return [(issue.code, issue.row, issue.column) for issue in reading.issues]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_the_encoding_is_found_and_told(tmp_path: Path, encoding: str, told: str) -> None:
    reading = read_points(_file(tmp_path, "案件.csv", "\r\n".join(LINES), encoding))
    assert reading.encoding == told
    assert list(reading.frame.columns) == LINES[0].split(",")
    assert reading.sample["地址"].tolist() == ["幸福路1号", "和平街"]
    assert reading.rows.tolist() == [2, 3]


def test_a_stated_encoding_is_obeyed(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", "名稱,x,y\n臺北,121.5,25.0\n", "big5")
    assert read_points(path, encoding="Big5").frame["名稱"].tolist() == ["臺北"]


@pytest.mark.parametrize("name", ["klingon", "base64", "", "utf-8\x00", "undefined", "idna"])
def test_an_unknown_encoding_is_refused_with_its_name(tmp_path: Path, name: str) -> None:
    path = _file(tmp_path, "a.csv", "x,y\n1,2\n")
    if name:
        with pytest.raises(DataError, match=r"encoding .* of the file a\.csv"):
            read_points(path, encoding=name)
    else:
        assert len(read_points(path, encoding=name).rows) == 1


@pytest.mark.parametrize("main", ["utf-8", "gb18030"])
def test_broken_bytes_refuse_their_row_and_no_other(tmp_path: Path, main: str) -> None:
    raw = (
        [line.encode(main) for line in LINES]
        + [b"A3,,111.5,30.9,\xff\xfe\xe5\x9c"]
        + [f"A{i},,111.5,30.9,路".encode(main) for i in range(4, 9)]
    )
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n".join(raw))
    reading = read_points(path)
    assert _issues(reading) == [("encoding.broken", 4, "地址")]
    assert reading.usable.tolist() == [True, True, False, *[True] * 5]
    assert reading.frame["地址"].iat[0] == "幸福路1号"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.tab", "a.txt", "a.csv.gz"])
def test_the_delimiter_is_found_among_four(tmp_path: Path, mark: str, name: str) -> None:
    text = "\n".join(LINES).replace(",", mark).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    reading = read_points(tmp_path / name)
    assert reading.x is not None and reading.x.tolist() == [111.3, 111.4]


def test_a_stated_separator_line_counts_as_a_row(tmp_path: Path) -> None:
    reading = read_points(_file(tmp_path, "a.csv", "sep=;\nid;x;y\n1;2,5;3\n"))
    assert reading.rows.tolist() == [3]
    assert reading.x is not None and reading.x.tolist() == [2.5]


def test_title_rows_and_blank_rows_keep_the_clerks_row_numbers(tmp_path: Path) -> None:
    text = (
        "某区案件台账,,,\n制表:张三,,2016年,\n\n编号,经度,纬度,备注\n"
        "A,111,30,\n,,,\n\nB,112,31,x\n,,,\n"
    )
    reading = read_points(_file(tmp_path, "a.csv", text))
    assert list(reading.frame.columns) == ["编号", "经度", "纬度", "备注"]
    assert reading.rows.tolist() == [5, 8]


def test_a_row_with_too_many_cells_is_refused_and_a_short_one_filled_up(tmp_path: Path) -> None:
    text = "id,x,y\na,1,2\nb,1,2,3\nc,1,2,3,4,5\nd,1\ne,1,2,\n"
    reading = read_points(_file(tmp_path, "a.csv", text))
    assert _issues(reading) == [
        ("row.too_many_cells", 3, None),
        ("row.too_many_cells", 4, None),
        ("coordinate.half", 5, "y"),
    ]
    assert "3,4,5" in str(reading.issues[1].value)
    assert reading.usable.tolist() == [True, False, False, False, True]


_FIELD = st.text(st.sampled_from(list("a1 \"\n\r,;\t'=\u00b0\u7f51")), max_size=5)


@given(rows=st.lists(st.lists(_FIELD, min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_quick_and_the_slow_cutter_agree(rows: list[list[str]]) -> None:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    quick = _quickly(lines.getvalue(), ",", 3)
    slow = _slowly(lines.getvalue(), ",", 3, "f")
    assert [column.to_pylist() for column in quick[:3]] == [c.to_pylist() for c in slow[:3]]
    assert list(zip(*(c.to_pylist() for c in quick[:3]), strict=True)) == [*map(tuple, rows)]


@pytest.mark.parametrize("text", ['a,b\n1,x"y"z\n', 'a,b\n1,"x"y\n', "a,b\r1,2\r", "a,b\r\n1,2"])
def test_the_cutters_agree_on_slovenly_files_too(text: str) -> None:
    quick, slow = _quickly(text, ",", 2), _slowly(text, ",", 2, "f")
    assert [c.to_pylist() for c in quick[:2]] == [c.to_pylist() for c in slow[:2]]


@pytest.mark.parametrize("text", ['2,"2,3\n3,2,3\n', '2,2,"3\n', '2,2,"3', '"'])
def test_an_open_quotation_mark_is_refused_with_its_row(tmp_path: Path, text: str) -> None:
    path = _file(tmp_path, "a.csv", f"id,x,y\n1,2,3\n{text}")
    with pytest.raises(DataError, match="after row 2: .* not closed"):
        read_points(path)


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        ("111.302208", "30.706656", 111.302208, 30.706656),
        ("111,302208", "30,706656", 111.302208, 30.706656),
        ("１１１．５", "３０．５", 111.5, 30.5),
        ("119°17'E", "30°30'N", 119 + 17 / 60, 30.5),
        ("119°17′30.5″", "30°30′", 119 + 17 / 60 + 30.5 / 3600, 30.5),
        ("东经119度17分30秒", "北纬30度30分", 119 + 17 / 60 + 30 / 3600, 30.5),
        ("75°30'W", "6°15'S", -75.5, -6.25),
        ("1.113e2", "3.07E1", 111.3, 30.7),
        ("38512345.678", "3412345.678", 38512345.678, 3412345.678),
    ],
)
def test_coordinates_are_read_as_people_write_them(
    tmp_path: Path, lon: str, lat: str, x: float, y: float
) -> None:
    reading = read_points(_file(tmp_path, "a.csv", f"id;经度;纬度\n1;{lon};{lat}\n"))
    assert reading.issues == []
    assert reading.x is not None and reading.y is not None
    assert (reading.x[0], reading.y[0]) == pytest.approx((x, y), abs=1e-12)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        ("abc", "30", "coordinate.text"),
        ("119°77'E", "30", "coordinate.text"),
        ("inf", "30", "coordinate.text"),
        ("119,283", "30,283", "coordinate.text"),
        ("111.3", "", "coordinate.half"),
        ("1113.02", "30", "coordinate.range"),
        ("30.7", "111.3", "coordinate.swapped"),
        ("<script>", "30", "coordinate.text"),
        ("=1+1", "30", "coordinate.text"),
        ("111.3 30.7", "30", "coordinate.text"),
    ],
)
def test_a_coordinate_that_is_none_refuses_its_row(
    tmp_path: Path, lon: str, lat: str, code: str
) -> None:
    text = f'id,经度,纬度\n1,111.3,30.7\n2,"{lon}","{lat}"\n3,111.3,30.7\n'
    reading = read_points(_file(tmp_path, "a.csv", text))
    assert {(issue.code, issue.row) for issue in reading.issues} >= {(code, 3)}
    assert reading.usable.tolist() == [True, False, True]
    assert reading.x is not None
    assert np.isnan(reading.x).tolist() == [False, True, False]


@pytest.mark.parametrize("blank", [",", " , ", "NA,NA", "null,NULL", "无,无", "0,0", "0.0,0"])
def test_a_row_without_coordinates_stays_and_is_not_refused(tmp_path: Path, blank: str) -> None:
    reading = read_points(_file(tmp_path, "a.csv", f"id,x,y\n1,111,30\n2,{blank}\n"))
    assert reading.usable.tolist() == [True, True]
    assert reading.x is not None and np.isnan(reading.x).tolist() == [False, True]


def test_metres_are_not_held_against_degrees_when_nothing_is_declared(tmp_path: Path) -> None:
    reading = read_points(_file(tmp_path, "a.csv", "id,x,y\n1,512345.6,3412345.6\n"))
    assert reading.issues == [] and reading.declared_crs is None
    refused = read_points(tmp_path / "a.csv", crs="EPSG:4490")
    assert _issues(refused) == [("coordinate.range", 2, "x")]
    assert read_points(tmp_path / "a.csv", crs="EPSG:4549").usable.all()


@pytest.mark.parametrize(
    ("cells", "declared"),
    [
        ("GCJ-02 GCJ-02", "GCJ-02"),
        ("4490 4490", "EPSG:4490"),
        ("GCJ-02 BD-09", None),
        ("CGCS2000 CGCS2000", "CGCS2000"),
        ("?? ??", None),
    ],
)
def test_only_one_constant_known_system_in_a_column_declares(
    tmp_path: Path, cells: str, declared: str | None
) -> None:
    one, two = cells.split()
    path = _file(tmp_path, "a.csv", f"id,x,y,坐标系\n1,111,30,{one}\n2,111,30,{two}\n")
    assert read_points(path).declared_crs == declared


def test_columns_without_a_name_stay_only_when_filled(tmp_path: Path) -> None:
    reading = read_table(_file(tmp_path, "a.csv", "id,,x,x,\n1,,2,3,\n2,甲,2,3,\n"))
    assert list(reading.frame.columns) == ["id", "column_2", "x", "x_2"]


def test_columns_can_be_named_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", "id,甲,乙\n1,111,30\n")
    with pytest.raises(DataError, match="name both. It has id, 甲, 乙"):
        read_points(path)
    with pytest.raises(DataError, match="no column 丙"):
        read_points(path, lon="丙", lat="乙")
    reading = read_points(path, lon="甲", lat="乙")
    assert reading.coordinate_columns == ("甲", "乙")


# ---- workbooks


def _book(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_with_titles_merged_cells_and_empty_rows_reads(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["某某街道网格台账"],
        ["制表单位", None, None, "2024年"],
        ["街道", "网格编码", "经度", "纬度", "建立日期"],
        [
            "云集街道",
            420502001001001,
            111.3,
            30.7,
            pd.Timestamp("2024-03-01 08:30").to_pydatetime(),
        ],
        [None, 420502001001002, 111.4, 30.8, None],
        [None, None, None, None, None],
        ["西坝街道", "420502001001003", "=1+1", None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A4:A5")
    sheet.cell(5000, 3).number_format = "0.00"
    book.create_sheet("空表")
    book.save(tmp_path / "台账.xlsx")
    reading = read_points(tmp_path / "台账.xlsx")
    assert list(reading.frame.columns) == ["街道", "网格编码", "经度", "纬度", "建立日期"]
    assert reading.rows.tolist() == [4, 5, 7]
    assert reading.frame["街道"].tolist() == ["云集街道", "云集街道", "西坝街道"]
    assert reading.frame["网格编码"].tolist() == [f"42050200100100{i}" for i in (1, 2, 3)]
    assert reading.frame["建立日期"].iat[0] == "2024-03-01 08:30:00"
    assert reading.sheet == "Sheet"


def test_numbers_used_as_codes_are_text_and_lost_digits_are_refused(tmp_path: Path) -> None:
    numbers = [1, 2.0, 420502001001001, 1.5e14, 4205020010010011, 42050200100100112345, 1.25]
    path = _book(tmp_path / "a.xlsx", 甲=[["code", "name"], *[[n, "x"] for n in numbers]])
    reading = read_table(path)
    assert reading.frame["code"].tolist()[:4] == ["1", "2", "420502001001001", "150000000000000"]
    issues = check_codes(reading.frame["code"], reading.rows, "code")
    assert [(issue.code, issue.row) for issue in issues] == [
        ("code.rounded", 6),
        ("code.rounded", 7),
    ]


@pytest.mark.parametrize(
    "code", ["1.5E+14", "4.20502E+11", "4,20502E+11", "4E+15", "420502.0", "#N/A", "#REF!", "####"]
)
def test_codes_that_went_through_a_number_are_refused(code: str) -> None:
    (issue,) = check_codes([code, None, ""], [7, 8, 9], "网格编码")
    assert (issue.row, issue.column, issue.value, issue.is_refused) == (7, "网格编码", code, True)
    assert code in issue.msgid.format(**issue.params)


@pytest.mark.parametrize("code", ["5E03", "1A01", "420502001001001", "12E3", "3.02", "E05001643"])
def test_real_codes_that_look_a_little_like_numbers_pass(code: str) -> None:
    assert check_codes([code], [2], "code") == []


def test_hidden_and_empty_sheets_do_not_count_as_filled(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["id", "x", "y"])
    book.active.append([1, 111, 30])
    secret = book.create_sheet("说明")
    secret.append(["only a remark"])
    secret.sheet_state = "hidden"
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    assert len(read_points(tmp_path / "a.xlsx").rows) == 1


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    reading = read_table(_book(tmp_path / "a.xlsx", s=[["code", evil], ["A", evil]]))
    assert reading.frame[evil].tolist() == [evil]


# ---- Parquet


def test_parquet_numbers_become_text_without_point_zero(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "code": [420502001001001.0, None],
            "wide": pd.array([4205020010010011, 7], dtype="int64"),
            "lost": [4.205020010010011e15, 1.0],
            "lon": [111.25, 112.0],
            "lat": [30.5, 31.0],
            "is_new": [True, False],
            "day": pd.to_datetime(["2024-03-01", None]).date,
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    reading = read_points(tmp_path / "a.parquet")
    first = reading.frame.iloc[0]
    assert first["code"] == "420502001001001" and pd.isna(reading.frame["code"].iat[1])
    assert first["wide"] == "4205020010010011" and first["is_new"] == "true"
    assert [i.row for i in check_codes(reading.frame["lost"], reading.rows, "lost")] == [1]
    assert first["day"] == "2024-03-01" and reading.x is not None
    assert reading.x.tolist() == [111.25, 112.0]


def test_parquet_text_kept_as_categories_reads(tmp_path: Path) -> None:
    table = pa.table({"x": [1.0], "y": [2.0], "name": pa.array(["甲"]).dictionary_encode()})
    pq.write_table(table, tmp_path / "a.parquet")
    assert read_points(tmp_path / "a.parquet").frame["name"].tolist() == ["甲"]


# ---- files that cannot be used at all


def _zip(path: Path, **members: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b" \n\n ", "is empty"),
        ("a.csv", b"id,x,y\n", "no rows below"),
        ("a.csv", b"1,111.5,30.5\n2,111.6,30.6\n", "has no header"),
        ("a.csv", b"PK\x03\x04aaaa", "holds a zip archive or an Excel workbook"),
        ("a.csv", b"\x00\x01\x02\x03" * 50, "is not text"),
        ("a.csv", b"<html><table></table></html>", "holds a web page"),
        ("a.csv", bytes(range(128, 256)) * 20, "is not text in UTF-8"),
        ("a.csv.gz", b"\x1f\x8b\x08broken", "cannot be unpacked"),
        ("a.csv.gz", gzip.compress(b"id,x,y\n1,2,3\n" * 900, mtime=0)[:40], "cannot be unpacked"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "old Excel workbook"),
        ("a.xls", b"<html><table></table></html>", "web page named like an Excel workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "locked by a password"),
        ("a.xlsx", b"PK\x03\x04 not really", "is damaged"),
        ("a.xlsx", b"id,x,y\n1,2,3\n", "damaged or not a .xlsx"),
        ("a.parquet", b"PAR1 nothing else PAR1", "damaged Parquet"),
        ("a.parquet", b"nonsense", "damaged or not"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 90, "cannot be read"),
        ("a.kml", b"<kml><Document><Placemark>", "cannot be read"),
        ("a.kml", b"<html>", "a.kml"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"type"', "was cut off"),
        ("a.geojson", b'{"type": "FeatureCollection",\n "features": [,]}', "line 2"),
        ("a.geojson", b"[1, 2]", "not GeoJSON"),
        ("a.geojson", b"hello", "not valid JSON at line 1"),
        ("a.geojson", b'{"a":' * 100_000, "not GeoJSON that can be read"),
        ("a.geojson", b'{"type": ' + b"9" * 5000 + b"}", "not GeoJSON that can be read"),
        ("a.pdf", b"%PDF-1.4", "of no kind that can be read"),
        ("a", b"hello", "of no kind that can be read"),
        ("a.zip", b"PK\x03\x04 not really", "is damaged"),
        ("a.shp", b"not a shape" * 20, "lacks its .shx"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=sentence.replace(".", r"\.")) as caught:
        read_points(tmp_path / name)
    assert name in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        read_points(tmp_path / "none.csv")
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(DataError, match="is a folder"):
        read_points(tmp_path / "d.csv")


def test_a_workbook_made_of_anything_else_is_refused(tmp_path: Path) -> None:
    _zip(tmp_path / "a.xlsx", readme=b"no workbook")
    with pytest.raises(DataError, match="cannot be read"):
        read_points(tmp_path / "a.xlsx")


def test_archives_that_unpack_to_far_more_than_they_are_are_refused(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.zip"):
        _zip(tmp_path / name, **{"xl/workbook.xml": b"\0" * 60 * 1024**2})
        with pytest.raises(DataError, match="would unpack to 60 MiB"):
            read_points(tmp_path / name)
